// Package audit keeps who did what, when and from where (审计), with the state
// before and after. A line is written in the transaction of the act itself and
// can only be added: the database refuses to change or remove one.
//
// Once a second the lines of settled transactions are sealed: a seal holds the
// hash over the previous seal and every line since, so that a line that is
// removed or altered behind the database's back shows when Verify walks the
// chain. The seal is made afterwards, because a hash chained inside every
// transaction would make all writers of a PostgreSQL installation wait for
// each other; the price is that the last second is not yet sealed.
//
// Never in a line: message bodies, passwords, tokens, full phone numbers.
//
// Tables: audit_entry, audit_seal.
package audit
