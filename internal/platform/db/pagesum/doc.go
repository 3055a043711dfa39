// Package pagesum has SQLite notice a page that is not what was written (页校验).
// It stands between SQLite and the disk for every file that this process opens.
//
// Each page of a database file ends in eight bytes that SQLite leaves alone;
// they hold a sum over the rest, set when the page is written and compared when
// it is read. The layout is that of SQLite's own extension cksumvfs, so its
// tools read and check our files, and a program without sums still reads them.
// A file has the room from its birth; one of an older program has none (its
// header says so, and no page proves another thing) and is read unchecked until
// it is copied, see Reserved. A damaged header takes nothing out of comparison.
//
// A page in the log carries no such sum: the log's frames have sums of their
// own, each over all before it, which SQLite compares only after a crash. Here
// they are compared at every read, also when the log is copied back. Before a
// start CheckLog looks through a log that was left: damage in front of what was
// accepted later is not taken for the log's end.
//
// A page that differs is an error to who asked for it (SQLITE_IOERR_DATA) and
// to nobody else, and is remembered until it is written anew, see Found. Pages
// are never mapped into memory, for then nobody would see them being read.
//
// Ruled out: a digest in each row, for indexes, free pages and the tables of
// the libraries would go unseen; a file of digests beside, which a power cut
// would part from what it speaks of.
//
// The memory that SQLite hands over is its own, not Go's: nothing here keeps a
// Go pointer in it, and a file's state lives and goes with SQLite's handle.
package pagesum
