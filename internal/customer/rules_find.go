package customer

import (
	"regexp"
	"strings"

	"tiexin/internal/kit/cnphone"
	"tiexin/internal/kit/pinyin"
	"tiexin/internal/kit/textsplit"
)

// findKey holds whatever somebody may type to find a customer, one to a line:
// the name, its pinyin, the phones as they are shown, the addresses; and the
// whole numbers in digits that nobody types, so that a part of one is found by
// whoever may see it and by nobody else.
func findKey(name string, r Reach) string {
	lines := append([]string{textsplit.Fold(name)}, pinyin.Keys(name)...)
	for _, p := range r.Phones {
		shown := masked(p.Number)
		lines = append(lines, shown, strings.ReplaceAll(shown, " ", ""))
		for _, number := range numberKeys(p.Number) {
			lines = append(lines, veiled(number))
		}
	}
	for _, e := range r.Emails {
		lines = append(lines, strings.ToLower(e.Address))
	}
	return "\n" + strings.Join(lines, "\n") + "\n"
}

// veil is the digit 0 of the whole numbers in a find key, in Unicode's area for
// private use; the others follow.
const veil = '\uE0D0'

func veiled(digits string) string {
	return strings.Map(func(r rune) rune { return r - '0' + veil }, digits)
}

// unveiled takes the private area out of what somebody types.
func unveiled(typed string) string {
	return strings.Map(func(r rune) rune {
		if r >= '\uE000' && r <= '\uF8FF' {
			return -1
		}
		return r
	}, typed)
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

var numeric = regexp.MustCompile(`^[+(]?[0-9][0-9 ()\-\x{2010}-\x{2015}]*$`)

// partDigits are how many digits of a number make a search for one.
const partDigits = 5

// wanted is what to look for in find keys: one of the shown patterns; or a
// whole number; or, where numbers may be revealed, a part of one. None of them
// is everybody.
type wanted struct {
	shown []string
	whole string
	part  string
}

func wantedBy(typed string) wanted {
	typed = unveiled(textsplit.Fold(strings.TrimSpace(typed)))
	if typed == "" {
		return wanted{}
	}
	w := wanted{shown: []string{within(typed)}}
	if joined := strings.Join(strings.Fields(typed), ""); joined != typed {
		w.shown = append(w.shown, within(joined))
	}
	if d := digits(typed); numeric.MatchString(typed) {
		if d != typed {
			w.shown = append(w.shown, within(d))
		}
		d = cnphone.Abroad(d)
		w.whole = "%\n" + veiled(d) + "\n%"
		if len(d) >= partDigits {
			w.part = within(veiled(d))
		}
	}
	return w
}

// numberAsked tells whether a typed text asks for a telephone number that is
// not shown: a whole one, or a part that may be revealed.
func numberAsked(typed string, mayReveal bool) (whole, asked bool) {
	n, _, ok := cnphone.Parse(typed)
	whole = ok && n.Kind() != cnphone.Short
	return whole, whole || mayReveal && wantedBy(typed).part != ""
}

// within makes the LIKE pattern of a text.
func within(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(text) + "%"
}
