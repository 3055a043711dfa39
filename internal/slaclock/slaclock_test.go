package slaclock

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"tiexin/internal/calendar"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/job"
)

var stmtOutbox = db.SQL("test.outbox", `SELECT kind, payload FROM event_outbox WHERE kind LIKE 'slaclock.%' ORDER BY txid, seq`)

// bench is the module on a ledger, with a clock that the test moves.
type bench struct {
	spec Spec // of the clock of a timeline
	*Service
	t     *testing.T
	clock *clock.Fixed
	bus   *event.Bus
	armed int // jobs asked for
	seen  int // events looked at
}

func newBench(t *testing.T, d *db.DB) *bench {
	t.Helper()
	bus, err := event.OpenBus("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(bus.Close)
	b := &bench{t: t, clock: clock.NewFixed(at("2026-11-23 09:00")), bus: bus}
	b.Service = b.another(d)
	return b
}

// another is the module as a second process on the same ledger.
func (b *bench) another(d *db.DB) *Service {
	log := event.NewLog(d, b.clock, b.bus)
	text := func(_, key string, _ map[string]any) string { return key }
	days := calendar.New(calendar.Deps{DB: d, Clock: b.clock, Audit: audit.New(d, b.clock), Log: log, Bus: b.bus, Text: text})
	return New(Deps{DB: d, Clock: b.clock, Log: log, Calendar: days, Text: text,
		Insert: func(context.Context, *db.Tx, job.Args, time.Time) error { b.armed++; return nil }})
}

func each(t *testing.T, test func(t *testing.T, b *bench)) {
	dbtest.Each(t, []db.Migrations{event.Migrations(), audit.Migrations(), calendar.Migrations(), Migrations()},
		func(t *testing.T, d *db.DB) { test(t, newBench(t, d)) })
}

func at(text string) time.Time {
	zone, _ := time.LoadLocation("Asia/Shanghai")
	layout := "2006-01-02 15:04:05"
	t, err := time.ParseInLocation(layout[:len(text)], text, zone)
	if err != nil {
		panic(err)
	}
	return t
}

func (b *bench) write(do func(tx *db.Tx) error) {
	b.t.Helper()
	if err := b.DB.Write(b.t.Context(), do); err != nil {
		b.t.Fatal(err)
	}
}

// hours makes those of the timelines.
func (b *bench) hours(name string) string {
	b.t.Helper()
	if name == "none" {
		return ""
	}
	h, err := b.Calendar.MakeHours(b.t.Context(), name, calendar.Hours{Name: name, HoursText: calendar.DefaultHours("Asia/Shanghai"), FollowsHolidays: name == "holidays"})
	if err != nil {
		b.t.Fatal(err)
	}
	return h.ID
}

// told lists what was told since it was last asked.
func (b *bench) told() string {
	b.t.Helper()
	var out []string
	n := 0
	err := db.Each(b.t.Context(), b.DB, stmtOutbox, func(r db.Row) error {
		var kind, payload string
		if err := r.Scan(&kind, &payload); err != nil {
			return err
		}
		if n++; n <= b.seen {
			return nil
		}
		var p struct {
			Percent int
			Step    int
			Tell    string
			Met     bool
			Spent   int64 `json:"spent_seconds"`
		}
		if err := json.Unmarshal([]byte(payload), &p); err != nil {
			return err
		}
		switch event.Kind(kind) {
		case EventWarned:
			out = append(out, fmt.Sprintf("warned %d", p.Percent))
		case EventBreached:
			out = append(out, strings.TrimSpace(fmt.Sprintf("breached %d %s", p.Step, p.Tell)))
		case EventStopped:
			out = append(out, fmt.Sprintf("stopped %s %d", map[bool]string{true: "met", false: "late"}[p.Met], p.Spent))
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.seen = n
	if len(out) == 0 {
		return "-"
	}
	return strings.Join(out, ", ")
}

func (b *bench) fire() {
	b.t.Helper()
	if _, err := b.Fire(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) dueOf(subjectID string) string {
	b.t.Helper()
	of, err := b.Of(b.t.Context(), "test", []string{subjectID})
	if err != nil || len(of[subjectID]) != 1 {
		b.t.Fatalf("clocks of %s: %v %v", subjectID, of, err)
	}
	due := of[subjectID][0].DueAt
	if due == nil {
		return "none"
	}
	zone, _ := time.LoadLocation("Asia/Shanghai")
	return due.In(zone).Format("2006-01-02 15:04")
}

// TestTimelines runs the cases of the files.
func TestTimelines(t *testing.T) {
	text, err := os.ReadFile("testdata/timelines/worked.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split(string(text), "\ncase ")[1:] {
		name, lines, _ := strings.Cut(part, "\n")
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, b *bench) {
				var hoursID string
				for line := range strings.Lines(lines) {
					line = strings.TrimSpace(line)
					if h, ok := strings.CutPrefix(line, "hours "); ok {
						hoursID = b.hours(h)
					} else if line != "" {
						b.step(line, hoursID)
					}
				}
			})
		})
	}
}

// step plays a line of a timeline.
func (b *bench) step(line, hoursID string) {
	b.t.Helper()
	ctx, t := b.t.Context(), b.t
	what, want, expects := strings.Cut(line, " => ")
	f := strings.Fields(what)
	now := at(f[0] + " " + f[1])
	b.clock.Set(now)
	if f[2] != "start" && f[2] != "stop-unticked" {
		b.fire()
	}
	ref := Ref{Subject: "test", SubjectID: "x", Kind: ""}
	b.write(func(tx *db.Tx) error {
		switch f[2] {
		case "start":
			spec := specOf(t, f[3:], now)
			spec.HoursID = hoursID
			b.spec = spec
			_, err := b.Start(ctx, tx, spec)
			return err
		case "again":
			_, err := b.Again(ctx, tx, b.spec)
			return err
		case "pause":
			return b.Pause(ctx, tx, ref, f[3], now)
		case "resume":
			return b.Resume(ctx, tx, ref, f[3], now)
		case "retarget":
			return b.Retarget(ctx, tx, ref, int64(duration(t, f[3])/time.Second), hoursID, now)
		case "stop", "stop-unticked":
			return b.Stop(ctx, tx, ref, now)
		case "cancel":
			return b.Cancel(ctx, tx, ref)
		}
		return nil
	})
	if !expects {
		return
	}
	if due, ok := strings.CutPrefix(want, "due "); ok {
		if got := b.dueOf("x"); got != due {
			t.Errorf("%s: due %s", line, got)
		}
		return
	}
	if got := b.told(); got != want {
		t.Errorf("%s: told %s", line, got)
	}
}

func duration(t *testing.T, text string) time.Duration {
	t.Helper()
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// specOf reads "resolve 8h warn 50,75 chain 30m:lead".
func specOf(t *testing.T, f []string, now time.Time) Spec {
	t.Helper()
	s := Spec{Subject: "test", SubjectID: "x", Kind: Kind(f[0]), Seconds: int64(duration(t, f[1]) / time.Second), StartedAt: now, OwnerID: "lin", UnitID: "shop"}
	for i := 2; i < len(f); i += 2 {
		for item := range strings.SplitSeq(f[i+1], ",") {
			if f[i] == "warn" {
				n, err := strconv.Atoi(item)
				if err != nil {
					t.Fatal(err)
				}
				s.Warn = append(s.Warn, n)
				continue
			}
			after, tell, _ := strings.Cut(item, ":")
			s.Chain = append(s.Chain, Step{AfterSeconds: int64(duration(t, after) / time.Second), Tell: tell})
		}
	}
	return s
}

func (b *bench) start(id string, change func(*Spec)) Clock {
	b.t.Helper()
	spec := Spec{Subject: "test", SubjectID: id, Kind: FirstResponse, Seconds: 60, StartedAt: b.clock.Now(), OwnerID: "lin", UnitID: "shop", Warn: []int{50}}
	if change != nil {
		change(&spec)
	}
	var c Clock
	b.write(func(tx *db.Tx) (err error) {
		c, err = b.Start(b.t.Context(), tx, spec)
		return err
	})
	return c
}

// TestStartingTwiceIsOnce, also with other values.
func TestStartingTwiceIsOnce(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		first := b.start("x", nil)
		again := b.start("x", func(s *Spec) { s.Seconds = 5 })
		if again.ID != first.ID || again.Seconds != 60 {
			t.Errorf("started again: %+v", again)
		}
		if other := b.start("x", func(s *Spec) { s.Key = "2" }); other.ID == first.ID {
			t.Error("another key is the same clock")
		}
		other := b.start("y", nil)
		if other.ID == first.ID || other.SubjectID != "y" {
			t.Errorf("another subject has the same clock: %+v", other)
		}
		if more := b.start("x", func(s *Spec) { s.Subject = "else" }); more.ID == first.ID {
			t.Error("another kind of subject has the same clock")
		}
		b.write(func(tx *db.Tx) error { return b.Cancel(t.Context(), tx, Ref{Subject: "test", SubjectID: "x"}) })
		of, err := b.Of(t.Context(), "test", []string{"x", "y"})
		if err != nil || len(of["x"]) != 2 || len(of["y"]) != 1 || of["x"][0].State != Cancelled || of["x"][1].State != Cancelled || of["y"][0].State == Cancelled {
			t.Errorf("only those of x are cancelled: %v %v", of, err)
		}
	})
}

