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

// Diagnosis is what one check found. Message is for the terminal; code and
// args make the sentence of the health page, see manifest.Finding.
type Diagnosis struct {
	Name    string `json:"name"`
	State   State  `json:"state" enum:"ok,warn,fail"`
	Message string `json:"message"`

	code string
	args map[string]any
}

type checkup struct {
	name string
	run  func(ctx context.Context) Diagnosis
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
		{"ledger", a.checkLedger}, {"page_sums", a.checkSums}, {"audit_chain", a.checkAudit}, {"counters", a.checkCounters}, {"files", a.checkFiles},
		{"search", a.checkSearch}, {"events", a.checkEvents}, {"dead_letters", a.checkDead}, {"disk", a.checkDisk},
	})
}

// Glance is Doctor without what reads the whole ledger, for the health page.
func (a *App) Glance(ctx context.Context) []Diagnosis {
	answers := func(ctx context.Context) Diagnosis {
		if err := a.DB.Broken(); err != nil {
			return distrusted(err)
		}
		if err := a.DB.Damage(); err != nil {
			return damaged(err)
		}
		return verdict(a.DB.Ping(ctx), string(a.DB.Engine()))
	}
	return a.examine(ctx, []checkup{
		{"ledger", answers}, {"page_sums", a.checkSums}, {"files", a.checkKnownFiles}, {"audit_chain", a.checkRecentAudit}, {"search", a.checkFilled}, {"events", a.checkEvents}, {"dead_letters", a.checkDead}, {"disk", a.checkDisk},
	})
}

func (a *App) examine(ctx context.Context, list []checkup) []Diagnosis {
	for _, m := range a.Modules {
		for _, c := range m.Checks {
			list = append(list, checkup{c.Name, func(ctx context.Context) Diagnosis {
				f := c.Run(ctx)
				d := Diagnosis{State: Failing, Message: f.Message, code: f.Text, args: f.Args}
				switch {
				case f.OK:
					d.State = Fine
				case c.Warns:
					d.State = Warning
				}
				return d
			}})
		}
	}
	out := make([]Diagnosis, len(list))
	for i, c := range list {
		out[i] = c.run(ctx)
		out[i].Name = c.name
	}
	return out
}

// Healthy tells whether nothing fails.
func Healthy(list []Diagnosis) bool {
	return !slices.ContainsFunc(list, func(d Diagnosis) bool { return d.State == Failing })
}

func verdict(err error, fine string) Diagnosis {
	if err != nil {
		return broken(err)
	}
	return Diagnosis{State: Fine, Message: fine}
}

func broken(err error) Diagnosis {
	return Diagnosis{State: Failing, Message: err.Error(), code: "broken", args: map[string]any{"error": err.Error()}}
}

// distrusted says that nothing is accepted any more.
func distrusted(err error) Diagnosis {
	d := broken(err)
	d.code = "ledger.broken"
	return d
}

var (
	stmtHighestTx = db.SQL("app.highest_txid", `SELECT {settled_txid}, (SELECT COALESCE(MAX(txid), 0) FROM event_cursor),
		(SELECT COALESCE(MAX(txid), 0) FROM audit_seal)`)
)

// checkLedger reads every page on SQLite. On PostgreSQL, whose own tools do
// that, it sees that transaction numbers have not gone back, as they do when
// the database was moved by other means than restore.
func (a *App) checkLedger(ctx context.Context) Diagnosis {
	if err := a.DB.Broken(); err != nil {
		return distrusted(err)
	}
	if a.DB.Engine() == db.SQLite {
		if err := a.checkPages(ctx); err != nil {
			return damaged(err)
		}
		side, err := a.DB.OpenSide()
		if err != nil {
			return broken(err)
		}
		defer side.Close()
		return verdict(sound(ctx, side), "every page is as written; integrity and references hold")
	}
	var now, cursor, seal int64
	if err := db.Get(ctx, a.DB, stmtHighestTx, nil, &now, &cursor, &seal); err != nil {
		return broken(err)
	}
	if highest := max(cursor, seal); now < highest {
		return Diagnosis{State: Failing, Message: fmt.Sprintf("transaction numbers went back from %d to %d: events and audit lines would be passed over; use backup and restore to move a database", highest, now)}
	}
	return Diagnosis{State: Fine, Message: "answers; transaction numbers rise"}
}

func (a *App) checkAudit(ctx context.Context) Diagnosis { return chained(a.Audit.Verify(ctx)) }

func (a *App) checkRecentAudit(ctx context.Context) Diagnosis {
	return chained(a.Audit.VerifyRecent(ctx))
}

func chained(err error) Diagnosis {
	d := verdict(err, "chain unbroken")
	if d.State != Fine {
		d.code = "audit_chain.broken"
	}
	return d
}

// checkSearch reads the index's own file. Damage there loses nothing: the
// program makes the file anew.
func (a *App) checkSearch(ctx context.Context) Diagnosis {
	if err := a.Search.Check(ctx); err != nil {
		return Diagnosis{State: Warning, Message: err.Error(), code: "search.damaged"}
	}
	return a.checkFilled(ctx)
}

func (a *App) checkFilled(ctx context.Context) Diagnosis {
	switch filled, err := a.Search.Filled(ctx); {
	case err != nil:
		return broken(err)
	case !filled:
		return Diagnosis{State: Warning, Message: "being filled; not everything is found yet", code: "search.filling"}
	}
	return Diagnosis{State: Fine, Message: "filled"}
}

func (a *App) checkEvents(ctx context.Context) Diagnosis {
	lag, err := a.Log.Lag(ctx)
	if err != nil {
		return broken(err)
	}
	var most int64
	for _, n := range lag {
		most = max(most, n)
	}
	d := Diagnosis{State: Fine, Message: fmt.Sprintf("%d events wait", most), code: "events.behind", args: map[string]any{"count": most}}
	if most > lagWorthAWord {
		d.State = Warning
	}
	return d
}

func (a *App) checkDead(ctx context.Context) Diagnosis {
	dead, err := a.Log.DeadLetters(ctx, time.Time{}, "", 100)
	if err != nil {
		return broken(err)
	}
	if len(dead) > 0 {
		return Diagnosis{State: Warning, code: "dead_letters.some", args: map[string]any{"subscriber": dead[0].Subscriber},
			Message: fmt.Sprintf("%d or more events were given up, the newest for %s", len(dead), dead[0].Subscriber)}
	}
	return Diagnosis{State: Fine, Message: "none"}
}

// freeRoom is what may still be written to the disk of a folder, in bytes.
func freeRoom(dir string) (int64, error) {
	var s syscall.Statfs_t
	err := syscall.Statfs(dir, &s)
	return int64(s.Bavail) * int64(s.Bsize), err
}

func (a *App) checkDisk(context.Context) Diagnosis {
	room, err := freeRoom(a.Config.Data)
	if err != nil {
		return broken(err)
	}
	d := Diagnosis{State: Fine, Message: fmt.Sprintf("%d MiB left", room>>20), code: "disk.low", args: map[string]any{"room": room >> 20}}
	switch {
	case room < roomFailing:
		d.State = Failing
	case room < roomWarning:
		d.State = Warning
	}
	return d
}
