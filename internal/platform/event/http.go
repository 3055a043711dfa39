package event

import (
	"context"
	"net/http"
	"time"

	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/web"
)

// PermManage lets somebody see and replay what went wrong.
const PermManage = "system.manage"

// DeadLetterView is a dead letter as administrators see it; what the event
// carries stays inside.
type DeadLetterView struct {
	ID         string    `json:"id"`
	Subscriber string    `json:"subscriber"`
	Event      Kind      `json:"event"`
	Attempts   int       `json:"attempts"`
	Error      string    `json:"error"`
	At         time.Time `json:"at"`
}

type replayIn struct {
	ID string `path:"id" maxLength:"64"`
}

type deadAt struct {
	At int64  `json:"a"`
	ID string `json:"i"`
}

// Operations registers what administrators may do about dead letters.
func (l *Log) Operations(a *web.API, trail *audit.Trail) {
	web.Handle(a, web.Route{ID: "dead_letter.list", Method: http.MethodGet, Path: "/dead-letters", For: web.Staff, Permission: PermManage, Summary: "Events that a subscriber could not take, newest first."}, l.httpDead)
	web.Handle(a, web.Route{ID: "dead_letter.replay", Method: http.MethodPost, Path: "/dead-letters/{id}/replay", For: web.Staff, Permission: PermManage, Summary: "Hand one to its subscriber again."},
		func(ctx context.Context, in *replayIn) (*web.Empty, error) {
			return nil, l.db.Write(ctx, func(tx *db.Tx) error {
				d, err := l.Replay(ctx, tx, in.ID)
				if err != nil {
					return err
				}
				return trail.Record(ctx, tx, "dead_letter.replayed", audit.Subject{Kind: "dead_letter", ID: d.ID, Name: d.Subscriber},
					map[string]any{"event": d.Event.Kind, "attempts": d.Attempts}, nil)
			})
		})
}

func (l *Log) httpDead(ctx context.Context, in *web.List) (*web.Page[DeadLetterView], error) {
	before, _, err := web.DecodeCursor[deadAt](in.Cursor)
	if err != nil {
		return nil, err
	}
	rows, err := l.DeadLetters(ctx, db.Time(before.At), before.ID, in.Limit+1)
	if err != nil {
		return nil, err
	}
	page := web.Cut(rows, in.Limit, func(d DeadLetter) any { return deadAt{db.Micros(d.At), d.ID} })
	views := make([]DeadLetterView, len(page.Rows))
	for i, d := range page.Rows {
		views[i] = DeadLetterView{ID: d.ID, Subscriber: d.Subscriber, Event: d.Event.Kind, Attempts: d.Attempts, Error: d.Error, At: d.At}
	}
	return web.PageOf(views, page.NextCursor), nil
}
