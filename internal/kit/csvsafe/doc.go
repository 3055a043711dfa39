// Package csvsafe writes tables that people open in a spreadsheet (导出表格).
//
// A cell that a spreadsheet would take for a formula becomes text: an
// apostrophe goes before = + - @, their full-width forms (Chinese versions
// read them too), tab and line ends, at the start of a cell, after blanks, and
// after a separator or quote inside it, since programs differ in what they
// take for a new cell. Plain numbers below zero stay numbers.
//
// Digits that a spreadsheet would change, with a leading zero or more than
// fifteen of them, get a tab in front: it is not seen, and keeps them text.
//
// A byte order mark comes first, every cell is quoted, and lines end in CR LF;
// then Chinese opens right everywhere.
package csvsafe
