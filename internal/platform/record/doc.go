// Package record is the life of one row that people make, change and remove
// (建、改、删), the same in every module. A module says what may be done and
// what is right, and how a row is stored; this package keeps the order of the
// steps, because it was in the order that hand-made copies differed: a version
// compared before the row was locked, a name looked for before it was stored, a
// refusal that showed what had stood a moment ago.
//
// A Kind says what its rows are called and which statements store them. Make
// looks for the client's key and stores a new row; Edit locks a row, compares
// the version that the person saw and stores what the module makes of it; Drop
// locks and removes. A Setting is the one row of its name in a table of
// settings, replaced whole and by version, also when nobody has stored it yet.
//
// Nothing here is taken from what was read before: two people on PostgreSQL
// both read what stands, and both would be right. What decides is the row's
// lock, the statement's WHERE … AND version = …, and a UNIQUE constraint; a
// check that reads first gives better words, no more. Where a rule holds over
// several rows at once (a tree without circles, a last queue), Do.Turn makes
// those who change any of them take turns. What a row refers to is held while the
// row is stored, so that it is not removed beside it.
//
// Invariants: one row per key and person; no update is lost, and whoever is
// refused is shown what stands now; a name stands once where the kind has a
// code for it, by a constraint in the database; a change of a row that was
// removed meanwhile does not bring it back; each act that changes something is
// one line in the trail, in the same transaction; what is held in memory is
// dropped after the commit.
//
// Kinds and settings register themselves like statements do. So the tests walk
// them: races over each on both engines, the words of the trail, and every
// table with a version, which must belong to one of them or to a list of
// exceptions with their reasons.
package record
