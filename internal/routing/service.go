package routing

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"runtime/debug"
	"sync/atomic"
	"time"

	"tiexin/internal/calendar"
	"tiexin/internal/conversation"
	"tiexin/internal/customer"
	"tiexin/internal/org"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/realtime"
	"tiexin/internal/slaclock"
	"tiexin/internal/workforce"
)

// Deps is what the service stands on.
type Deps struct {
	DB            *db.DB
	Clock         clock.Clock
	Audit         *audit.Trail
	Log           *event.Log
	Bus           *event.Bus
	Hub           *realtime.Hub
	Directory     *org.Directory
	Calendar      *calendar.Service
	Customers     *customer.Service
	Conversations *conversation.Service
	Workforce     *workforce.Service
	Clocks        *slaclock.Service
	// Say gives a text in a language, for what the house writes by itself.
	Say func(locale, key string) string
}

// Service holds the use cases.
type Service struct {
	Deps
	Board   *Board
	kinds   map[string]Kind
	held    atomic.Pointer[house]
	edits   atomic.Int64 // changes of the house, so that what was read before one is not kept
	wake    chan struct{}
	stale   atomic.Bool // the board has to be read anew
	adopted atomic.Bool // conversations from before have their items
	moved   atomic.Bool // screens have to be told that the line has moved
	node    string
	tick    ticks
	rights  rights
	looks   looks
}

// Kind is a sort of items. Modules above register theirs before the start.
type Kind struct {
	Name string
	Slot string
	// Lock takes the lock on what the subject belongs to. Everybody takes that
	// one first, then the item's, then the seat's, so that nobody waits in a ring.
	Lock func(ctx context.Context, tx *db.Tx, subjectID string) error
	// Take gives the subject to a person, in the running transaction.
	Take func(ctx context.Context, tx *db.Tx, it Item, staffID string) error
	// Expired is told, in the transaction, that an item with an end was not
	// taken; the item is over then.
	Expired func(ctx context.Context, tx *db.Tx, it Item) error
	// Refused is told, in the transaction, that the only one who may be asked
	// has declined; the item is over then.
	Refused func(ctx context.Context, tx *db.Tx, it Item, staffID, reason string) error
	// Show describes the subject to whom it is offered.
	Show func(ctx context.Context, it Item) (any, error)
}

// New makes the service.
func New(d Deps) *Service {
	s := &Service{Deps: d, Board: NewBoard(), kinds: map[string]Kind{}, wake: make(chan struct{}, 1), node: id.New(d.Clock.Now()),
		rights: rights{known: map[string]string{}}}
	s.Register(Kind{Name: KindChat, Slot: SlotChat, Lock: s.lockChat, Take: s.takeChat, Show: s.showChat})
	s.Register(Kind{Name: KindTransfer, Slot: SlotChat, Lock: s.lockTransfer, Take: s.takeTransfer, Expired: s.transferExpired,
		Refused: s.refuseTransfer, Show: s.showTransfer})
	s.Register(Kind{Name: KindCallback, Slot: SlotCallback, Lock: s.lockMessage, Take: s.takeCallback, Show: s.showCallback})
	return s
}

// Register adds a kind of items.
func (s *Service) Register(k Kind) { s.kinds[k.Name] = k }

// Nudge makes the engine look at once.
func (s *Service) Nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

const busSubject = "tiexin.routing"

// news is what processes tell each other.
type news struct {
	Node   string `json:"n"`
	ItemID string `json:"i,omitempty"`
	House  bool   `json:"h,omitempty"` // queues, places or settings have changed
}

// Listen takes the news of other processes.
func (s *Service) Listen() error {
	return s.Bus.Subscribe(busSubject, func(raw []byte) {
		var n news
		if json.Unmarshal(raw, &n) != nil || n.Node == s.node {
			return
		}
		if n.House {
			s.forgetHouse()
			return
		}
		it, err := itemBy(context.Background(), s.DB, stmtItem, n.ItemID)
		switch {
		case errors.Is(err, db.ErrNone): // erased
			s.Board.Drop(n.ItemID)
			s.moved.Store(true)
			s.stale.Store(true) // and its wait for the estimate with it
		case err != nil:
			s.stale.Store(true)
		default:
			s.Board.PutItem(it)
			s.moved.Store(true)
		}
		s.Nudge()
	})
}

func (s *Service) announce(n news) {
	if !s.Bus.Shared() {
		return
	}
	n.Node = s.node
	if raw, err := json.Marshal(n); err == nil {
		s.Bus.Publish(busSubject, raw)
	}
}

// add stores a new item; keep stores a changed one. Both bring the board up to
// date after the commit.
func (s *Service) add(ctx context.Context, tx *db.Tx, it Item) error {
	if err := insertItem(ctx, tx, it); err != nil {
		return err
	}
	s.after(tx, it)
	return nil
}

var errStale = errors.New("routing: the item has changed meanwhile")

func (s *Service) keep(ctx context.Context, tx *db.Tx, it Item) (Item, error) {
	it.Version++
	ok, err := updateItem(ctx, tx, it)
	if err == nil && !ok {
		err = errStale
	}
	if err == nil {
		s.after(tx, it)
	}
	return it, err
}

func (s *Service) after(tx *db.Tx, it Item) {
	tx.AfterCommit(func() {
		s.Board.PutItem(it)
		s.moved.Store(true)
		s.announce(news{ItemID: it.ID})
		s.Nudge()
	})
}

// lock locks an item after what it belongs to.
func (s *Service) lock(ctx context.Context, tx *db.Tx, it Item) (Item, error) {
	if k := s.kinds[it.Kind]; k.Lock != nil {
		if err := k.Lock(ctx, tx, it.SubjectID); err != nil {
			return it, err
		}
	}
	return itemBy(ctx, tx, stmtItemLock, it.ID)
}

// room tells whether somebody has a place left for an item, and makes others
// wait who want to give them something at this moment.
func (s *Service) room(ctx context.Context, tx *db.Tx, staffID string, it Item) (held, places int, err error) {
	h, err := s.house(ctx)
	if err != nil {
		return 0, 0, err
	}
	held, _, err = lockSeat(ctx, tx, staffID, it.Slot, it.ID)
	return held, h.places(staffID, it.Slot), err
}

// full refuses what would take somebody over their places.
func (s *Service) full(ctx context.Context, staffID, slot string, held, places int) error {
	who, _ := s.Directory.Colleague(ctx, staffID)
	code := "routing.full"
	if slot == SlotCallback {
		code = "routing.full_callback"
	}
	return fault.Conflict(code).With("staff_id", staffID).With("name", who.Name).With("load", held).With("places", places)
}

// Run turns the engine until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	if err := s.Load(ctx); err != nil {
		return err
	}
	debug.FreeOSMemory() // what reading tens of thousands of items took is not kept
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
		case <-s.wake:
		}
		if err := s.Turn(ctx); err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "routing turn failed", "err", err)
		}
	}
}

// asSystem is a context in which the house itself acts.
func asSystem(ctx context.Context) context.Context {
	return auth.With(ctx, auth.Person{Kind: auth.System})
}
