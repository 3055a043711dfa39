package cnphone

import (
	"encoding/json"
	"log/slog"
	"regexp"
	"strings"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/unicode/norm"
)

// Kind tells what sort of number it is.
type Kind string

// Kinds of numbers.
const (
	Mobile   Kind = "mobile"
	Landline Kind = "landline"
	Service  Kind = "service" // 400 and 800
	Short    Kind = "short"   // 95588, 12345, 110
	Foreign  Kind = "foreign"
)

// Codes of Parse; each is the key of a text.
const (
	Empty = "phone.empty"
	Bad   = "phone.invalid"
)

// Number is a telephone number. The zero value is none. Numbers are comparable
// by ==.
type Number struct {
	e164 string // +8613812342100, or 95588
	kind Kind
	area string // area code of a land line with its zero: 021
	ext  string // digits of the extension
}

var (
	allowed   = regexp.MustCompile(`^[0-9+()\-. /\x{2010}-\x{2015}\x{2212}]+$`)
	extension = regexp.MustCompile(`(?i)^(.*?)\s*(?:转|轉|分机|分機|ext\.?|x|#|,)\s*([0-9]{1,6})$`)
	dashExt   = regexp.MustCompile(`^(0[0-9]{2,3}-[0-9]{7,8}|400-?[0-9]{3}-?[0-9]{4})-([0-9]{1,6})$`)
	service   = regexp.MustCompile(`^(?:\+?86)?([48]00[0-9]{7})$`)
	short     = regexp.MustCompile(`^(?:1[0-2][0-9]{1,4}|9[56][0-9]{3,6})$`)
)

// Parse reads a number. Without a leading + or 00 it is taken as Chinese.
func Parse(text string) (n Number, code string, ok bool) {
	text = strings.TrimSpace(norm.NFKC.String(text))
	if text == "" {
		return Number{}, Empty, false
	}
	if len(text) > 64 {
		return Number{}, Bad, false
	}
	ext := ""
	if m := extension.FindStringSubmatch(text); m != nil {
		text, ext = m[1], m[2]
	} else if m := dashExt.FindStringSubmatch(text); m != nil {
		text, ext = m[1], m[2]
	}
	if !allowed.MatchString(text) || strings.LastIndexByte(text, '+') > 0 {
		return Number{}, Bad, false
	}
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, text)
	n, ok = parseDigits(digits)
	if !ok {
		return Number{}, Bad, false
	}
	n.ext = ext
	return n, "", true
}

func parseDigits(digits string) (Number, bool) {
	if rest, found := strings.CutPrefix(digits, "00"); found {
		digits = "+" + rest
	}
	if m := service.FindStringSubmatch(digits); m != nil {
		return Number{e164: "+86" + m[1], kind: Service}, true
	}
	if short.MatchString(digits) {
		return Number{e164: digits, kind: Short}, true
	}
	p, err := phonenumbers.Parse(digits, "CN")
	if err != nil || !phonenumbers.IsValidNumber(p) {
		return Number{}, false
	}
	n := Number{e164: phonenumbers.Format(p, phonenumbers.E164), kind: Foreign}
	if p.GetCountryCode() != 86 {
		return n, true
	}
	switch phonenumbers.GetNumberType(p) {
	case phonenumbers.MOBILE:
		n.kind = Mobile
	case phonenumbers.FIXED_LINE, phonenumbers.FIXED_LINE_OR_MOBILE:
		n.kind = Landline
		national := phonenumbers.GetNationalSignificantNumber(p)
		length := phonenumbers.GetLengthOfGeographicalAreaCode(p)
		if length == 0 {
			return Number{}, false
		}
		n.area = "0" + national[:length]
	default:
		n.kind = Service
	}
	return n, true
}

// IsZero says whether there is no number.
func (n Number) IsZero() bool { return n == Number{} }

// Kind returns what sort of number it is.
func (n Number) Kind() Kind { return n.kind }

// E164 returns the canonical form, in full: for storing, comparing and dialling.
func (n Number) E164() string { return n.e164 }

// Ext returns the extension, "" if there is none.
func (n Number) Ext() string { return n.ext }

// National returns the number in full as people in China write it: 138 1234
// 2100, 021-64312345, 400-820-8820; a foreign one as E164.
func (n Number) National() string {
	d := n.local()
	out := d
	switch {
	case n.kind == Mobile && len(d) == 11:
		out = d[:3] + " " + d[3:7] + " " + d[7:]
	case n.kind == Landline:
		out = n.area + "-" + d
	case n.kind == Service && len(d) == 10:
		out = d[:3] + "-" + d[3:6] + "-" + d[6:]
	}
	if n.ext != "" {
		out += "-" + n.ext
	}
	return out
}

// local returns the digits without country and area code.
func (n Number) local() string {
	d := strings.TrimPrefix(n.e164, "+86")
	if n.kind == Landline {
		d = strings.TrimPrefix(d, n.area[1:])
	}
	return d
}

// Masked returns the shown form: 138 **** 2100, 021 **** 2345, 400 *** 8820,
// +1 **** 0100. Short service numbers belong to no person and are shown in full.
// An extension is not shown.
func (n Number) Masked() string {
	d := n.local()
	switch {
	case n.IsZero():
		return ""
	case n.kind == Short:
		return d
	case n.kind == Mobile:
		return d[:3] + " **** " + tail(d, 4)
	case n.kind == Landline:
		return n.area + " **** " + tail(d, 4)
	case n.kind == Service:
		return d[:3] + " *** " + tail(d, 4)
	}
	country := n.e164
	if p, err := phonenumbers.Parse(n.e164, ""); err == nil {
		country = strings.TrimSuffix(n.e164, phonenumbers.GetNationalSignificantNumber(p))
	}
	return country + " **** " + tail(n.e164[len(country):], min(4, (len(n.e164)-len(country))/2))
}

func tail(digits string, n int) string { return digits[max(len(digits)-n, 0):] }

// String returns the masked form.
func (n Number) String() string { return n.Masked() }

// GoString returns the masked form, for %#v.
func (n Number) GoString() string { return n.Masked() }

// LogValue returns the masked form.
func (n Number) LogValue() slog.Value { return slog.StringValue(n.Masked()) }

// MarshalText returns the masked form.
func (n Number) MarshalText() ([]byte, error) { return []byte(n.Masked()), nil }

// MarshalJSON returns the masked form.
func (n Number) MarshalJSON() ([]byte, error) { return json.Marshal(n.Masked()) }
