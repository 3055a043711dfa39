package channel

import "regexp"

// clockTime is a time of day as people write it: 8 点, 早上八点, 8:30, 9 a.m.
// Lengths are none: 24 小时, 5 分钟.
var clockTime = regexp.MustCompile(`(?i)[0-9０-９]{1,2}\s*(?:[:：][0-9０-９]{2}|[点點]|[时時](?:[^间間]|$)|[ap]\.?m\b|o'clock)` +
	`|(?:早上|上午|中午|下午|晚上|早晨|凌晨|明早|今晚|明天|周[一二三四五六日天]|週[一二三四五六日])\s*[一二三四五六七八九十两兩]{1,3}[点點]`)

// Offline is the channel's own text for the hours in which it is closed. One
// that names a time of day is left out: the window says from the hours when the
// house opens, and two times would contradict each other once they change.
func (s Settings) Offline() string {
	if clockTime.MatchString(s.OfflineText) {
		return ""
	}
	return s.OfflineText
}
