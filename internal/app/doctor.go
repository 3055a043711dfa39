package app

import (
	"context"
	"fmt"
	"slices"
	"syscall"
	"time"

	"tiexin/internal/platform/db"
)

// State of one part of the installation.
type State string

const (
	Fine    State = "ok"
	Warning State = "warn"
	Failing State = "fail"
)

// Diagnosis is what one check found.
type Diagnosis struct {
	Name    string `json:"name"`
	State   State  `json:"state" enum:"ok,warn,fail"`
	Message string `json:"message"`
}

type checkup struct {
	name string
	run  func(ctx context.Context) (State, string)
}

// A subscriber further behind than this is worth a word; a disk with less than
// the one room is, with less than the other it is failing.
const (
	lagWorthAWord = 1000
	roomWarning   = 2 << 30
	roomFailing   = 200 << 20
)

// Doctor looks at everything that could be wrong: the ledger's pages and
// references, the chain of the audit trail, counters against a recount, files
// against rows, what waits, and room on the disk. Then the modules' checks.
func (a *App) Doctor(ctx context.Context) []Diagnosis {
	return a.examine(ctx, []checkup{
		{"ledger", a.checkLedger}, {"audit_chain", a.checkAudit}, {"counters", a.checkCounters}, {"files", a.checkFiles},
		{"events", a.checkEvents}, {"dead_letters", a.checkDead}, {"disk", a.checkDisk},
	})
}

// Glance is Doctor without what reads the whole ledger, for the health page.
func (a *App) Glance(ctx context.Context) []Diagnosis {
	answers := func(ctx context.Context) (State, string) {
		return verdict(a.DB.Ping(ctx), string(a.DB.Engine()))
	}
	return a.examine(ctx, []checkup{
		{"ledger", answers}, {"audit_chain", a.checkAudit}, {"events", a.checkEvents}, {"dead_letters", a.checkDead}, {"disk", a.checkDisk},
	})
}

func (a *App) examine(ctx context.Context, list []checkup) []Diagnosis {
	for _, m := range a.Modules {
		for _, c := range m.Checks {
			list = append(list, checkup{c.Name, func(ctx context.Context) (State, string) {
				ok, message := c.Run(ctx)
				switch {
				case ok:
					return Fine, message
				case c.Warns:
					return Warning, message
				}
				return Failing, message
			}})
		}
	}
	out := make([]Diagnosis, len(list))
	for i, c := range list {
		state, message := c.run(ctx)
		out[i] = Diagnosis{Name: c.name, State: state, Message: message}
	}
	return out
}

// Healthy tells whether nothing fails.
func Healthy(list []Diagnosis) bool {
	return !slices.ContainsFunc(list, func(d Diagnosis) bool { return d.State == Failing })
}

func verdict(err error, fine string) (State, string) {
	if err != nil {
		return Failing, err.Error()
	}
	return Fine, fine
}

var (
	stmtHighestTx = db.SQL("app.highest_txid", `SELECT {settled_txid}, (SELECT COALESCE(MAX(txid), 0) FROM event_cursor),
		(SELECT COALESCE(MAX(txid), 0) FROM audit_seal)`)
)

// checkLedger reads every page on SQLite. On PostgreSQL, whose own tools do
// that, it sees that transaction numbers have not gone back, as they do when
// the database was moved by other means than restore.
func (a *App) checkLedger(ctx context.Context) (State, string) {
	if a.DB.Engine() == db.SQLite {
		side, err := a.DB.OpenSide()
		if err != nil {
			return Failing, err.Error()
		}
		defer side.Close()
		return verdict(sound(ctx, side), "integrity and references hold")
	}
	var now, cursor, seal int64
	if err := db.Get(ctx, a.DB, stmtHighestTx, nil, &now, &cursor, &seal); err != nil {
		return Failing, err.Error()
	}
	if highest := max(cursor, seal); now < highest {
		return Failing, fmt.Sprintf("transaction numbers went back from %d to %d: events and audit lines would be passed over; use backup and restore to move a database", highest, now)
	}
	return Fine, "answers; transaction numbers rise"
}

func (a *App) checkAudit(ctx context.Context) (State, string) {
	return verdict(a.Audit.Verify(ctx), "chain unbroken")
}

func (a *App) checkEvents(ctx context.Context) (State, string) {
	lag, err := a.Log.Lag(ctx)
	if err != nil {
		return Failing, err.Error()
	}
	var most int64
	for _, n := range lag {
		most = max(most, n)
	}
	if most > lagWorthAWord {
		return Warning, fmt.Sprintf("%d events wait", most)
	}
	return Fine, fmt.Sprintf("%d events wait", most)
}

func (a *App) checkDead(ctx context.Context) (State, string) {
	dead, err := a.Log.DeadLetters(ctx, time.Time{}, "", 100)
	if err != nil {
		return Failing, err.Error()
	}
	if len(dead) > 0 {
		return Warning, fmt.Sprintf("%d or more events were given up, the newest for %s", len(dead), dead[0].Subscriber)
	}
	return Fine, "none"
}

func (a *App) checkDisk(context.Context) (State, string) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(a.Config.Data, &s); err != nil {
		return Failing, err.Error()
	}
	room := int64(s.Bavail) * int64(s.Bsize)
	message := fmt.Sprintf("%d MiB left", room>>20)
	switch {
	case room < roomFailing:
		return Failing, message
	case room < roomWarning:
		return Warning, message
	}
	return Fine, message
}
