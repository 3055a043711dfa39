// Package pinyin finds Chinese names by what a person types on a Latin
// keyboard (拼音): the initials of the syllables (张三丰: zsf), whole syllables
// (zhangsanfeng), or any mixture (zhangsf).
//
// Many characters have several readings (曾: ceng or zeng), and the right one
// in a name is the one its bearer uses. All of them match; nothing is guessed.
//
// Letters and digits in a name stand for themselves, whatever their case or
// width. Everything else is skipped.
package pinyin
