// Package check holds the checks of input that every module shares (校验). Each
// takes a value and returns a code and whether the value is right; the code is
// the key of a text and is "" when all is well. Checks never change a value:
// what is trimmed or folded is the caller's decision before the check.
//
// # What is refused and why
//
// A name (名称) is one line that people and headers show. It may hold any letter
// of any script, four-byte Han (𠮷, 𬭎), the dot of minority names (·) and emoji.
// It may not hold control characters, line ends, bidirectional marks, invisible
// or zero-width characters, ill-formed UTF-8, or U+FFFD: the decoder puts that
// in the place of a lone surrogate, so its presence means that something was
// lost. Two invisible characters are part of emoji and allowed only there: the
// zero-width joiner between two pictures, and the variation selector after a
// visible character.
//
// A text (正文) is what somebody wrote. It is kept byte for byte; refused are
// only NUL, which databases do not store, and ill-formed UTF-8.
//
// Empty (空) is what nobody can see: see Blank. A text of nothing but zero-width
// marks, fillers or control characters is as empty as none. Inside a visible
// text they stay, for what a customer says is kept as it is; lists show it by
// Line, which leaves them out.
//
// Lengths are counted in code points, as people roughly count characters.
package check
