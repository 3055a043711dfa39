// Package fault is how every part of Tiexin says that something could not be
// done (错误). An error has a kind, which platform/web turns into a status; a
// stable code, which is also the key of the sentence a person reads; the field
// it is about, if any; and the cause, which is logged and never shown.
//
// Invariants: a code never changes once released; the cause never reaches a
// reader; what a person may not see is NotFound with the same code as what
// does not exist.
package fault
