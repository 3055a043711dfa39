package routing

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"tiexin/internal/conversation"
	"tiexin/internal/org"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/workforce"
)

// believeHouse is how long settings are believed without asking the database;
// a change in this process is seen at once, in another by its news.
const believeHouse = 5 * time.Second

// house gives the settings as last read.
func (s *Service) house(ctx context.Context) (*house, error) {
	now := s.Clock.Now()
	if h := s.held.Load(); h != nil && now.Sub(h.readAt).Abs() < believeHouse {
		return h, nil
	}
	seen := s.edits.Load()
	h, err := readHouse(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	h.readAt, h.edit = now, seen
	if s.edits.Load() == seen {
		s.held.Store(h)
	}
	return h, nil
}

// houseChanged forgets the settings, here and elsewhere; called after a commit.
func (s *Service) houseChanged() {
	s.announce(news{House: true})
	s.forgetHouse()
}

// forgetHouse makes everybody in this process look again.
func (s *Service) forgetHouse() {
	s.edits.Add(1)
	s.held.Store(nil)
	s.tick.agentsAt.Store(0)
	s.Nudge()
}

// loadPage of items read at once when a process begins.
const loadPage = 1000

// Load reads the board from the ledger.
func (s *Service) Load(ctx context.Context) error {
	s.stale.Store(false)
	after := ""
	for {
		rows, err := db.Collect(ctx, s.DB, stmtItemsOpen, scanItem, after, loadPage)
		if err != nil {
			return err
		}
		for _, it := range rows {
			s.Board.PutItem(it)
			after = it.ID
		}
		if len(rows) < loadPage {
			break
		}
	}
	waits, err := recentWaits(ctx, s.DB, s.Clock.Now().Add(-waitsWithin))
	if err != nil {
		return err
	}
	s.Board.PutWaits(waits)
	return nil
}

// Adopt makes items for open conversations that have none: those from before
// this module, or from a sample world. They are not of the queue's making, so
// the rules for silent customers leave them alone.
func (s *Service) Adopt(ctx context.Context) error {
	if s.adopted.Load() {
		return nil
	}
	var yes bool
	done, err := settings.Get(ctx, s.DB, settingAdopted, &yes)
	if err != nil || done {
		s.adopted.Store(done)
		return err
	}
	after, made := "", 0
	for {
		rows, err := s.Conversations.OpenAfter(ctx, after, 200)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			break
		}
		err = s.DB.Write(ctx, func(tx *db.Tx) error {
			for _, c := range rows {
				n, err := s.adopt(ctx, tx, c)
				if err != nil {
					return err
				}
				made += n
			}
			return nil
		})
		if err != nil {
			return err
		}
		after = rows[len(rows)-1].ID
	}
	if made > 0 {
		slog.InfoContext(ctx, "open conversations taken into the queue", "count", made)
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error { return settings.Put(ctx, tx, settingAdopted, true) })
}

func (s *Service) adopt(ctx context.Context, tx *db.Tx, c conversation.Conversation) (int, error) {
	c, err := s.Conversations.Lock(ctx, tx, c.ID)
	if err != nil || c.State == conversation.Closed {
		return 0, err
	}
	if _, err := itemBy(ctx, tx, stmtItemOf, KindChat, c.ID); !errors.Is(err, db.ErrNone) {
		return 0, err
	}
	it, err := s.itemFor(ctx, tx, c)
	if err != nil {
		return 0, err
	}
	if c.OwnerID != "" {
		it.State, it.HolderID = Serving, c.OwnerID // never answered by the queue
	}
	if err := s.add(ctx, tx, it); err != nil {
		return 0, err
	}
	return 1, s.promisedBefore(ctx, tx, c, it.QueueID)
}

// agents puts together who is here and what they may take.
func (s *Service) agents(ctx context.Context, h *house) ([]Agent, error) {
	people, err := s.Directory.Colleagues(ctx)
	if err != nil {
		return nil, err
	}
	skills, err := s.Workforce.Skills(ctx)
	if err != nil {
		return nil, err
	}
	known, err := s.Workforce.SkillList(ctx)
	if err != nil {
		return nil, err
	}
	languages := map[string]string{}
	for _, k := range known {
		if k.Kind == workforce.Language && k.Language != "" {
			languages[k.ID] = k.Language
		}
	}
	var out []Agent
	serving := s.serving(ctx, people)
	for staffID, p := range serving {
		presence := s.Workforce.PresenceOf(staffID)
		a := Agent{ID: staffID, Skills: skills[staffID], Speaks: map[string]bool{}, Queues: map[string]bool{}, Places: map[string]int{},
			Presence: string(presence.State), Ready: presence.State == workforce.Online && presence.Connected,
			Back: presence.State == workforce.Online && presence.Expected, Here: (presence.Connected || presence.Expected) && presence.State != workforce.Off}
		takes, chosen := h.takes(p, func() bool { return s.alone(h, staffID, serving) })
		a.Watches, a.Chosen = !takes, chosen
		for skillID, code := range languages {
			if skills[staffID][skillID] > 0 {
				a.Speaks[code] = true
			}
		}
		for _, k := range s.kinds {
			a.Places[k.Slot] = h.places(staffID, k.Slot)
		}
		for _, q := range h.queues {
			if q.has(p) {
				a.Queues[q.ID] = true
			}
		}
		out = append(out, a)
	}
	return out, nil
}

// serving are those among the staff who serve customers at all.
func (s *Service) serving(ctx context.Context, people map[string]org.Colleague) map[string]auth.Person {
	out := make(map[string]auth.Person, len(people))
	for staffID := range people {
		if p, ok := s.Directory.PersonOf(ctx, staffID); ok && Serves(p) {
			out[staffID] = p
		}
	}
	return out
}

// Serves tells whether a person serves customers at all.
func Serves(p auth.Person) bool { return conversation.Serves(p) }
