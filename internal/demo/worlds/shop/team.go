package shop

import (
	"time"

	"tiexin/internal/calendar"
	"tiexin/internal/channel"
	"tiexin/internal/customer"
	"tiexin/internal/demo"
	"tiexin/internal/org"
	"tiexin/internal/routing"
	"tiexin/internal/workforce"
)

// Everything here follows from a place in a list, not from chance: the talks
// of a seed stay as they are.

const (
	presale, aftersale, cantonese = "售前咨询", "售后与退换", "粤语专线"
	returns, yue                  = "退换货", "粤语"
)

// regard is how the house holds the n-th customer: one in fifteen is a VIP
// with somebody of their own, four in ten have a grade.
func (w *World) regard(n int) customer.Regard {
	if w.size.Bench {
		return customer.Regard{}
	}
	var r customer.Regard
	switch n % 10 {
	case 0:
		r.Grade = "A"
	case 3, 6:
		r.Grade = "B"
	case 8:
		r.Grade = "C"
	}
	if n%15 == 0 {
		r.VIP = true
		r.StewardID = w.staff[agentsWithoutShift+n/15%(len(w.staff)-agentsWithoutShift)].ID
	}
	if n%60 == 7 {
		r.Language = "en"
	}
	return r
}

// agents are all who answer, in the order of the staff list.
func (w *World) agents() []org.SampleStaff { return w.staff[agentsWithoutShift:] }

// Team tells how they work; measurements do without.
func (w *World) Team(ch channel.Channel) *demo.Team {
	if w.size.Bench {
		return nil
	}
	return &demo.Team{Hours: w.openHours(), Skills: w.skills(), Queues: w.queues(ch), Rota: w.rota(), Substitutes: w.substitutes(), Messages: w.messages()}
}

func (w *World) openHours() calendar.Hours {
	week := map[string][][2]string{}
	for _, day := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		week[day] = [][2]string{{"08:00", "24:00"}}
	}
	return calendar.Hours{Name: "客服 8–24 点", HoursText: calendar.HoursText{Zone: "Asia/Shanghai", Week: week}}
}

func (w *World) skills() []demo.Skill {
	levels := func(of func(n int) int) map[string]int {
		out := map[string]int{}
		for n, m := range w.agents() {
			if level := of(n); level > 0 {
				out[m.ID] = level
			}
		}
		return out
	}
	spread := func(step, gap int) map[string]int {
		return levels(func(n int) int { return max(0, (n*step+gap)%7-1) })
	}
	some := func(every, first, level int) map[string]int {
		return levels(func(n int) int {
			if n%every != first {
				return 0
			}
			return level + n%(workforce.MaxLevel-level+1)
		})
	}
	return []demo.Skill{
		{Kind: workforce.Ability, Name: "尺码建议", Levels: spread(3, 4)},
		{Kind: workforce.Ability, Name: returns, Levels: spread(5, 5)},
		{Kind: workforce.Ability, Name: "物流查询", Levels: spread(2, 6)},
		{Kind: workforce.Ability, Name: "投诉安抚", Levels: some(4, 1, 2)},
		{Kind: workforce.Language, Name: "中文", Code: "zh-CN", Levels: levels(func(int) int { return workforce.MaxLevel })},
		{Kind: workforce.Language, Name: yue, Code: "yue", Levels: some(6, 2, 3)},
		{Kind: workforce.Language, Name: "English", Code: "en", Levels: some(5, 3, 2)},
	}
}

func (w *World) queues(ch channel.Channel) []demo.Queue {
	desk := w.units[1].ID
	first, second, third := routing.DefaultRules(), routing.DefaultRules(), routing.DefaultRules()
	second.OfferSeconds, second.TargetSeconds, second.MessageSeconds = 30, 300, 240
	third.OverflowSeconds = 180
	var after, speakers []string
	for n, m := range w.agents() {
		if n%2 == 0 {
			after = append(after, m.ID)
		}
		if n%6 == 2 {
			speakers = append(speakers, m.ID)
		}
	}
	queue := func(name string, members []string, rules routing.QueueRules) routing.Queue {
		return routing.Queue{Name: name, UnitID: desk, Mode: routing.ModeOffer, Everybody: members == nil, Members: members, Rules: rules}
	}
	main := queue(presale, nil, first)
	main.Channels = []string{ch.ID}
	return []demo.Queue{
		{Queue: main},
		{Queue: queue(cantonese, speakers, third), Needs: map[string]int{yue: 3}, Overflow: aftersale},
		{Queue: queue(aftersale, after, second), Needs: map[string]int{returns: 2}},
	}
}

