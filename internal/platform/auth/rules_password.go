package auth

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Bounds of a password in characters.
const (
	MinPassword = 10
	MaxPassword = 128
)

// Codes of CheckPassword; each is the key of a text.
const (
	PasswordTooShort     = "password.too_short"
	PasswordTooLong      = "password.too_long"
	PasswordBadCharacter = "password.bad_character"
	PasswordIsLogin      = "password.is_login"
	PasswordTooCommon    = "password.too_common"
)

// leftWithoutLogin is how many characters must remain when the login name is
// taken out of a password.
const leftWithoutLogin = 6

//go:embed common.txt
var commonPasswords string

// CheckPassword says whether a new password may be used: 10 to 128 characters
// of any kind without control characters, not the login name with a little
// around it, not among the passwords everybody tries first, not one character
// or a short piece repeated, not a run of the keyboard or the alphabet. No mix
// of letters, digits and signs is demanded: it leads to Password1!.
func CheckPassword(password, login string) (code string, ok bool) {
	if !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl) {
		return PasswordBadCharacter, false
	}
	folded := strings.ToLower(norm.NFKC.String(password))
	switch n := utf8.RuneCountInString(password); {
	case n < MinPassword:
		return PasswordTooShort, false
	case n > MaxPassword:
		return PasswordTooLong, false
	case nearLogin(folded, login):
		return PasswordIsLogin, false
	case common(folded) || repeated(folded) || keyboardRun(folded):
		return PasswordTooCommon, false
	}
	return "", true
}

func nearLogin(folded, login string) bool {
	login = strings.ToLower(norm.NFKC.String(login))
	if utf8.RuneCountInString(login) < 3 {
		return false
	}
	for _, name := range []string{login, reverse(login)} {
		rest := strings.ReplaceAll(folded, name, "")
		if rest != folded && utf8.RuneCountInString(rest) < leftWithoutLogin {
			return true
		}
	}
	return false
}

// common looks a password up as it is and without the signs people hang on.
func common(folded string) bool {
	const signs = "!@#$%^&*.,?_- "
	bare := strings.Trim(folded, signs)
	for line := range strings.Lines(commonPasswords) {
		entry := strings.TrimSpace(line)
		if entry != "" && entry[0] != '#' && (entry == folded || strings.Trim(entry, signs) == bare) {
			return true
		}
	}
	return false
}

// repeated finds a piece of up to five characters said again and again, a
// broken last one included.
func repeated(folded string) bool {
	runes := []rune(folded)
	for period := 1; period <= 5; period++ {
		same := true
		for i := period; i < len(runes) && same; i++ {
			same = runes[i] == runes[i-period]
		}
		if same {
			return true
		}
	}
	return false
}

var keyboard = []string{
	"01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/", "qazwsxedcrfvtgbyhnujmikolp", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0",
	"qwertyuiopasdfghjklzxcvbnm", "!@#$%^&*()",
}

// keyboardRun finds passwords made of at most two runs of keys or letters, in
// either direction, such as qwertyuiop12345 or abcdef654321!!.
func keyboardRun(folded string) bool {
	rest := folded
	for range 2 {
		rest = rest[longestRun(rest):]
	}
	return len(rest) <= 2
}

func longestRun(text string) int {
	best := 0
	for _, row := range keyboard {
		for _, line := range []string{row, reverse(row)} {
			for n := len(text); n > best && n >= 3; n-- {
				if strings.Contains(line, text[:n]) {
					best = n
				}
			}
		}
	}
	return best
}

func reverse(text string) string {
	runes := []rune(text)
	for i, j := 0, len(runes)-1; i < j; i, j = i+1, j-1 {
		runes[i], runes[j] = runes[j], runes[i]
	}
	return string(runes)
}
