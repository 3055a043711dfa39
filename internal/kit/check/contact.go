package check

import (
	"regexp"

	"golang.org/x/text/unicode/norm"
)

var (
	// Seven digits are the shortest number that is called from outside; no plan
	// with an extension comes to more than 24.
	number   = regexp.MustCompile(`[0-9](?:[-\s.()/+\x{2010}-\x{2015}\x{2212}]*[0-9]){6,}`)
	anyMail  = regexp.MustCompile(`[^\s@]@[^\s@]+\.[^\s@.]`)
	notDigit = regexp.MustCompile(`[^0-9]`)
)

const mostDigits = 24

// Reachable tells whether somebody could call or write to what a customer has
// left: a number or a mail address, among whatever other words.
func Reachable(contact string) bool {
	contact = norm.NFKC.String(contact)
	return anyMail.MatchString(contact) || dials(contact)
}

func dials(contact string) bool {
	return number.MatchString(contact) && len(notDigit.ReplaceAllString(contact, "")) <= mostDigits
}