// TestTwoProcessesFireOnce lets two services fire the same clocks at the same
// time: each stage of each clock is told once, none is lost.
func TestTwoProcessesFireOnce(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		const clocks = 450 // more than one transaction takes
		b.write(func(tx *db.Tx) error {
			for i := range clocks {
				if _, err := b.Start(t.Context(), tx, Spec{Subject: "test", SubjectID: fmt.Sprint(i), Kind: FirstResponse, Seconds: 60,
					StartedAt: b.clock.Now(), Warn: []int{50, 100}, Chain: []Step{{AfterSeconds: 60, Tell: "lead"}}}); err != nil {
					return err
				}
			}
			return nil
		})
		other := b.another(b.DB)
		for _, jump := range []time.Duration{30 * time.Second, 30 * time.Second, -time.Hour, time.Hour, 400 * 24 * time.Hour} {
			b.clock.Advance(jump)
			var all sync.WaitGroup
			for _, s := range []*Service{b.Service, other, b.Service, other} {
				all.Go(func() {
					if _, err := s.Fire(context.Background()); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
		}
		counts := map[string]int{}
		for _, what := range strings.Split(b.told(), ", ") {
			counts[what]++
		}
		if len(counts) != 4 {
			t.Errorf("told %v", counts)
		}
		for _, what := range []string{"warned 50", "warned 100", "breached 0", "breached 1 lead"} {
			if counts[what] != clocks {
				t.Errorf("%s: %d times, want %d", what, counts[what], clocks)
			}
		}
	})
}

// TestBucketsAreArmedOnce counts the jobs: one for a bucket, none for a write
// that is undone, and again for the next bucket.
func TestBucketsAreArmedOnce(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		err := b.DB.Write(t.Context(), func(tx *db.Tx) error {
			if _, err := b.Start(t.Context(), tx, Spec{Subject: "test", SubjectID: "undone", Kind: Hold, Seconds: 60, StartedAt: b.clock.Now()}); err != nil {
				return err
			}
			return fault.Conflict("test.undone")
		})
		if err == nil {
			t.Fatal("the write stands")
		}
		b.armedIs(1) // whose job was undone with it
		for i := range 20 {
			b.start(fmt.Sprint(i), nil)
		}
		b.armedIs(2)
		b.start("later", func(s *Spec) { s.Seconds = 600 })
		b.armedIs(3)
		b.start("far", func(s *Spec) { s.Seconds = 30 * 24 * 3600 })
		b.armedIs(3) // the sweep comes to it
	})
}

