package workforce

import (
	"maps"
	"slices"
	"sync"
	"time"

	"tiexin/internal/platform/auth"
)

// Line is one socket of a member of staff.
type Line interface {
	Seen() time.Time // last sign of life
}

// sessionOf tells which browser a line is of.
func sessionOf(l Line) string {
	if of, ok := l.(interface{ Person() auth.Person }); ok {
		return of.Person().SessionID
	}
	return ""
}

// board is what this process holds in memory: the stored states as last
// learnt, and who is connected where.
type board struct {
	mu        sync.RWMutex
	startedAt time.Time
	tickedAt  time.Time
	jumpedAt  time.Time // when the last jump of the clock was noticed; zero: never
	loaded    bool
	rows      map[string]stored
	lines     map[string]map[Line]struct{}
	grace     map[Line]time.Time         // after a jump of the clock a line counts as seen then
	ahead     map[Line]time.Time         // last heard at a time that a jump back has made the future
	closed    map[string]map[string]sign // last line to close, by staff and session
	ended     map[string]time.Time       // sessions that were signed out: their lines are nobody's
	peers     map[string]peer            // other processes, by node
}

// sign of life: when it was, and until when it counts.
type sign struct{ seen, until time.Time }

// peer is what another process said last.
type peer struct {
	at    time.Time
	staff map[string][]string // sessions by staff
}

func newBoard(now time.Time) *board {
	return &board{startedAt: now, tickedAt: now, rows: map[string]stored{}, lines: map[string]map[Line]struct{}{},
		grace: map[Line]time.Time{}, ahead: map[Line]time.Time{}, closed: map[string]map[string]sign{}, ended: map[string]time.Time{}, peers: map[string]peer{}}
}

// start begins the time in which everybody may come back.
func (b *board) start(now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.startedAt, b.tickedAt = now, now
}

// here is the freshest sign that this process has of somebody. The caller
// holds the lock.
func (b *board) here(staffID string) (best sign) {
	for _, s := range b.sessions(staffID) {
		if s.until.After(best.until) {
			best = s
		}
	}
	return best
}

// sessions gives the freshest sign of each browser of somebody here. The caller
// holds the lock.
func (b *board) sessions(staffID string) map[string]sign {
	out := map[string]sign{}
	add := func(session string, s sign) {
		if _, over := b.ended[session]; !over && s.until.After(out[session].until) {
			out[session] = s
		}
	}
	for session, s := range b.closed[staffID] {
		add(session, s)
	}
	for line := range b.lines[staffID] {
		seen := b.seen(line)
		add(sessionOf(line), sign{seen: seen, until: openUntil(seen)})
	}
	return out
}

// elsewhere tells whether a browser of somebody is connected, here or in another
// process, besides the one of a session.
func (b *board) elsewhere(staffID, session string, now time.Time) bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	now = b.moment(now)
	for other, s := range b.sessions(staffID) {
		if other != session && !now.After(s.until) {
			return true
		}
	}
	for _, p := range b.peers {
		for _, other := range p.staff[staffID] {
			if _, over := b.ended[other]; !over && other != session && !now.After(p.at.Add(peerSilent)) {
				return true
			}
		}
	}
	return false
}

// end makes the lines of a session nobody's: it was signed out.
func (b *board) end(session string, now time.Time) {
	if session == "" {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended[session] = now
}

// seen is the last sign of life of a line. The caller holds the lock.
func (b *board) seen(line Line) time.Time {
	at, grace := line.Seen(), b.grace[line]
	if was, ahead := b.ahead[line]; ahead && at.Equal(was) {
		return grace
	}
	return later(at, grace)
}

// moment is the time for which this process can tell who is connected: now, or
// the last tick while a jump of the clock has not been noticed. The caller holds
// the lock.
func (b *board) moment(now time.Time) time.Time {
	if jumped(b.tickedAt, now) {
		return b.tickedAt
	}
	return now
}

// anywhere joins what the other processes know. The caller holds the lock.
func (b *board) anywhere(staffID string) sign {
	best := b.here(staffID)
	for _, p := range b.peers {
		if !slices.ContainsFunc(p.staff[staffID], func(session string) bool { _, over := b.ended[session]; return !over }) {
			continue
		}
		if until := p.at.Add(peerSilent); until.After(best.until) {
			best = sign{seen: p.at, until: until}
		}
	}
	return best
}

// known is a person's presence as this process sees it.
func (b *board) known(staffID string, now time.Time) Presence {
	b.mu.RLock()
	defer b.mu.RUnlock()
	r, ok := b.rows[staffID]
	if !ok {
		r = stored{StaffID: staffID, State: Off, Chosen: Off}
	}
	return b.presence(r, b.moment(now))
}

// presence is what holds of a row at a moment. The caller holds the lock.
func (b *board) presence(r stored, now time.Time) Presence {
	last := b.anywhere(r.StaffID)
	p := r.presence(!now.After(last.until))
	p.Expected = !p.Connected && r.expected(last, b.startedAt, now)
	return p
}

func (b *board) all(now time.Time) []Presence {
	b.mu.RLock()
	defer b.mu.RUnlock()
	out := make([]Presence, 0, len(b.rows))
	now = b.moment(now)
	for _, r := range b.rows {
		out = append(out, b.presence(r, now))
	}
	return out
}

// row gives the stored state as last learnt.
func (b *board) row(staffID string) (stored, bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	r, ok := b.rows[staffID]
	return r, ok
}

// learn takes a row unless a newer one is known, and gives the one before.
func (b *board) learn(r stored) (before stored, news bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	before, ok := b.rows[r.StaffID]
	if !ok {
		before = stored{StaffID: r.StaffID, State: Off, Chosen: Off}
	}
	if ok && before.Version >= r.Version {
		return before, false
	}
	b.rows[r.StaffID] = r
	return before, true
}

func (b *board) open(staffID string, line Line) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.lines[staffID] == nil {
		b.lines[staffID] = map[Line]struct{}{}
	}
	b.lines[staffID][line] = struct{}{}
}

