package cnphone

import (
	"regexp"
	"strings"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/unicode/norm"
)

// regions whose numbers people here write without the country's.
var regions = []string{"CN", "TW", "HK", "MO"}

var (
	numberRun = regexp.MustCompile(`[+(]*[0-9][-0-9 ().\x{2010}-\x{2015}\x{2212}]*[0-9]`)
	between   = regexp.MustCompile(`[/,;、，；|]|或`)
)

// Dialable tells whether a text holds a number that can be dialled: one of
// mainland China, Taiwan, Hong Kong or Macao as it is written there, or any
// country's behind + or 00. Words may stand around it.
func Dialable(text string) bool {
	text = norm.NFKC.String(text)
	if dials(text) {
		return true
	}
	for _, piece := range between.Split(text, -1) {
		for _, run := range numberRun.FindAllString(piece, -1) {
			if dials(run) {
				return true
			}
		}
	}
	return false
}

// Abroad takes the 00 off that stands before a country's number where others
// write +; of anything shorter than a number with its country nothing.
func Abroad(digits string) string {
	if rest, found := strings.CutPrefix(digits, "00"); found && len(rest) >= leastAbroad {
		return rest
	}
	return digits
}

// leastAbroad digits have the shortest numbers with their country's.
const leastAbroad = 8

func dials(text string) bool {
	if n, _, ok := Parse(text); ok {
		return n.Kind() != Short
	}
	if m := extension.FindStringSubmatch(strings.TrimSpace(text)); m != nil {
		text = m[1]
	}
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, text)
	for _, region := range regions {
		if p, err := phonenumbers.Parse(digits, region); err == nil && phonenumbers.IsValidNumberForRegion(p, region) {
			return true
		}
	}
	return false
}
