// Package i18n holds the sentences of the product (文案) in its three languages,
// zh-CN, zh-TW and en. Go code knows only keys; error codes are keys too.
//
// # Files
//
// Each module brings files named zh-CN.json, zh-TW.json and en.json, flat objects
// from key to sentence, in any folder of the file system it hands over. A
// placeholder is a name in braces, {name}: lower-case letters, digits and
// underscores, beginning with a letter. Other braces are plain text, so merge
// fields with capitals or double braces pass through.
//
// # Invariants
//
// New refuses, naming the key and the file: a key missing in one language, a key
// given twice, an empty sentence, a key of odd form, placeholders that differ
// between the languages, and nested or non-text values. A program that has
// started therefore has every sentence in every language.
//
// Values of placeholders are put in once, as they are: braces inside them are not
// looked at again, and nothing is escaped. What becomes HTML is escaped where it
// becomes HTML.
package i18n
