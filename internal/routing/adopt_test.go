package routing_test

import (
	"net/http"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/db"
	"tiexin/internal/routing"
)

var (
	stmtForgetItems  = db.SQL("test.routing_forget_items", `DELETE FROM routing_item`)
	stmtForgetClocks = db.SQL("test.routing_forget_clocks", `DELETE FROM slaclock`)
	stmtForgetSet    = db.SQL("test.routing_forget_adopted", `DELETE FROM routing_setting WHERE key = 'adopted'`)
)

// TestAdoptedHaveTheirClocks: conversations from before the queue get a clock
// from when their customer began to wait; what has gone by is told once.
func TestAdoptedHaveTheirClocks(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		_, talk := s.says("等了很久")
		path := "/slaclock/clocks?subject=conversation&subject_id=" + talk
		clocks := func() []map[string]any { return apptest.Rows(s.Admin.Must(http.StatusOK, "GET", path, nil)) }
		s.Until("its clock runs", func() bool { return len(clocks()) == 1 })
		err := s.App.DB.Write(t.Context(), func(tx *db.Tx) error {
			for _, forget := range []*db.Stmt{stmtForgetItems, stmtForgetClocks, stmtForgetSet} {
				if _, err := tx.Exec(t.Context(), forget); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		s.Clock.Advance(20 * time.Minute)
		if err := routing.New(s.App.Routing.Deps).Adopt(t.Context()); err != nil {
			t.Fatal(err)
		}
		row := s.Admin.Must(http.StatusOK, "GET", "/conversations/"+talk, nil)
		list := clocks()
		if len(list) != 1 || list[0]["started_at"] != row["waiting_since"] || list[0]["kind"] != "first_response" || list[0]["breached"] != true {
			t.Fatalf("adopted with %v", list)
		}
		s.Until("it is marked as late", func() bool {
			return apptest.Text(s.Admin.Must(http.StatusOK, "GET", "/conversations/"+talk, nil), "attention") == "late"
		})
		if n := len(s.events(talk)); n != 1 {
			t.Errorf("marked %d times", n)
		}
		settled(t, s.Server)
	})
}
