package calendar

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"tiexin/internal/kit/worktime"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
)

// A snapshot is believed this long without asking the database. Wake-ups make
// it forget sooner; this bounds what a lost one costs.
const believeFor = 2 * time.Second

const changedSubject = "tiexin.calendar"

// snapshot is the hours and the arrangement as last read, ready to reckon.
type snapshot struct {
	readAt   time.Time
	changes  int64 // how many changes it has seen
	arranged map[string]Arranged
	named    map[string]Hours
	order    []Hours
	ready    map[string]compiled
}

// held keeps the snapshot, since every target clock asks for hours.
type held struct {
	now     atomic.Pointer[snapshot]
	reading sync.Mutex
	changes atomic.Int64
}

// Listen forgets what is in memory when another process has changed it.
func (s *Service) Listen() error {
	return s.Bus.Subscribe(changedSubject, func([]byte) { s.forget() })
}

// changed forgets, here and elsewhere; called after a commit.
func (s *Service) changed() {
	s.forget()
	s.Bus.Publish(changedSubject, nil)
}

// forget makes the next question read the ledger.
func (s *Service) forget() { s.held.changes.Add(1) }

func (s *Service) fresh() *snapshot {
	snap := s.held.now.Load()
	if snap == nil || snap.changes != s.held.changes.Load() || s.Clock.Now().Sub(snap.readAt).Abs() > believeFor {
		return nil
	}
	return snap
}

// read gives a snapshot for use inside of transactions: one caller at a time
// reads it anew, and the others go on with what was known. If all of them
// waited, each with a connection of its own, none would be left to read with.
func (s *Service) read(ctx context.Context) (*snapshot, error) {
	if snap := s.fresh(); snap != nil {
		return snap, nil
	}
	old := s.held.now.Load()
	if old == nil {
		return s.readNow(ctx)
	}
	if !s.held.reading.TryLock() {
		return old, nil
	}
	defer s.held.reading.Unlock()
	return s.reread(ctx)
}

// readNow gives what is true now, for screens.
func (s *Service) readNow(ctx context.Context) (*snapshot, error) {
	if snap := s.fresh(); snap != nil {
		return snap, nil
	}
	s.held.reading.Lock()
	defer s.held.reading.Unlock()
	return s.reread(ctx)
}

func (s *Service) reread(ctx context.Context) (*snapshot, error) {
	if snap := s.fresh(); snap != nil {
		return snap, nil
	}
	seen := s.held.changes.Load() // a change while it is read makes it stale at once
	snap, err := s.load(ctx)
	if err != nil {
		return nil, err
	}
	snap.changes = seen
	s.held.now.Store(snap)
	return snap, nil
}

// Refresh makes sure that the hours in memory are those of the ledger.
func (s *Service) Refresh(ctx context.Context) error {
	s.forget()
	_, err := s.readNow(ctx)
	return err
}

func (s *Service) load(ctx context.Context) (*snapshot, error) {
	snap := &snapshot{readAt: s.Clock.Now(), named: map[string]Hours{}, ready: map[string]compiled{}}
	var err error
	if snap.arranged, err = arrangedDays(ctx, s.DB); err != nil {
		return nil, err
	}
	if snap.order, err = findHours(ctx, s.DB, stmtHoursAll); err != nil {
		return nil, err
	}
	for _, h := range snap.order {
		c, err := h.compile("", h.FollowsHolidays, snap.arranged)
		if err != nil {
			return nil, fmt.Errorf("hours %s: %w", h.ID, err)
		}
		snap.named[h.ID], snap.ready[h.ID] = h, c
	}
	return snap, nil
}

// arrangedDays are the days of all years: what was imported goes before what
// came with the program.
func arrangedDays(ctx context.Context, q db.Querier) (map[string]Arranged, error) {
	days, err := db.All[Arranged](ctx, q, stmtAllDays)
	if err != nil {
		return nil, err
	}
	out, years := map[string]Arranged{}, map[string]bool{}
	for _, d := range days {
		out[d.Date], years[d.Date[:4]] = d, true
	}
	shipped, err := fs.ReadDir(files, "years")
	if err != nil {
		return nil, err
	}
	for _, f := range shipped {
		name := strings.TrimSuffix(f.Name(), ".csv")
		if years[name] {
			continue
		}
		year, err := shippedYear(name)
		if err != nil {
			return nil, err
		}
		for _, d := range year {
			out[d.Date] = d
		}
	}
	return out, nil
}

func shippedYear(name string) ([]Arranged, error) {
	text, err := fs.ReadFile(files, "years/"+name+".csv")
	if err != nil {
		return nil, err
	}
	var year int
	if _, err := fmt.Sscan(name, &year); err != nil {
		return nil, err
	}
	return ReadArrangement(year, string(text))
}

// compiled gives hours ready to reckon with.
func (s *Service) compiled(ctx context.Context, hoursID string) (compiled, error) {
	if hoursID == "" {
		return compiled{Hours: worktime.Always()}, nil
	}
	snap, err := s.read(ctx)
	if err != nil {
		return compiled{}, err
	}
	c, ok := snap.ready[hoursID]
	if !ok {
		return compiled{}, fault.Invalid("calendar.hours_unknown", "hours_id")
	}
	return c, nil
}

// compile makes hours ready that need not be stored.
func (s *Service) compile(ctx context.Context, t HoursText, follow bool, prefix string) (compiled, error) {
	var arranged map[string]Arranged
	if follow {
		snap, err := s.readNow(ctx)
		if err != nil {
			return compiled{}, err
		}
		arranged = snap.arranged
	}
	return t.compile(prefix, follow, arranged)
}
