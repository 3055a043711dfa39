package customer

import (
	"regexp"
	"strings"

	"tiexin/internal/kit/cnphone"
	"tiexin/internal/kit/pinyin"
	"tiexin/internal/kit/textsplit"
)

// findKey holds whatever somebody may type to find a customer, one to a line:
// the name, its pinyin, the digits of the phones, the addresses.
func findKey(name string, r Reach) string {
	lines := append([]string{textsplit.Fold(name)}, pinyin.Keys(name)...)
	for _, p := range r.Phones {
		lines = append(lines, numberKeys(p.Number)...)
	}
	for _, e := range r.Emails {
		lines = append(lines, strings.ToLower(e.Address))
	}
	return "\n" + strings.Join(lines, "\n")
}

// numberKeys are the digits of a number as people dial it, and with the
// country's in front.
func numberKeys(number string) []string {
	n, _, ok := cnphone.Parse(number)
	if !ok {
		return nil
	}
	return []string{digits(n.National()), digits(n.E164())}
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

var numeric = regexp.MustCompile(`^\+?[0-9][0-9 ()\-]*$`)

// patterns are what to look for in findKey; none for an empty text.
func patterns(typed string) []string {
	typed = textsplit.Fold(strings.TrimSpace(typed))
	if typed == "" {
		return nil
	}
	out := []string{within(typed)}
	if numeric.MatchString(typed) && digits(typed) != typed {
		out = append(out, within(digits(typed)))
	} else if joined := strings.Join(strings.Fields(typed), ""); joined != typed {
		out = append(out, within(joined))
	}
	return out
}

// within makes the LIKE pattern of a text.
func within(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(text) + "%"
}
