package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/web"
)

// Subject is the thing an act was about.
type Subject struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Actor is who acted.
type Actor struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Line is one act.
type Line struct {
	ID      string
	At      time.Time
	Actor   Actor
	Action  string // like "staff.disabled"
	Subject Subject
	Before  json.RawMessage
	After   json.RawMessage
	IP      string

	txid, seq int64
}

// Trail writes and reads the lines.
type Trail struct {
	db    *db.DB
	clock clock.Clock

	found atomic.Pointer[error] // by the last walk of the whole chain
}

// New makes the trail.
func New(d *db.DB, c clock.Clock) *Trail { return &Trail{db: d, clock: c} }

// Record adds a line for the person in ctx. Before and after may be nil.
func (t *Trail) Record(ctx context.Context, tx *db.Tx, action string, s Subject, before, after any) error {
	p := auth.From(ctx)
	l := Line{Actor: Actor{Kind: string(p.Kind), ID: p.ID, Name: p.Name}, Action: action, Subject: s, IP: web.InfoFrom(ctx).IP}
	var err error
	if l.Before, err = marshal(before); err != nil {
		return err
	}
	if l.After, err = marshal(after); err != nil {
		return err
	}
	now := t.clock.Now()
	_, err = tx.Exec(ctx, stmtInsert, id.New(now), db.Micros(now), l.Actor.Kind, l.Actor.ID, l.Actor.Name,
		l.Action, s.Kind, s.ID, s.Name, string(l.Before), string(l.After), l.IP)
	return err
}

// noteExport records that the trail itself was taken away, and which part.
func (t *Trail) noteExport(ctx context.Context, filter url.Values) error {
	return t.db.Write(ctx, func(tx *db.Tx) error {
		return t.Record(ctx, tx, "audit.exported", Subject{Kind: "audit"}, nil, filter)
	})
}

func marshal(v any) (json.RawMessage, error) {
	if v == nil {
		return json.RawMessage("null"), nil
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, fault.Internal(err, "audit")
	}
	return raw, nil
}

// Filter narrows a search; zero fields do not.
type Filter struct {
	From, To  time.Time
	ActorID   string
	Action    string
	SubjectID string
	Text      string // in the names of actor and subject
	BeforeSeq int64  // the last row of the page before
	Limit     int
}

// Search lists lines, newest first.
func (t *Trail) Search(ctx context.Context, f Filter) ([]Line, error) {
	q := db.Build("audit.search", `SELECT `+columns+` FROM audit_entry WHERE 1 = 1`)
	if !f.From.IsZero() {
		q.Add("AND at >= ?", db.Micros(f.From))
	}
	if !f.To.IsZero() {
		q.Add("AND at < ?", db.Micros(f.To))
	}
	for _, by := range []struct{ piece, value string }{{"AND actor_id = ?", f.ActorID}, {"AND action = ?", f.Action}, {"AND subject_id = ?", f.SubjectID}} {
		if by.value != "" {
			q.Add(by.piece, by.value)
		}
	}
	if f.Text != "" {
		text := contains(strings.ToLower(f.Text))
		q.Add(`AND (LOWER(actor_name) LIKE ? ESCAPE '\'`, text).Add(`OR LOWER(subject_name) LIKE ? ESCAPE '\')`, text)
	}
	if f.BeforeSeq > 0 {
		q.Add("AND seq < ?", f.BeforeSeq)
	}
	q.Add("ORDER BY seq DESC LIMIT ?", f.Limit)
	return db.CollectOf(ctx, t.db, q, scan)
}

// Seq is the line's place, for the cursor of the next page.
func (l Line) Seq() int64 { return l.seq }

func contains(s string) string {
	out := make([]rune, 0, len(s)+2)
	out = append(out, '%')
	for _, r := range s {
		if r == '%' || r == '_' || r == '\\' {
			out = append(out, '\\')
		}
		out = append(out, r)
	}
	return string(append(out, '%'))
}

// How many seals are read at once, and looked at for a health page: those of
// the last quarter of an hour of a busy house.
const sealsAtOnce, recentSeals = 500, 1000

// seal is one link of the chain.
type seal sealRow

// Seal chains what has settled since the last seal. Only one process seals at
// a time; a second one finds nothing left.
func (t *Trail) Seal(ctx context.Context) error {
	last, err := lastSeal(ctx, t.db)
	if err != nil {
		return err
	}
	if fresh, err := linesAfter(ctx, t.db, last, 1); err != nil || len(fresh) == 0 {
		return err // nothing that would be worth a write
	}
	for {
		more := false
		err := t.db.Write(ctx, func(tx *db.Tx) error {
			last, err := lastSeal(ctx, tx)
			if err != nil {
				return err
			}
			lines, err := linesAfter(ctx, tx, last, 1000)
			if err != nil || len(lines) == 0 {
				return err
			}
			more = len(lines) == 1000
			end := lines[len(lines)-1]
			_, err = tx.Exec(ctx, stmtSeal, last.N+1, end.txid, end.seq, len(lines), chain(last.Hash, lines), db.Micros(t.clock.Now()))
			if db.IsUnique(err) {
				return fault.Conflict("audit.sealed_elsewhere")
			}
			return err
		})
		if fault.HasCode(err, "audit.sealed_elsewhere") {
			return nil
		}
		if err != nil || !more {
			return err
		}
	}
}

// Verify walks the whole chain and names the first seal that does not hold.
// What it finds, VerifyRecent tells as well from then on.
func (t *Trail) Verify(ctx context.Context) error {
	err := t.verify(ctx, seal{})
	t.found.Store(&err)
	return err
}

// VerifyRecent walks the last recentSeals and knows what Verify found last,
// which is enough for a page that is opened often.
func (t *Trail) VerifyRecent(ctx context.Context) error {
	if found := t.found.Load(); found != nil && *found != nil {
		return *found
	}
	last, err := lastSeal(ctx, t.db)
	if err != nil {
		return err
	}
	from, err := sealAt(ctx, t.db, last.N-recentSeals)
	if err != nil {
		return err
	}
	return t.verify(ctx, from)
}

// verify walks from a seal that is taken for good to the newest.
func (t *Trail) verify(ctx context.Context, last seal) error {
	for {
		seals, err := db.All[sealRow](ctx, t.db, stmtSeals, last.N, sealsAtOnce)
		if err != nil {
			return err
		}
		for _, s := range seals {
			lines, err := linesBetween(ctx, t.db, last, s)
			if err != nil {
				return err
			}
			if int64(len(lines)) != s.Lines || chain(last.Hash, lines) != s.Hash {
				return fmt.Errorf("audit chain broken at seal %d: %d lines sealed, %d found", s.N, s.Lines, len(lines))
			}
			last = seal(s)
		}
		if len(seals) < sealsAtOnce {
			return nil
		}
	}
}

func chain(previous string, lines []Line) string {
	h := sha256.New()
	h.Write([]byte(previous))
	for _, l := range lines {
		fmt.Fprintf(h, "\n%d %d %q %d %q %q %q %q %q %q %q %q %q %q %q", l.txid, l.seq, l.ID, l.At.UnixMicro(),
			l.Actor.Kind, l.Actor.ID, l.Actor.Name, l.Action, l.Subject.Kind, l.Subject.ID, l.Subject.Name,
			l.Before, l.After, l.IP, "")
	}
	return hex.EncodeToString(h.Sum(nil))
}
