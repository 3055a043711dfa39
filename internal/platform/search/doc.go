// Package search finds what was written (检索). A module indexes a text under
// its kind, its own id and the id of the thing that decides who may see it
// (the group: a message's conversation). Chinese is cut into overlapping pairs
// (package textsplit), so that every word of two characters or more is found,
// wherever it stands, in simplified or traditional script.
//
// The index holds terms and places, no texts: what it points at is read from the
// ledger at the moment of the search by the module that owns it, which leaves
// out what the asking person may not see. So a right withdrawn a second ago
// counts, what was recalled is gone, and a wrong or old entry shows nothing.
// The text itself decides once more whether it matches.
//
// The index is not the ledger. On SQLite it has a file and a writer of its own,
// which nobody waits for, and flushes less often. It keeps its place in the
// event log inside that file, so that the two agree also after a power cut. A
// file that is missing, damaged or of another Version is made anew: Fill reads
// the modules' texts, newest first, while searches already use what is there.
// Docs with a time are kept by month, each month in an FTS5 table of its own,
// so that merging never rewrites more than a month; see tidy.go. On PostgreSQL
// the terms stand in a tsvector under GIN.
//
// Results come newest first. Tokens are written as four base-36 digits for each
// character: neither engine gets to decide what a letter is.
//
// Numbers that staff see masked are indexed whole: they are found by all their
// digits and by no part of them, or asking digit by digit would tell them.
//
// Invariants: a doc stands once; what is found is visible to who asks, and is
// what stands in the ledger now; the order is that of the time (by month, then
// as indexed), also after filling.
//
// Tables: search_doc, search_fill, and on SQLite in the file search.db also
// search_part and search_text_YYYYMM.
package search