func (b *bench) armedIs(want int) {
	b.t.Helper()
	if b.armed != want {
		b.t.Errorf("%d jobs, want %d", b.armed, want)
	}
}

// TestBucketWaitsWhenTheClockIsPutBack asks to be run again later.
func TestBucketWaitsWhenTheClockIsPutBack(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.start("x", nil)
		args := bucketArgs{At: bucketOf(b.clock.Now().Add(30 * time.Second))}
		b.clock.Advance(-time.Hour)
		if err := b.fireBucket(t.Context(), args); err == nil || !strings.Contains(strings.ToLower(fmt.Sprintf("%T", err)), "snooze") {
			t.Errorf("the job ends with %v", err)
		}
		if got := b.told(); got != "-" {
			t.Errorf("told too early: %s", got)
		}
		b.clock.Set(args.At)
		if err := b.fireBucket(t.Context(), args); err != nil {
			t.Error(err)
		}
		if got := b.told(); got != "warned 50" {
			t.Errorf("told %s", got)
		}
	})
}

// TestChangedHoursMoveOpenClocksOnly changes the hours under an open, a
// breached and a stopped clock.
func TestChangedHoursMoveOpenClocksOnly(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		hours := b.hours("office")
		b.clock.Set(at("2026-11-23 10:00"))
		in := func(seconds int64) func(*Spec) {
			return func(s *Spec) { s.HoursID, s.Seconds, s.Warn = hours, seconds, nil }
		}
		b.start("breached", in(3600))
		stopped := b.start("stopped", in(10*3600))
		b.start("open", in(10*3600))
		b.start("other", func(s *Spec) { s.Seconds = 10 * 3600 })
		b.clock.Set(at("2026-11-23 11:30"))
		b.fire()
		b.write(func(tx *db.Tx) error {
			return b.Stop(t.Context(), tx, Ref{Subject: "test", SubjectID: "stopped"}, b.clock.Now())
		})
		before, err := b.explanationOf(stopped.ID)
		if err != nil {
			t.Fatal(err)
		}
		long := map[string][][2]string{"mon": {{"10:30", "22:00"}}, "tue": {{"12:00", "22:00"}}}
		if _, err := b.Calendar.EditHours(t.Context(), hours, calendar.HoursChange{Version: 1, Week: &long}); err != nil {
			t.Fatal(err)
		}
		if err := b.recompute(t.Context(), hours); err != nil {
			t.Fatal(err)
		}
		for id, want := range map[string]string{"breached": "2026-11-23 11:00", "stopped": "2026-11-24 11:00", "open": "2026-11-23 20:30", "other": "2026-11-23 20:00"} {
			if got := b.dueOf(id); got != want {
				t.Errorf("%s is due %s, want %s", id, got, want)
			}
		}
		after, err := b.explanationOf(stopped.ID)
		if err != nil || after != before {
			t.Errorf("the explanation of the ended clock has changed: %v\n%s\n%s", err, before, after)
		}
		if uses, err := b.UsesHours(t.Context(), b.DB, hours); err != nil || len(uses) != 1 {
			t.Errorf("uses %v %v", uses, err)
		}
	})
}

