package routing

import (
	"context"
	"time"

	"tiexin/internal/customer"
	"tiexin/internal/kit/opt"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
)

// Explained is why an item is served as it is: where it stands, who is asked
// in which order, and why the others are not.
type Explained struct {
	ItemID      string         `json:"item_id" doc:"Empty in a preview."`
	Kind        string         `json:"kind"`
	Customer    string         `json:"customer"`
	State       ItemState      `json:"state" enum:"waiting,offered"`
	QueueID     string         `json:"queue_id"`
	QueueName   string         `json:"queue_name"`
	FirstQueue  string         `json:"first_queue_name" doc:"The queue it came from, which serves it too; empty: none."`
	At          time.Time      `json:"at" doc:"The moment that is looked at."`
	Place       int            `json:"place"`
	EnteredAt   time.Time      `json:"entered_at"`
	RankAt      time.Time      `json:"rank_at" doc:"The line is drained by this: entered, moved forward by grade and VIP."`
	MovedBy     int            `json:"moved_seconds" doc:"How far grade and VIP have moved it."`
	Language    string         `json:"language"`
	Open        bool           `json:"open"`
	NextOpening *time.Time     `json:"next_opening"`
	Shut        Bar            `json:"shut" enum:",closed,disabled,pull" doc:"Why nobody is asked at all."`
	AskedID     string         `json:"asked_id" doc:"Who is being asked now."`
	AskedName   string         `json:"asked_name"`
	AskedUntil  *time.Time     `json:"asked_until"`
	Holds       []ExplainedFor `json:"holds" doc:"Who comes first, and until when."`
	People      []ExplainedOne `json:"people" doc:"Who is asked, in order; then the others with their reasons."`
	OverflowAt  *time.Time     `json:"overflow_at" doc:"When the other queue serves too."`
	OverflowTo  string         `json:"overflow_to"`
	MessageAt   *time.Time     `json:"message_at" doc:"When the customer is offered to leave a message."`
}

// ExplainedFor is somebody who comes first.
type ExplainedFor struct {
	StaffID string    `json:"staff_id"`
	Name    string    `json:"name"`
	Why     string    `json:"why" enum:"steward,last_agent"`
	Until   time.Time `json:"until"`
}

// ExplainedOne is one member of the queue.
type ExplainedOne struct {
	StaffID string     `json:"staff_id"`
	Name    string     `json:"name"`
	Order   int        `json:"order" doc:"1 is asked next, 2 if that one declines; 0: not asked."`
	Why     []string   `json:"why" doc:"Rules that lead to them, as in offers."`
	Bar     Bar        `json:"bar" enum:",away,watches,skill,full,asked,declined,missed,language,steward,last_agent,closed,disabled,pull" doc:"Why they are not asked."`
	State   string     `json:"state" doc:"Presence."`
	Load    int        `json:"load"`
	Places  int        `json:"places"`
	Skill   string     `json:"skill" doc:"Which one is lacking."`
	Level   int        `json:"level" doc:"Wanted of it."`
	Has     int        `json:"has" doc:"The level they have; 0: not at all."`
	Until   *time.Time `json:"until" doc:"When the reason ends by itself."`
}

// Explain tells how an item that waits would be served now.
func (s *Service) Explain(ctx context.Context, itemID string) (Explained, error) {
	if !id.Valid(itemID) {
		return Explained{}, fault.NotFound()
	}
	it, err := itemBy(ctx, s.DB, stmtItem, itemID)
	if err != nil || !sees(auth.From(ctx), PermRead, it.UnitID) {
		return Explained{}, fault.NotFound()
	}
	if !it.waits() {
		return Explained{}, fault.Conflict("routing.not_waiting").With("state", string(it.State))
	}
	return s.explained(ctx, it, s.Clock.Now(), nil)
}

// Fictitious is a customer who is only thought of.
type Fictitious struct {
	Grade     string
	VIP       bool
	Language  string
	StewardID string
	LastID    string
	At        time.Time // when they come; zero: now
}

// Preview tells how a customer would be served in a queue who came at a
// moment; who is here, and what waits, is as now.
func (s *Service) Preview(ctx context.Context, queueID string, who Fictitious) (Explained, error) {
	h, err := readHouse(ctx, s.DB)
	if err != nil {
		return Explained{}, err
	}
	q, ok := h.queue(queueID)
	if !ok || !sees(auth.From(ctx), PermRead, q.UnitID) {
		return Explained{}, fault.NotFound()
	}
	for _, f := range []struct{ field, staffID string }{{"steward_id", who.StewardID}, {"last_id", who.LastID}} {
		if _, ok := s.Directory.Colleague(ctx, f.staffID); f.staffID != "" && !ok {
			return Explained{}, fault.Invalid("staff.unknown", f.field)
		}
	}
	now := s.Clock.Now()
	entered := who.At
	if entered.IsZero() {
		entered = now
	}
	if entered.Sub(now).Abs() > 366*24*time.Hour {
		return Explained{}, fault.Invalid("routing.preview_at", "at")
	}
	at := now
	if entered.After(at) {
		at = entered
	}
	it := Item{ID: "~", Kind: KindChat, Slot: SlotChat, QueueID: q.ID, UnitID: q.UnitID, State: Waiting, EnteredAt: entered, Language: who.Language,
		StewardID: who.StewardID, LastID: who.LastID, RankAt: h.settings.Rank(entered, who.Grade, who.VIP)}
	open, _, err := s.Calendar.OpenAt(ctx, q.HoursID, at)
	if err != nil {
		return Explained{}, err
	}
	v, err := s.explained(ctx, it, at, func(string) bool { return open })
	v.ItemID = ""
	return v, err
}

