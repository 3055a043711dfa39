package calendar

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Entry is a whole day of the feed.
type Entry struct {
	UID     string
	Date    string // YYYY-MM-DD
	Summary string
	Changed time.Time
}

// Feed writes an iCalendar file (RFC 5545): lines end in CRLF and are folded
// at 75 octets, never inside a character.
func Feed(name string, entries []Entry) string {
	var b strings.Builder
	put := func(key, value string) { fold(&b, key+":"+value) }
	put("BEGIN", "VCALENDAR")
	put("VERSION", "2.0")
	put("PRODID", "-//Tiexin//Calendar//ZH")
	put("CALSCALE", "GREGORIAN")
	put("METHOD", "PUBLISH")
	put("X-WR-CALNAME", escape(name))
	for _, e := range entries {
		day, err := time.Parse(time.DateOnly, e.Date)
		if err != nil {
			continue
		}
		put("BEGIN", "VEVENT")
		put("UID", escape(e.UID))
		put("DTSTAMP", e.Changed.UTC().Format("20060102T150405Z"))
		put("DTSTART;VALUE=DATE", day.Format("20060102"))
		put("DTEND;VALUE=DATE", day.AddDate(0, 0, 1).Format("20060102"))
		put("SUMMARY", escape(e.Summary))
		put("TRANSP", "TRANSPARENT")
		put("END", "VEVENT")
	}
	put("END", "VCALENDAR")
	return b.String()
}

func fold(b *strings.Builder, line string) {
	limit := 75
	for len(line) > limit {
		cut := limit
		for !utf8.RuneStart(line[cut]) {
			cut--
		}
		b.WriteString(line[:cut] + "\r\n ")
		line, limit = line[cut:], 74 // the space counts
	}
	b.WriteString(line + "\r\n")
}

var escaper = strings.NewReplacer(`\`, `\\`, `;`, `\;`, `,`, `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// escape writes a TEXT value.
func escape(text string) string { return escaper.Replace(text) }

// uid of a day: the same for ever, whatever the day is called.
func uid(date, what, host string) string {
	return fmt.Sprintf("%s-%s@%s", strings.ReplaceAll(date, "-", ""), what, host)
}