func (b *bench) explanationOf(clockID string) (string, error) {
	clocks, err := find(b.t.Context(), b.DB, stmtByID, clockID)
	if err != nil {
		return "", err
	}
	e, err := b.explanation(b.t.Context(), clocks[0])
	return fmt.Sprint(e.Due.UTC(), len(e.Spans)), err
}

// TestOpenIsSortedByDue pages through the clocks of an owner.
func TestOpenIsSortedByDue(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for i, n := range []int64{300, 60, 600, 70, 900} {
			b.start(fmt.Sprint(i), func(s *Spec) { s.Seconds = n })
		}
		b.start("wu", func(s *Spec) { s.OwnerID = "wu" })
		b.write(func(tx *db.Tx) error {
			return b.Pause(t.Context(), tx, Ref{Subject: "test", SubjectID: "4"}, "customer", b.clock.Now())
		})
		var got []string
		f := OpenFilter{OwnerIDs: []string{"lin"}, UnitIDs: []string{"shop"}, Before: b.clock.Now().Add(time.Hour), Limit: 2}
		for {
			rows, err := b.Open(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range rows {
				got = append(got, v.SubjectID)
				f.After, f.AfterID = *v.DueAt, v.ID
			}
			if len(rows) < 2 {
				break
			}
		}
		if fmt.Sprint(got) != "[1 3 0 2]" {
			t.Errorf("by due time: %v", got)
		}
		b.write(func(tx *db.Tx) error { return b.SetOwner(t.Context(), tx, Ref{Subject: "test", SubjectID: "1"}, "wu") })
		if rows, err := b.Open(t.Context(), OpenFilter{OwnerIDs: []string{"wu"}}); err != nil || len(rows) != 2 {
			t.Errorf("of the new owner: %v %v", rows, err)
		}
	})
}

func TestBadClocksAreRefused(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for _, c := range []struct {
			code   string
			change func(*Spec)
		}{
			{"slaclock.seconds", func(s *Spec) { s.Seconds = 0 }},
			{"slaclock.seconds", func(s *Spec) { s.Seconds = -60 }},
			{"slaclock.seconds", func(s *Spec) { s.Seconds = MaxSeconds + 1 }},
			{"slaclock.percent", func(s *Spec) { s.Warn = []int{0} }},
			{"slaclock.percent", func(s *Spec) { s.Warn = []int{101} }},
			{"slaclock.kind", func(s *Spec) { s.Kind = "lunch" }},
			{"slaclock.subject", func(s *Spec) { s.SubjectID = "" }},
			{"slaclock.start", func(s *Spec) { s.StartedAt = time.Time{} }},
			{"slaclock.seconds", func(s *Spec) { s.Chain = []Step{{AfterSeconds: -1}} }},
			{"slaclock.too_many_stages", func(s *Spec) { s.Chain = make([]Step, MaxStages+1) }},
			{"calendar.hours_unknown", func(s *Spec) { s.HoursID = "none" }},
		} {
			spec := Spec{Subject: "test", SubjectID: "x", Kind: Hold, Seconds: 60, StartedAt: b.clock.Now()}
			c.change(&spec)
			err := b.DB.Write(t.Context(), func(tx *db.Tx) error {
				_, err := b.Start(t.Context(), tx, spec)
				return err
			})
			if !fault.HasCode(err, c.code) {
				t.Errorf("%v, want %s", err, c.code)
			}
		}
		b.start("x", nil)
		err := b.DB.Write(t.Context(), func(tx *db.Tx) error {
			ref := Ref{Subject: "test", SubjectID: "x"}
			if err := b.Pause(t.Context(), tx, ref, "customer", b.clock.Now()); err != nil {
				return err
			}
			return b.Resume(t.Context(), tx, ref, "customer", b.clock.Now().Add(-time.Minute))
		})
		if !fault.HasCode(err, "slaclock.pause_order") {
			t.Errorf("a pause that ends before it begins: %v", err)
		}
	})
}

