// Package search finds what was written (检索). A module indexes a text under
// its kind, its own id and the id of the thing that decides who may see it
// (the group: a message's conversation). Chinese is cut into overlapping pairs
// (package textsplit), so that every word of two characters or more is found,
// wherever it stands, in simplified or traditional script.
//
// Results come newest first. Candidates from the index are checked against
// the text itself and against the module that owns them, at the moment of the
// search, so that a right withdrawn a second ago counts.
//
// Tokens are written as four base-36 digits for each character: neither engine
// gets to decide what a letter is. SQLite keeps them in FTS5 without the text,
// PostgreSQL in a tsvector under GIN.
//
// Tables: search_doc, and search_text on SQLite.
package search
