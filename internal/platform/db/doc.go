// Package db is the ledger (账本): SQLite by default, PostgreSQL when the
// organisation has outgrown one machine. Something is accepted when its
// transaction is on disk, and only then answered.
//
// The one way to write is DB.Write, which hands a *Tx to a function; only a
// *Tx can execute a changing statement. On SQLite all writers take turns in
// one goroutine: callers that wait share one commit, each but the first in a savepoint of
// its own, so that a slow disk costs one fsync for all of them and a caller
// that fails takes nobody with it. On PostgreSQL every caller has its own
// transaction, tried again when the server asks for it (serialisation
// failure, deadlock); a function given to Write must therefore be safe to run
// twice, which it is when it only reads, decides and stores.
//
// Statements are registered once, as text with numbered parameters that both
// engines read; the few things that differ are written as {names} and filled
// in by dialect.go, the only file that knows the difference. A test prepares
// every registered statement on both.
//
// On SQLite every page has a sum (see package pagesum): who asks for what stands
// on a page that is not what was written gets storage.damaged, nobody else does,
// Damage tells which pages have been met and Sweep looks for them. Such a read
// ends SQLite's transaction; the callers that shared it are run again without
// the one that asked.
//
// Invariants: synchronous FULL but for what WriteUnflushed does again by itself
// (the relay of events), which the next flush keeps in its order; one writer, immediate transactions; after a
// failed fsync (a commit's or a checkpoint's) nothing more is accepted until a
// restart, because the disk's word can no longer be trusted: Ping says so, and
// who serves ends by itself; nothing remote happens inside a Write.
package db