// TestAdoptedLate: a clock for what began long ago tells what has gone by once,
// and goes on from there; one that is young is like any other.
func TestAdoptedLate(t *testing.T) {
	spec := Spec{Subject: "test", Kind: FirstResponse, Seconds: 600, Warn: []int{50, 75, 100}, Chain: []Step{{AfterSeconds: 600, Tell: "lead"}, {AfterSeconds: 6000, Tell: "boss"}}}
	each(t, func(t *testing.T, b *bench) {
		adopt := func(subjectID, since string) {
			s := spec
			s.SubjectID, s.StartedAt = subjectID, at(since)
			b.write(func(tx *db.Tx) error {
				_, err := b.Adopt(t.Context(), tx, s)
				return err
			})
		}
		for _, c := range []struct{ id, since, told, later string }{
			{"young", "2026-11-23 08:58", "-", "warned 50"},
			{"half", "2026-11-23 08:54", "warned 50", "warned 75"},
			{"nearly", "2026-11-23 08:51", "warned 75", "warned 100, breached 0"},
			{"over", "2026-11-23 08:45", "warned 100, breached 0", "-"},
			{"long", "2026-11-23 08:00", "warned 100, breached 1 lead", "-"},
		} {
			b.clock.Set(at("2026-11-23 09:00"))
			adopt(c.id, c.since)
			if got := b.told(); got != c.told {
				t.Errorf("%s: told %s", c.id, got)
			}
			adopt(c.id, c.since)
			b.fire()
			if got := b.told(); got != "-" {
				t.Errorf("%s: told again %s", c.id, got)
			}
			b.clock.Set(at("2026-11-23 09:03"))
			b.fire()
			if got := b.told(); got != c.later {
				t.Errorf("%s: later told %s", c.id, got)
			}
			b.write(func(tx *db.Tx) error { return b.Cancel(t.Context(), tx, Ref{Subject: "test", SubjectID: c.id}) })
		}
	})
}

var stmtGhost = db.SQL("test.ghost", `UPDATE slaclock SET hours_id = 'ghost' WHERE subject_id LIKE 'g%'`)

// TestWhatCannotBeReckonedHoldsNobodyUp: more clocks of hours that are no more
// than one transaction takes stand before a sound one. It is told, they are put
// off for an hour, and looking ends.
func TestWhatCannotBeReckonedHoldsNobodyUp(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for i := range atOnce + 20 {
			b.start(fmt.Sprint("g", i), func(s *Spec) { s.Warn = nil })
		}
		b.start("sound", func(s *Spec) { s.Seconds, s.Warn = 61, nil })
		b.write(func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), stmtGhost)
			return err
		})
		b.clock.Set(at("2026-11-23 09:01:01"))
		for range 2 {
			fired := make(chan error, 1)
			go func() { _, err := b.Fire(t.Context()); fired <- err }()
			select {
			case err := <-fired:
				if err != nil {
					t.Fatal(err)
				}
			case <-time.After(time.Minute):
				t.Fatal("it looks for ever")
			}
		}
		if got := b.told(); got != "breached 0" {
			t.Errorf("told %s", got)
		}
		count := func() (n int) {
			if err := db.Get(t.Context(), b.DB, stmtAnyDue, []any{db.Micros(b.clock.Now())}, &n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		b.clock.Set(at("2026-11-23 10:01:00"))
		if n := count(); n != 0 {
			t.Error("they are looked at again before an hour")
		}
		b.clock.Set(at("2026-11-23 10:01:02"))
		if n := count(); n != 1 {
			t.Error("they are never looked at again")
		}
	})
}
