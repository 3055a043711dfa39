package shop

import (
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"tiexin/internal/channel"
	"tiexin/internal/conversation"
	"tiexin/internal/customer"
	"tiexin/internal/demo"
	"tiexin/internal/demo/grammar"
	"tiexin/internal/org"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/manifest"
)

// Password of everybody in the sample.
const Password = "tiexin-demo"

// Size tells how large the world is, and of what shape.
type Size struct {
	Customers int
	Talks     int
	Bench     bool // the even shape of measurements: see bench.go
}

// Small and Full are the two sizes of the shop.
func Small() Size { return Size{Customers: 800, Talks: 1500} }

// Full is a year of a busy shop.
func Full() Size { return Size{Customers: 60_000, Talks: 90_000} }

// Bench is the even shape with so many talks.
func Bench(talks int) Size { return Size{Customers: max(talks/4, 1), Talks: talks, Bench: true} }

// World is the shop.
type World struct {
	size    Size
	now     time.Time
	r       *rand.Rand
	w       words
	g       *grammar.Grammar
	units   []org.Unit
	staff   []org.SampleStaff
	shifts  [][]org.SampleStaff // who answers, by shift
	labels  []conversation.Label
	labelOf map[string]string // scene -> label id
	people  []demo.Customer
	last    []seen // what each customer's identity has behind it
	times   []time.Time
	next    int
}

// seen is where an identity stands.
type seen struct {
	until  time.Time
	public int64
}

// New makes the world of a seed, ending at now.
func New(size Size, seed uint64, now time.Time) (*World, error) {
	g, err := grammar.Parse(ruleFile)
	if err != nil {
		return nil, err
	}
	w := &World{size: size, now: now, r: rand.New(rand.NewPCG(seed, 0x74697865)), w: readWords(), g: g, labelOf: map[string]string{}}
	w.found()
	w.makeLabels()
	w.meet()
	if size.Bench {
		w.times = evenly(size.Talks, now, 90*24*time.Hour)
	} else {
		w.times = w.year(size.Talks)
	}
	return w, nil
}

// code writes ids the way package id does: the moment first, then chance.
func (w *World) code(at time.Time) string {
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:8], uint64(at.UnixMilli())<<16|uint64(w.r.Uint32()&0xffff))
	binary.BigEndian.PutUint64(raw[8:], w.r.Uint64())
	enc := base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)
	text := enc.EncodeToString(raw[:])
	if len(text) != id.Length {
		panic("id length changed")
	}
	return "0" + text[:id.Length-1]
}

const agentsWithoutShift = 3 // admin and two supervisors

func (w *World) found() {
	start := w.now.AddDate(-1, -1, 0)
	unit := func(parent string, kind org.UnitKind, name string) string {
		u := org.Unit{ID: w.code(start), ParentID: parent, Kind: kind, Name: name}
		w.units = append(w.units, u)
		return u.ID
	}
	root := unit("", org.Company, "小满衣橱")
	desk := unit(root, org.Project, "客户服务部")
	teams := []string{unit(desk, org.Team, "早班组"), unit(desk, org.Team, "中班组"), unit(desk, org.Team, "晚班组")}
	w.shifts = make([][]org.SampleStaff, len(teams))
	count := len(w.w.logins)
	if w.size.Bench {
		count = 21
	}
	for i := range count {
		m := org.SampleStaff{Role: manifest.RoleAgent, Staff: org.Staff{ID: w.code(start), Login: w.w.logins[i], Name: w.w.staff[i],
			Email: w.w.logins[i] + "@xiaoman.example", CreatedAt: start}}
		team := (i - agentsWithoutShift + len(teams)) % len(teams)
		switch {
		case i == 0:
			m.Role, m.UnitID = manifest.RoleAdmin, root
		case i < agentsWithoutShift:
			m.Role, m.UnitID = manifest.RoleSupervisor, desk
		case i > agentsWithoutShift && i <= agentsWithoutShift+len(teams):
			m.Role, m.UnitID = manifest.RoleLead, teams[team]
		default:
			m.UnitID = teams[team]
		}
		if i >= agentsWithoutShift {
			w.shifts[team] = append(w.shifts[team], m)
		}
		w.staff = append(w.staff, m)
	}
}

func (w *World) makeLabels() {
	colours := []string{"#1f6f66", "#b45309", "#1d4ed8", "#7c3aed", "#be123c", "#0f766e", "#a16207", "#4338ca", "#15803d", "#9d174d", "#475569", "#c2410c", "#0369a1"}
	for i, s := range w.g.Scenes {
		l := conversation.Label{ID: w.code(w.now.AddDate(-1, -1, 0)), Name: s.Label, Colour: colours[i%len(colours)]}
		w.labels = append(w.labels, l)
		w.labelOf[s.Key] = l.ID
	}
}

// meet makes the customers. One in three is known by name and phone, the
// others as the widget calls strangers.
func (w *World) meet() {
	start := w.now.AddDate(-1, 0, 0)
	identities := 1
	if w.size.Bench {
		identities = 4 // so that every talk of one customer may be open at once
	}
	for n := range w.size.Customers {
		at := start.Add(time.Duration(w.r.Int64N(int64(w.now.Sub(start)))))
		_, name := w.w.person(w.r)
		p := demo.Customer{Customer: customer.Customer{ID: w.code(at), Kind: customer.Person, Name: name, UnitID: w.units[1].ID, FirstSeenAt: at, LastSeenAt: at}}
		for range identities {
			external := w.code(at)
			p.Identities = append(p.Identities, customer.Identity{ID: w.code(at), CustomerID: p.ID, ExternalID: external, Name: name})
			w.last = append(w.last, seen{})
		}
		if w.r.IntN(3) > 0 {
			p.Phones = append(p.Phones, customer.Phone{ID: w.code(at), Number: mobile(w.r), Label: "手机"})
		} else if w.r.IntN(4) > 0 {
			external := p.Identities[0].ExternalID
			p.Name = "访客" + strings.ToUpper(external[len(external)-4:])
		}
		if len(p.Phones) > 0 {
			p.Regard = w.regard(n)
		}
		if w.r.IntN(40) == 0 {
			p.Note = fmt.Sprintf("%s，偏好%s，常买%s", pick(w.r, []string{"老顾客", "孕妈妈", "回头客", "送礼为主", "公司团购联系人"}), pick(w.r, w.w.colours), pick(w.r, w.w.items))
		}
		w.people = append(w.people, p)
	}
}

// Sample tells who works here.
func (w *World) Sample() org.Sample {
	return org.Sample{Organisation: org.Organisation{Name: "小满衣橱", Industry: "shop", Locale: "zh-CN", Zone: "Asia/Shanghai"},
		Units: w.units, Staff: w.staff, Password: Password}
}

// Channel tells of the web chat.
func (w *World) Channel() (string, string, channel.Settings) {
	st := channel.Default()
	st.Title, st.Subtitle = "小满衣橱客服", "每天 8:00–24:00 在线"
	st.Greeting = "您好，欢迎光临小满衣橱！尺码、库存、物流、退换货都可以直接问我们。"
	st.OfflineText = "现在是休息时间，您的留言我们上班后第一时间回复。"
	return "小满衣橱官网", w.units[1].ID, st
}

// Labels tells of the topics.
func (w *World) Labels() []conversation.Label { return w.labels }

// Customers tells of everybody.
func (w *World) Customers() []demo.Customer { return w.people }