// unwatched lists those who have a line here for the first time ever.
func (b *board) unwatched() (out []string) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for staffID := range b.lines {
		if r, ok := b.rows[staffID]; ok && !r.Watched {
			out = append(out, staffID)
		}
	}
	return out
}

func (b *board) close(staffID string, line Line, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, ok := b.lines[staffID][line]; !ok {
		return
	}
	seen, session := b.seen(line), sessionOf(line)
	if until := closedUntil(seen, now); until.After(b.closed[staffID][session].until) {
		if b.closed[staffID] == nil {
			b.closed[staffID] = map[string]sign{}
		}
		b.closed[staffID][session] = sign{seen: seen, until: until}
	}
	delete(b.lines[staffID], line)
	delete(b.grace, line)
	delete(b.ahead, line)
	if len(b.lines[staffID]) == 0 {
		delete(b.lines, staffID)
	}
}

// tick moves the board's time on. After a jump of the clock nobody can have been
// heard: as after a start everybody gets the time to be, and what lies between
// says nothing of anybody.
func (b *board) tick(now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if jumped(b.tickedAt, now) {
		gap := now.Sub(b.tickedAt)
		b.jumpedAt, b.startedAt = now, b.startedAt.Add(gap)
		for staffID := range b.lines {
			for line := range b.lines[staffID] {
				if b.grace[line] = now; line.Seen().After(now) {
					b.ahead[line] = line.Seen()
				}
			}
		}
		for _, of := range b.closed {
			for session, c := range of {
				of[session] = sign{seen: c.seen.Add(gap), until: c.until.Add(gap)}
			}
		}
		for node, p := range b.peers {
			p.at = p.at.Add(gap)
			b.peers[node] = p
		}
	}
	b.tickedAt = now
	maps.DeleteFunc(b.closed, func(_ string, of map[string]sign) bool {
		maps.DeleteFunc(of, func(_ string, s sign) bool { return now.Sub(s.until) > time.Minute })
		return len(of) == 0
	})
	maps.DeleteFunc(b.ended, func(_ string, at time.Time) bool { return now.Sub(at) > time.Hour })
	maps.DeleteFunc(b.peers, func(_ string, p peer) bool { return now.Sub(p.at) > peerSilent })
}

// present lists the rows of who is not off, in one order.
func (b *board) present() (out []stored) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, staffID := range slices.Sorted(maps.Keys(b.rows)) {
		if r := b.rows[staffID]; r.State != Off {
			out = append(out, r)
		}
	}
	return out
}

// due lists the rows that are no longer true, as stored and as they should be.
func (b *board) due(now time.Time) (before, after []stored) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, staffID := range slices.Sorted(maps.Keys(b.rows)) { // one order, so that processes do not lock each other
		r := b.rows[staffID]
		if !r.State.needsLine() && r.State != Break {
			continue
		}
		s := b.anywhere(staffID)
		until := later(s.until, b.startedAt.Add(startGrace))
		if s.until.IsZero() {
			s.seen = b.startedAt
			if !r.Since.After(now) { // else the clock was put back
				until = later(until, r.Since.Add(startGrace)) // a moment to open the first tab
			}
		}
		if !b.jumpedAt.IsZero() {
			until, s.seen = later(until, b.jumpedAt.Add(startGrace)), later(s.seen, b.jumpedAt)
		}
		if next, changed := r.judge(until, s.seen, now); changed {
			before, after = append(before, r), append(after, next)
		}
	}
	return before, after
}

// living gives whom this process hears, and by which browsers.
func (b *board) living(now time.Time) map[string][]string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	out := map[string][]string{}
	hear := func(staffID string) {
		if out[staffID] != nil {
			return
		}
		for session, s := range b.sessions(staffID) {
			if !now.After(s.until) {
				out[staffID] = append(out[staffID], session)
			}
		}
	}
	for staffID := range b.lines {
		hear(staffID)
	}
	for staffID := range b.closed {
		hear(staffID)
	}
	return out
}

func (b *board) heard(node string, staff map[string][]string, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.peers[node] = peer{at: now, staff: staff}
}

// hasLine tells whether somebody has a socket in this process.
func (b *board) hasLine(staffID string) bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return len(b.lines[staffID]) > 0
}
