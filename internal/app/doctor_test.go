package app

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/i18n"
)

var han = regexp.MustCompile(`\p{Han}`)

// TestTheHealthPageSpeaksTheReadersLanguage goes through everything a glance
// can find; the terminal's English must not reach the page.
func TestTheHealthPageSpeaksTheReadersLanguage(t *testing.T) {
	a := openTest(t, "", clock.System{})
	for _, d := range []Diagnosis{
		broken(errors.New("torn page 7")),
		distrusted(errors.New("fsync of page 7")),
		damaged(errors.New("page 7")),
		brokenFiles(7, []string{"a.txt"}),
		{State: Failing, code: "page_sums.failed", args: i18n.Args{"count": int64(7)}},
		{State: Failing, code: "audit_chain.broken", args: i18n.Args{"error": "torn page 7"}},
		{State: Warning, code: "events.behind", args: i18n.Args{"count": int64(7)}},
		{State: Warning, code: "dead_letters.some", args: i18n.Args{"subscriber": "part 7"}},
		{State: Failing, code: "disk.low", args: i18n.Args{"room": int64(7)}},
		{State: Warning, code: "calendar.not_imported", args: i18n.Args{"year": 7}},
	} {
		for _, locale := range i18n.Locales() {
			said := worded(a.API.Texts, locale, d).Message
			if !strings.Contains(said, "7") || strings.Contains(said, "{") || han.MatchString(said) == (locale == i18n.En) {
				t.Errorf("%s in %s: %q", d.code, locale, said)
			}
		}
	}
	plain := worded(a.API.Texts, i18n.ZhTW, Diagnosis{Name: "nameless", State: Warning, Message: "as it is"})
	if plain.Name != "nameless" || plain.Message != "as it is" {
		t.Errorf("a finding without a text: %+v", plain)
	}
}

// TestAModulesWarningIsWorded asks a real check, in a year without holidays.
func TestAModulesWarningIsWorded(t *testing.T) {
	c := &clock.Shifted{}
	c.Set(time.Date(2031, 5, 6, 0, 0, 0, 0, time.UTC))
	a := openTest(t, "", c)
	for _, m := range a.Modules {
		for _, check := range m.Checks {
			f := check.Run(context.Background())
			if !f.OK && (f.Text == "" || !a.API.Texts.Has("doctor."+f.Text)) {
				t.Errorf("%s: %q has no text", check.Name, f.Message)
			}
			if check.Name == "calendar" && f.OK {
				t.Error("holidays of 2031 cannot be known yet")
			}
		}
	}
}
