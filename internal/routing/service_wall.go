package routing

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"tiexin/internal/conversation"
	"tiexin/internal/kit/opt"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/realtime"
	"tiexin/internal/workforce"
)

const (
	// tellEvery bounds how often screens hear that the line has moved.
	tellEvery = time.Second
)

// Free is somebody whom a conversation can be passed on to.
type Free struct {
	StaffID string `json:"staff_id"`
	Name    string `json:"name"`
	Unit    string `json:"unit"`
	State   string `json:"state"`
	Load    int    `json:"load"`
	Places  int    `json:"places"`
	Free    bool   `json:"free" doc:"Online and with a place left."`
}

// Free lists who is here, the freest first, for a queue or for all.
func (s *Service) Free(ctx context.Context, queueID string) ([]Free, error) {
	me := auth.From(ctx).ID
	out := []Free{}
	for _, a := range s.Board.Agents(SlotChat) {
		if a.ID == me || !a.Here || queueID != "" && !a.Queues[queueID] {
			continue
		}
		who, ok := s.Directory.Colleague(ctx, a.ID)
		if !ok {
			continue
		}
		out = append(out, Free{StaffID: a.ID, Name: who.Name, Unit: who.UnitName, State: a.Presence, Load: a.Load, Places: a.Places[SlotChat],
			Free: a.Ready && a.Load < a.Places[SlotChat]})
	}
	slices.SortFunc(out, func(a, b Free) int {
		if a.Free != b.Free {
			if a.Free {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.Load*max(b.Places, 1), b.Load*max(a.Places, 1)), cmp.Compare(a.Name, b.Name), cmp.Compare(a.StaffID, b.StaffID))
	})
	return out, nil
}

// WallQueue is a queue on the wall.
type WallQueue struct {
	ID          string     `json:"id"`
	Name        string     `json:"name"`
	Mode        Mode       `json:"mode" enum:"offer,auto,pull"`
	Waiting     int        `json:"waiting" doc:"Customers whom nobody serves yet, those being offered included. Who is passed on by a colleague is served and not counted."`
	Offered     int        `json:"offered" doc:"Of them: being offered to somebody now."`
	OldestAt    *time.Time `json:"oldest_at" doc:"Since when the longest has waited."`
	Callbacks   int        `json:"callbacks" doc:"Customers who wait to be called back; counted apart."`
	CallbackAt  *time.Time `json:"callback_at" doc:"Since when the longest of them has waited."`
	WaitSeconds *int       `json:"wait_seconds" doc:"Expected wait of the next who comes; null while too few waits are known."`
	Open        bool       `json:"open"`
	Online      int        `json:"online" doc:"Members who take customers now: online, not only looking on, with the skills and at least one place."`
	Free        int        `json:"free" doc:"Places free among them."`
	Target      int        `json:"target_seconds"`
	Problems    []string   `json:"problems" doc:"no_members, nobody_here, skill_missing, no_places, nobody_takes, nobody_ready, disabled; those of who is here only while the queue is open."`
}

// WallAgent is a person on the wall.
type WallAgent struct {
	StaffID string     `json:"staff_id"`
	Name    string     `json:"name"`
	Unit    string     `json:"unit"`
	State   string     `json:"state"`
	Since   *time.Time `json:"since"`
	Break   string     `json:"break_kind"`
	Until   *time.Time `json:"until" doc:"Limit of a break."`
	Reason  string     `json:"reason"`
	Load    int        `json:"load" doc:"What they have in hand; what they are only asked for is none of it."`
	Places  int        `json:"places"`
	Watches bool       `json:"watches" doc:"Leads, and is asked for nothing but what a colleague asks of them by name."`
	Queues  []string   `json:"queues" doc:"Ids of the queues they serve."`
	UnitID  string     `json:"unit_id"`
}

// Risk is a customer whose promise is about to lapse, or has.
type Risk struct {
	ConversationID string    `json:"conversation_id"`
	Customer       string    `json:"customer"`
	OwnerID        string    `json:"owner_id"`
	OwnerName      string    `json:"owner_name"`
	QueueID        string    `json:"queue_id"`
	WaitingSince   time.Time `json:"waiting_since"`
	DueAt          time.Time `json:"due_at"`
	ClockID        string    `json:"clock_id" doc:"Its explanation: /slaclock/clocks/{id}/explain."`
}

