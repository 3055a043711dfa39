package check

import (
	"net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Codes returned by the checks; each is the key of a text.
const (
	Empty        = "check.empty"
	TooLong      = "check.too_long"
	TooShort     = "check.too_short"
	BadCharacter = "check.bad_character" // control, invisible, or ill-formed
	BadEmail     = "check.email"
	BadLogin     = "check.login"
	BadColour    = "check.colour"
	BadURL       = "check.url"
	BadSite      = "check.site"
	BadLanguage  = "check.language"
)

const (
	maxEmail     = 254
	maxEmailUser = 64
	maxURL       = 2048
	minLogin     = 3
	maxLogin     = 64
	maxHost      = 253
)

const (
	joiner   = '\u200d' // zero-width joiner
	lostRune = utf8.RuneError
)

// Name checks a one-line name of 1 to max characters.
func Name(s string, max int) (code string, ok bool) {
	if !utf8.ValidString(s) {
		return BadCharacter, false
	}
	runes := []rune(s)
	for i := range runes {
		if !nameRune(runes, i) {
			return BadCharacter, false
		}
	}
	switch {
	case Blank(s):
		return Empty, false
	case len(runes) > max:
		return TooLong, false
	}
	return "", true
}

func nameRune(runes []rune, i int) bool {
	r := runes[i]
	switch {
	case r == lostRune || r == '\u2800': // blank braille looks like nothing
		return false
	case r == joiner:
		return i > 0 && i+1 < len(runes) && pictureEnd(runes[i-1]) && picture(runes[i+1])
	case unicode.Is(unicode.Variation_Selector, r):
		return i > 0 && !unicode.IsSpace(runes[i-1]) && !unicode.Is(unicode.Variation_Selector, runes[i-1])
	case r >= 0xe0020 && r <= 0xe007f: // tags, only in the flags of regions
		return i > 0 && (runes[i-1] == 0x1f3f4 || runes[i-1] >= 0xe0020 && runes[i-1] <= 0xe007f)
	}
	return !unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point)
}

func picture(r rune) bool { return unicode.Is(unicode.So, r) || r == '\u2194' || r == '\u2195' }

func pictureEnd(r rune) bool {
	return picture(r) || r == '\ufe0f' || r >= 0x1f3fb && r <= 0x1f3ff
}

// Text checks a text of min to max characters, kept byte for byte. Where there
// has to be one, it has to be seen.
func Text(s string, min, max int) (code string, ok bool) {
	if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
		return BadCharacter, false
	}
	switch n := utf8.RuneCountInString(s); {
	case min > 0 && Blank(s):
		return Empty, false
	case n < min:
		return TooShort, false
	case n > max:
		return TooLong, false
	}
	return "", true
}

// Email checks a plain address, user@host.domain: no display name, no quotes, no
// comment, ASCII in front of the @, letters of any script behind it.
func Email(s string) (code string, ok bool) {
	user, host, found := strings.Cut(s, "@")
	if !found || len(s) > maxEmail || user == "" || len(user) > maxEmailUser || !emailUser.MatchString(user) || !domain(host) || !strings.Contains(host, ".") {
		return BadEmail, false
	}
	parsed, err := mail.ParseAddress(s)
	if err != nil || parsed.Name != "" || parsed.Address != s {
		return BadEmail, false
	}
	return "", true
}

