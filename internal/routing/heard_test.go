package routing_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
	"tiexin/internal/routing"
)

// TestNoDutyFailsUnheard: whichever statement fails of what the time has made
// due, it is said, and the duty is done at another turn.
func TestNoDutyFailsUnheard(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, chen := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", "")
		s.online(lin)
		_, talk := s.serves(lin, "转接试试")
		_, waits := s.says("在吗")
		s.offered(lin, waits)
		item := func(kind, subject string) routing.Item {
			t.Helper()
			it, err := routing.Open(t.Context(), s.App.DB, kind, subject)
			if err != nil {
				t.Fatal(err)
			}
			return it
		}
		asked := item(routing.KindChat, waits)
		dbtest.EachFails(t, s.App.DB, 3, func(ctx context.Context, tx *db.Tx) error {
			_, err := routing.Lapse(s.App.Routing, ctx, tx, asked)
			return err
		})
		s.accepts(lin, waits)
		s.online(chen)
		given := lin.Must(http.StatusCreated, "POST", "/conversations/"+talk+"/transfers", map[string]any{"client_key": apptest.Key(), "kind": "warm", "to_id": chen.ID})
		s.offered(chen, talk)
		passed := item(routing.KindTransfer, apptest.Text(given, "id"))
		dbtest.EachFails(t, s.App.DB, 5, func(ctx context.Context, tx *db.Tx) error { return routing.Expire(s.App.Routing, ctx, tx, passed) })
	})
}

// TestTheOpenItemIsFound of just this conversation, and none once it is over.
func TestTheOpenItemIsFound(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin := s.Staff("lin", "agent", "")
		s.online(lin)
		_, over := s.serves(lin, "第一位")
		_, open := s.serves(lin, "第二位")
		lin.Must(http.StatusOK, "POST", "/conversations/"+over+"/close", map[string]any{})
		find := func(kind, subject string) (routing.Item, error) {
			return routing.Open(t.Context(), s.App.DB, kind, subject)
		}
		s.Until("what is over is done", func() bool { _, err := find(routing.KindChat, over); return errors.Is(err, db.ErrNone) })
		if it, err := find(routing.KindChat, open); err != nil || it.SubjectID != open {
			t.Errorf("found %q for %q: %v", it.SubjectID, open, err)
		}
		for what, c := range map[string][2]string{"another kind": {routing.KindTransfer, open}, "nobody's": {routing.KindChat, "none"}} {
			if it, err := find(c[0], c[1]); !errors.Is(err, db.ErrNone) {
				t.Errorf("%s: %q, %v", what, it.SubjectID, err)
			}
		}
	})
}