// Risky counts the promises of an owner's customers in a queue.
type Risky struct {
	OwnerID string `json:"owner_id"`
	QueueID string `json:"queue_id"`
	Over    int    `json:"over" doc:"Broken."`
	Near    int    `json:"near" doc:"With half of the time or less left."`
}

// Wall is the state of all queues now.
type Wall struct {
	At time.Time `json:"at"`
	// Waiting is the one count of who waits, here, at the foot of the desk and in a break's answer.
	Waiting int         `json:"waiting" doc:"Customers who wait, as far as one sees: whom nobody serves yet, and whose last word is not answered. At most a thousand."`
	Queued  int         `json:"queued" doc:"Of them: whom nobody serves yet, the number at the tab of the line."`
	Queues  []WallQueue `json:"queues"`
	Agents  []WallAgent `json:"agents"`
	Risks   []Risk      `json:"risks" doc:"By due time; of those broken and of those about to be the first fifty each."`
	Risky   []Risky     `json:"risky" doc:"How many there are of both, by owner and queue."`
	Line    []Waits     `json:"line" doc:"What waits or is offered, in order; the first fifty."`
}

// sees tells whether the acting person may look at a queue's or person's unit.
func sees(p auth.Person, permission, unitID string) bool {
	return p.Visible(permission).Allows("", unitID) || p.Units.Contains(unitID, p.UnitID)
}

// Wall shows the queues that the acting person may see.
func (s *Service) Wall(ctx context.Context) (Wall, error) {
	h, err := s.house(ctx)
	if err != nil {
		return Wall{}, err
	}
	now, p := s.Clock.Now(), auth.From(ctx)
	w := Wall{At: now, Queues: []WallQueue{}, Agents: []WallAgent{}, Risks: []Risk{}, Risky: []Risky{}}
	agents := s.Board.Agents(SlotChat)
	for _, q := range h.queues {
		if sees(p, PermRead, q.UnitID) {
			w.Queues = append(w.Queues, s.wallQueue(q, agents, now))
		}
	}
	for _, a := range agents {
		who, ok := s.Directory.Colleague(ctx, a.ID)
		if !ok || !p.Visible(PermRead).Allows(a.ID, who.UnitID) {
			continue
		}
		now := s.Workforce.PresenceOf(a.ID)
		if !now.Connected && !now.Expected && (now.State == workforce.Online || now.State == workforce.Busy) {
			now.State = workforce.Away // signed in, and no tab is open
		}
		w.Agents = append(w.Agents, WallAgent{StaffID: a.ID, Name: who.Name, Unit: who.UnitName, UnitID: who.UnitID, Watches: a.Watches,
			Queues: slices.Sorted(maps.Keys(a.Queues)), State: string(now.State), Since: opt.Time(now.Since),
			Break: string(now.BreakKind), Until: opt.Time(now.Until), Reason: now.Reason, Load: a.InHand, Places: a.Places[SlotChat]})
	}
	slices.SortFunc(w.Agents, func(a, b WallAgent) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.StaffID, b.StaffID))
	})
	w.Line = s.lineShown(ctx, p)
	if w.Waiting, err = s.Conversations.Waiting(ctx); err != nil {
		return w, err
	}
	if w.Queued, err = s.Conversations.Queued(ctx); err != nil {
		return w, err
	}
	w.Risks, w.Risky, err = s.risks(ctx, p, now)
	return w, err
}

func (s *Service) wallQueue(q Queue, agents []Seated, now time.Time) WallQueue {
	t := s.Board.Tally(q.ID)
	v := WallQueue{ID: q.ID, Name: q.Name, Mode: q.Mode, Waiting: t.Waiting + t.Offered, Offered: t.Offered, OldestAt: opt.Time(t.OldestAt), Callbacks: t.Callbacks,
		CallbackAt: opt.Time(t.CallbackAt), Open: s.Board.Open(q.ID), Target: q.Rules.TargetSeconds, Problems: []string{}}
	for _, a := range agents {
		if a.Queues[q.ID] && a.takes(&q) {
			v.Online++
			v.Free += max(a.Places[SlotChat]-a.Load, 0)
		}
	}
	next := Item{QueueID: q.ID, Kind: KindChat, EnteredAt: now, RankAt: now, ID: "~"}
	v.WaitSeconds = s.Board.Standing(next, now).WaitSeconds
	v.Problems = append(v.Problems, q.problems(agents, v.Open)...)
	return v
}