var (
	emailUser = regexp.MustCompile(`^[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+)*$`)
	login     = regexp.MustCompile(`^[a-z0-9._@-]+$`)
	colour    = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)
	language  = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$`)
	label     = regexp.MustCompile(`^[\pL\pN\pM_]([\pL\pN\pM_-]*[\pL\pN\pM_])?$`)
	wholeNum  = regexp.MustCompile(`^(0[xX])?[0-9A-Fa-f]*$`)
)

// Login checks a login name: 3 to 64 of a-z 0-9 . _ @ - with a letter or digit
// among them. Capitals are refused, not folded; fold before.
func Login(s string) (code string, ok bool) {
	switch {
	case s == "":
		return Empty, false
	case len(s) < minLogin:
		return TooShort, false
	case len(s) > maxLogin:
		return TooLong, false
	case !login.MatchString(s) || strings.Trim(s, "._@-") == "":
		return BadLogin, false
	}
	return "", true
}

// Colour checks #rrggbb.
func Colour(s string) (code string, ok bool) {
	if !colour.MatchString(s) {
		return BadColour, false
	}
	return "", true
}

// Language checks the code of a language: zh-CN, zh-Hant-HK, yue, en.
func Language(s string) (code string, ok bool) {
	if !language.MatchString(s) {
		return BadLanguage, false
	}
	return "", true
}

// URL checks an absolute http or https address with a host, without user name
// and password, of at most 2,048 bytes. It says nothing about where the host is:
// that is the outbound client's matter.
func URL(s string) (code string, ok bool) {
	if s == "" {
		return Empty, false
	}
	if len(s) > maxURL {
		return TooLong, false
	}
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }) || strings.Contains(s, `\`) {
		return BadURL, false
	}
	u, err := url.Parse(s)
	if err != nil || u.User != nil || u.Opaque != "" || u.Scheme != "http" && u.Scheme != "https" || !host(u.Hostname()) || !port(u) {
		return BadURL, false
	}
	return "", true
}

// Site checks a web origin as an allow-list holds it: scheme://host[:port] in
// lower case, without path, where "*." may stand before the host for all its
// sub-domains (not for itself).
func Site(s string) (code string, ok bool) {
	if s == "" {
		return Empty, false
	}
	if len(s) > maxURL || s != strings.ToLower(s) {
		return BadSite, false
	}
	plain := strings.Replace(s, "://*.", "://", 1)
	if _, ok := URL(plain); !ok || strings.ContainsAny(plain, "*?#") {
		return BadSite, false
	}
	u, err := url.Parse(plain)
	if err != nil || u.Scheme+"://"+u.Host != plain {
		return BadSite, false
	}
	_, addressErr := netip.ParseAddr(u.Hostname())
	if plain != s && (addressErr == nil || !strings.Contains(u.Hostname(), ".")) {
		return BadSite, false // no *.com, no *.1.2.3.4
	}
	return "", true
}

// SiteMatches says whether a browser's Origin falls under a checked site. The
// default ports may be written or left out on either side.
func SiteMatches(site, origin string) bool {
	if _, ok := Site(site); !ok {
		return false
	}
	origin = withoutDefaultPort(strings.ToLower(origin))
	if _, ok := Site(origin); !ok || strings.Contains(origin, "*") {
		return false
	}
	site = withoutDefaultPort(site)
	scheme, rest, wild := strings.Cut(site, "://*.")
	if !wild {
		return site == origin
	}
	name, found := strings.CutPrefix(origin, scheme+"://")
	return found && strings.HasSuffix(name, "."+rest) && len(name) > len(rest)+1
}

func withoutDefaultPort(origin string) string {
	switch {
	case strings.HasPrefix(origin, "http://"):
		return strings.TrimSuffix(origin, ":80")
	case strings.HasPrefix(origin, "https://"):
		return strings.TrimSuffix(origin, ":443")
	}
	return origin
}

func host(s string) bool {
	if addr, err := netip.ParseAddr(s); err == nil {
		return addr.Zone() == ""
	}
	return domain(s)
}

// domain checks labels of letters, digits and hyphens; a last label that is a
// number would be another spelling of an IPv4 address.
func domain(s string) bool {
	if s == "" || len(s) > maxHost {
		return false
	}
	labels := strings.Split(strings.TrimSuffix(s, "."), ".")
	for _, l := range labels {
		if len(l) > 63 || !label.MatchString(l) {
			return false
		}
	}
	last := labels[len(labels)-1]
	return strings.Trim(last, "0123456789") != "" && !(strings.HasPrefix(strings.ToLower(last), "0x") && wholeNum.MatchString(last))
}

func port(u *url.URL) bool {
	if u.Port() == "" {
		return !strings.HasSuffix(u.Host, ":")
	}
	n, err := strconv.Atoi(u.Port())
	return err == nil && n > 0 && n < 65536
}