// rota of this week and the next: five shifts of their team's kind, days off
// in turn. One is not as it should be, for whoever leads to see.
func (w *World) rota() []demo.Shift {
	shanghai := time.FixedZone("CST", 8*3600)
	monday := demo.Monday(w.now, shanghai)
	keys := []string{"early", "middle", "late"}
	var out []demo.Shift
	for n, m := range w.agents() {
		for day := range 14 {
			if off := n * 2 % 7; day%7 == off || day%7 == (off+1)%7 {
				continue
			}
			key := keys[n%len(keys)]
			if n == 8 && day == 5 {
				key = "early" // after a late one
			}
			out = append(out, demo.Shift{StaffID: m.ID, Date: monday.AddDate(0, 0, day).Format(time.DateOnly), Key: key})
		}
	}
	return out
}

func (w *World) substitutes() []workforce.Substitute {
	a := w.agents()
	monday := demo.Monday(w.now, time.FixedZone("CST", 8*3600))
	return []workforce.Substitute{
		{StaffID: a[2].ID, SubstituteID: a[5].ID, From: w.now.Add(-20 * time.Hour).Truncate(time.Hour), To: w.now.Add(52 * time.Hour).Truncate(time.Hour)},
		{StaffID: a[9].ID, SubstituteID: a[6].ID, From: monday.AddDate(0, 0, 8), To: monday.AddDate(0, 0, 12)},
	}
}

// messages that were taken while colleagues were away or busy.
func (w *World) messages() []demo.Message {
	a := w.agents()
	xiaolin := a[0].ID
	by := func(d time.Duration) *time.Time { at := w.now.Add(d).Truncate(5 * time.Minute); return &at }
	note := func(taker int, caller, contact, matter string) demo.Message {
		return demo.Message{TakenBy: a[taker].ID, Message: routing.Message{Caller: caller, Contact: contact, Matter: matter, Urgency: routing.Normal}}
	}
	admin := note(1, "何女士", "13800138021", "双十一的发票抬头开错了，想今天重开一张，公司报销要用。")
	admin.ForID, admin.ReplyBy, admin.Urgency = w.staff[0].ID, by(time.Hour), routing.Urgent
	lin := note(4, "陆先生", "13900139046", "昨天问的驼色大衣到货没有？到了请留一件 L 码。")
	lin.ForID, lin.ReplyBy = xiaolin, by(2*time.Hour)
	open := note(3, "沈小姐", "shen.yi@example.com", "收到的毛衣袖口脱线，想换一件同色 M 码，图片已发在邮件里。")
	open.Queue = aftersale
	buyer := note(6, "赵经理", "010-65550123", "想给部门订三十件卫衣做团建服，问有没有批量价、多久能到。")
	buyer.Company, buyer.Queue, buyer.ReplyBy = "晨光设计", presale, by(4*time.Hour)
	told := note(7, "周阿姨", "13700137088", "给外孙女买的羽绒服偏小，吊牌还在，问能不能换大一码。")
	told.ForID, told.Told, told.ReplyBy = a[3].ID, true, by(3*time.Hour)
	again := note(2, "郑先生", "13600136057", "快递显示签收但没有收到，请帮忙查一下放在哪里了。")
	again.ForID, again.Told, again.Urgency = a[8].ID, true, routing.Urgent
	done := note(5, "冯小姐", "feng@example.com", "想问会员积分年底会不会清零。")
	done.ForID, done.Answer = xiaolin, "已回邮件：积分两年有效，今年的到后年年底才清。"
	thanks := note(0, "韩女士", "13500135063", "上次换货很快，想谢谢帮忙的同事，另外问围巾怎么洗。")
	thanks.ForID, thanks.Answer = a[1].ID, "已回电道谢，围巾建议冷水手洗、平铺晾干。"
	return []demo.Message{thanks, done, again, told, buyer, open, lin, admin}
}
