package channel

import "testing"

func TestTheOfflineTextNamesNoTime(t *testing.T) {
	for text, shown := range map[string]bool{
		"现在是休息时间，留言会在早上 8 点后第一时间回复您。": false, "上班时间 9:00—18:00": false, "９：３０ 开门": false, "早上八点回来": false, "明天九點再來": false, "Back at 9 a.m.": false,
		"We open at 9am tomorrow": false, "8时开门": false, "opens 8 o'clock": false,
		"现在是休息时间，留言我们上班后第一时间回复您。": true, "我们会在 24 小时内回复": true, "早一点回复您": true, "5 分钟内回电": true, "400-820-8820": true, "24小时热线": true, "": true,
		"有三点请您留意": true, "I am away": true, "8 时间段": true,
	} {
		want := ""
		if shown {
			want = text
		}
		if got := (Settings{OfflineText: text}).Offline(); got != want {
			t.Errorf("%q is shown as %q", text, got)
		}
	}
}
