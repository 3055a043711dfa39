package channel

import (
	"regexp"
	"strings"
	"unicode"

	"tiexin/internal/kit/textsplit"
)

// alarms are the words of somebody in danger, who is heard whoever they are.
// They are folded as what is said: 瓦斯外洩 and 瓦斯外泄 are one.
var alarms = folded(
	"救命", "救救", "着火", "着了火", "起火", "火灾", "失火", "大火", "冒烟", "浓烟", "爆炸", "漏气", "漏煤气", "漏燃气",
	"触电", "漏电", "中毒", "溺水", "落水", "晕倒", "昏迷", "昏倒", "昏过去", "晕过去", "流血", "大出血", "出血不止", "一直出血", "止不住血", "快叫救护车", "叫救护车",
	"心脏病", "心梗", "心脏骤停", "中风", "休克", "抽搐", "喘不过气", "喘不上气", "呼吸困难", "没呼吸", "没有呼吸", "不能呼吸", "噎住",
	"被困", "困在", "电梯困人", "困住了", "坠落", "坠楼", "跳楼", "自杀", "自残", "轻生", "割腕", "上吊", "不想活", "活不下去", "活够了", "安眠药吃",
	"我要报警", "帮我报警", "快报警", "家暴", "杀人", "砍人", "持刀", "拿刀", "持枪", "绑架", "抢劫", "强奸", "性侵", "走失", "爆管", "塌了", "坍塌", "洪水", "地震了",
	"在打我", "被打了",
)

// alarming are those that words alone do not tell from others.
var alarming = regexp.MustCompile(strings.Join([]string{
	`(煤气|燃气|天然气|瓦斯)[^,.;!?,。;!?]{0,6}(泄|漏|味)`, `(漏|泄漏|泄露)[^,.;!?,。;!?]{0,2}(煤气|燃气|天然气|瓦斯)`,
	`(我|真的|好|很)想死([^你他她它]|$)`, `^想死([^你他她它]|$)`, `(^|[^a-z])110快|快打(110|119|120)`,
	`\bhelp me[!. ]*$`, `\bhelp me\W+(please|i'm|i am|he|she|they)\b`, `^\W*help\W*$`, `\bhelp!`, `\bsos\b`,
	`\bfire!`, `^\W*fire\W*$`, `\b(on|caught|a) fire\b`, `\b(smell|leak\w*|smells of|smell of)\b.{0,12}\bgas\b`, `\bgas\b.{0,12}\b(leak|smell)`,
	`\bemergency\b`, `\bambulance\b`, `\bsuicid(e|al)\b`, `\bkill(ing)? (myself|himself|herself|me)\b`, `\b(want|going) to die\b`, `\bunconscious\b`, `\bbleeding\b`,
	`\b(can'?t|cannot|can not|not|isn'?t|stopped) breath(e|ing)\b`, `\bheart attack\b`, `\bhaving a stroke\b`, `\belectrocuted\b`,
	`\b(trapped|stuck) in\b.{0,12}\b(lift|elevator|fire|car|room|building)\b`, `\btrapped\b`, `\bdrown(ing|ed)\b`, `\boverdos(e|ed)\b`,
	`\bcall (the )?(police|911|999|112)\b`, `\bhas a (knife|gun)\b`, `\bbeing (attacked|beaten|robbed)\b`, `\bwith a (knife|gun)\b`,
}, "|"))

// harmless are what holds a word of danger and means none.
var harmless = folded("心脏病险", "心脏病药", "被困惑", "困在心", "漏气保护", "漏电保护", "防漏电", "漏电开关", "灭火", "火灾险", "防火", "大火锅", "火灾报警器", "防自杀", "救命稻草", "跳楼价", "跳楼大甩卖", "大出血价", "大出血甩卖", "爆炸价", "救命恩人",
	"燃气味精", "emergency contact", "emergency light", "emergency kit", "ambulance toy")

// foldAlarm makes a cry comparable: as a search does, with one apostrophe and
// without the blanks that people put between Han.
func foldAlarm(text string) string {
	text = textsplit.Fold(text)
	text = strings.NewReplacer("\u2018", "'", "\u2019", "'", "\u02bc", "'", "\u201b", "'", "`", "'", "\u00b4", "'").Replace(text)
	runes := []rune(text)
	out := make([]rune, 0, len(runes))
	for i := 0; i < len(runes); i++ {
		if !unicode.IsSpace(runes[i]) {
			out = append(out, runes[i])
			continue
		}
		next := i
		for next < len(runes) && unicode.IsSpace(runes[next]) {
			next++
		}
		if len(out) > 0 && next < len(runes) && unicode.Is(unicode.Han, out[len(out)-1]) && unicode.Is(unicode.Han, runes[next]) {
			i = next - 1
			continue
		}
		out, i = append(out, ' '), next-1
	}
	return string(out)
}

func folded(words ...string) []string {
	for i, w := range words {
		words[i] = foldAlarm(w)
	}
	return words
}

// Alarming tells whether a text says that somebody is in danger. It rather
// hears too much: what it lets through is one message that somebody reads.
func Alarming(text string) bool {
	text = foldAlarm(text)
	for _, w := range harmless {
		text = strings.ReplaceAll(text, w, "\x00")
	}
	for _, w := range alarms {
		if strings.Contains(text, w) {
			return true
		}
	}
	return alarming.MatchString(text)
}