// problems are why nobody may ever be served in a queue, for whoever runs it;
// out of its hours it is none that nobody is there.
func (q Queue) problems(agents []Seated, open bool) []string {
	var members, skilled, places, here, watching, taking int
	for _, a := range agents {
		if !a.Queues[q.ID] {
			continue
		}
		members++
		if _, ok := a.skilled(q.Needs); !ok {
			continue
		}
		skilled++
		places += a.Places[SlotChat]
		switch {
		case a.takes(&q):
			taking++
		case a.Here && a.Watches:
			watching++
		case a.Here:
			here++
		}
	}
	switch {
	case !q.Enabled:
		return []string{"disabled"}
	case members == 0:
		return []string{"no_members"}
	case skilled == 0:
		return []string{"skill_missing"}
	case places == 0:
		return []string{"no_places"}
	case taking > 0 || !open:
		return nil
	case here > 0:
		return []string{"nobody_ready"}
	case watching > 0:
		return []string{"nobody_takes"}
	}
	return []string{"nobody_here"}
}

// tellLine tells waiting customers where they stand, and the wall that it is
// time to look.
func (s *Service) tellLine(ctx context.Context) {
	now := s.Clock.Now()
	s.Hub.Publish([]string{conversation.TopicWaiting}, realtime.Gate{Permission: PermRead}, realtime.Frame{"t": "wall"})
	for _, it := range s.listening() {
		st := s.Board.Standing(it, now)
		s.addOpening(ctx, it, &st)
		s.Hub.Publish([]string{it.Topic}, realtime.Gate{}, realtime.Frame{"t": "queue", "conversation_id": it.SubjectID, "queue": st})
	}
}

// listening are the waiting customers who may be told: those of this process,
// or all where others have some.
func (s *Service) listening() []Item {
	if !s.Bus.Shared() {
		return s.Board.Listeners(s.Hub.Joined(conversation.TopicPeers))
	}
	return slices.DeleteFunc(s.Board.Line(), func(it Item) bool { return it.Kind != KindChat || it.Topic == "" })
}

// addOpening says when the queue opens, where it is closed.
func (s *Service) addOpening(ctx context.Context, it Item, st *conversation.Standing) {
	if st.Open {
		return
	}
	h, err := s.house(ctx)
	if err != nil {
		return
	}
	q, _ := h.queue(it.QueueID)
	if _, next, err := s.Calendar.OpenAt(ctx, q.HoursID, s.Clock.Now()); err == nil {
		st.NextOpening = opt.Time(next)
	}
}

// Me is the acting person's own state at the queue.
type Me struct {
	Load     int         `json:"load" doc:"What one has in hand; what one is only asked for is none of it."`
	Places   int         `json:"places"`
	Takes    bool        `json:"takes" doc:"The engine asks them to take customers while they are online."`
	Chooses  bool        `json:"chooses" doc:"They lead, so that it is theirs to choose: PUT /routing/me/taking."`
	Unserved int         `json:"unserved" doc:"Customers of one's queues whom nobody takes; for who leads, is online and only looks on. Else 0."`
	Callback Places      `json:"callback"`
	Offers   []OfferView `json:"offers"`
}

// Me tells what the acting person has and is asked.
func (s *Service) Me(ctx context.Context) (Me, error) {
	h, err := s.house(ctx)
	if err != nil {
		return Me{}, err
	}
	p := auth.From(ctx)
	me := p.ID
	_, leads := p.Can(PermSupervise)
	offers, err := s.Offers(ctx)
	takes := s.asks(ctx, h, p)
	unserved := 0
	if leads && Serves(p) && !takes {
		unserved = s.unserved(h, me)
	}
	return Me{Unserved: unserved, Load: s.Board.InHand(me, SlotChat), Places: h.places(me, SlotChat), Takes: takes, Chooses: leads && Serves(p),
		Callback: s.placesOf(h, me, SlotCallback), Offers: offers}, err
}