func (s *Service) explained(ctx context.Context, it Item, at time.Time, opens func(string) bool) (Explained, error) {
	h, err := s.house(ctx)
	if err != nil {
		return Explained{}, err
	}
	q, _ := h.queue(it.QueueID)
	first, _ := h.queue(it.FirstQueue)
	r := s.Board.Explain(it, at, opens)
	v := Explained{ItemID: it.ID, Kind: it.Kind, Customer: it.Customer, State: it.State, QueueID: q.ID, QueueName: q.Name, FirstQueue: first.Name, At: at,
		Place: r.Place, EnteredAt: it.EnteredAt, RankAt: it.RankAt, MovedBy: int(it.EnteredAt.Sub(it.RankAt).Seconds()), Language: it.Language,
		Shut: r.Shut, AskedUntil: opt.Time(it.OfferUntil), Holds: []ExplainedFor{}, People: []ExplainedOne{}}
	open, next, err := s.Calendar.OpenAt(ctx, q.HoursID, at)
	if err != nil {
		return v, err
	}
	if v.Open = open; !open {
		v.NextOpening = opt.Time(next)
	}
	name := func(staffID string) string {
		who, _ := s.Directory.Colleague(ctx, staffID)
		return who.Name
	}
	if it.State == Offered {
		v.AskedID, v.AskedName = it.HolderID, name(it.HolderID)
	}
	for _, f := range r.Holds {
		v.Holds = append(v.Holds, ExplainedFor{StaffID: f.StaffID, Name: name(f.StaffID), Why: f.Why, Until: f.Until})
	}
	skills, err := s.skillNames(ctx)
	for _, p := range r.People {
		v.People = append(v.People, ExplainedOne{StaffID: p.StaffID, Name: name(p.StaffID), Order: p.Order, Why: append([]string{}, p.Why...), Bar: p.Bar,
			State: p.Presence, Load: p.Load, Places: p.Places, Skill: skills[p.Need.SkillID], Level: p.Need.Level, Has: p.Has, Until: opt.Time(p.Until)})
	}
	if it.Kind != KindTransfer && it.FirstQueue == "" && q.Rules.OverflowSeconds > 0 {
		to, _ := h.queue(q.Rules.OverflowQueueID)
		v.OverflowAt, v.OverflowTo = opt.Time(it.EnteredAt.Add(seconds(q.Rules.OverflowSeconds))), to.Name
	}
	if it.Kind == KindChat && q.Rules.MessageSeconds > 0 {
		v.MessageAt = opt.Time(it.EnteredAt.Add(seconds(q.Rules.MessageSeconds)))
	}
	return v, err
}

func (s *Service) skillNames(ctx context.Context) (map[string]string, error) {
	list, err := s.Workforce.SkillList(ctx)
	out := map[string]string{}
	for _, k := range list {
		out[k.ID] = k.Name
	}
	return out, err
}

// Waits is one matter in line, as the wall shows it.
type Waits struct {
	ItemID    string     `json:"item_id" doc:"Why it is served as it is: /routing/items/{id}/explain."`
	Kind      string     `json:"kind"`
	Customer  string     `json:"customer"`
	QueueID   string     `json:"queue_id"`
	State     ItemState  `json:"state" enum:"waiting,offered"`
	EnteredAt time.Time  `json:"entered_at"`
	AskedName string     `json:"asked_name" doc:"Who is being asked."`
	Until     *time.Time `json:"until"`
}

// waitsShown on the wall.
const waitsShown = 50

func (s *Service) lineShown(ctx context.Context, p auth.Person) []Waits {
	out := []Waits{}
	for _, it := range s.Board.Front(waitsShown, func(unitID string) bool { return sees(p, PermRead, unitID) }) {
		w := Waits{ItemID: it.ID, Kind: it.Kind, Customer: it.Customer, QueueID: it.QueueID, State: it.State, EnteredAt: it.EnteredAt, Until: opt.Time(it.OfferUntil)}
		if it.State == Offered {
			who, _ := s.Directory.Colleague(ctx, it.HolderID)
			w.AskedName = who.Name
		}
		out = append(out, w)
	}
	return out
}

// PreviewAsk is what is thought of a customer.
type PreviewAsk struct {
	Grade     customer.Grade `json:"grade,omitempty" enum:",A,B,C,D"`
	VIP       bool           `json:"vip,omitempty"`
	Language  string         `json:"language,omitempty" maxLength:"20"`
	StewardID string         `json:"steward_id,omitempty" maxLength:"64"`
	LastID    string         `json:"last_id,omitempty" maxLength:"64" doc:"Who served them last."`
	At        *time.Time     `json:"at,omitempty" doc:"When they come; without: now."`
}

type previewIn struct {
	PathID
	Body PreviewAsk
}

func (b PreviewAsk) fictitious() Fictitious {
	return Fictitious{Grade: string(b.Grade), VIP: b.VIP, Language: b.Language, StewardID: b.StewardID, LastID: b.LastID, At: opt.Get(b.At).UTC()}
}
