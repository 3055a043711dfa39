package app_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/web"
)

// ids walks through all pages of a list.
func ids(c *apptest.Client, t *testing.T, pairs ...string) []string {
	t.Helper()
	var out []string
	for cursor := ""; ; {
		page := c.Must(http.StatusOK, "GET", apptest.Query("/conversations", append([]string{"limit", "2", "cursor", cursor}, pairs...)...), nil)
		for _, row := range apptest.Rows(page) {
			out = append(out, apptest.Text(row, "id"))
		}
		if cursor = apptest.Text(page, "next_cursor"); cursor == "" || len(out) > 100 {
			return out
		}
	}
}

// TestListsOfWorkAreSortedByDuty: promises of two queues, waits without any, and
// what waits for the customer.
func TestListsOfWorkAreSortedByDuty(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		fast, slow := w.queue("快", 60), w.queue("慢", 3600)
		never := w.queue("不承诺", 0)
		open := func(key string) string {
			s.Clock.Advance(time.Second)
			_, id := w.thread(key, w.lin)
			return id
		}
		answered := func(id string) string {
			s.Clock.Advance(time.Second)
			write(w.lin, id, "reply", "好的")
			return id
		}
		patient := open(slow)      // an hour left
		unpromised1 := open(never) // nobody promised anything
		quiet1 := open(fast)       // answered
		overdue1 := open(fast)     // overdue the longest
		overdue2 := open(fast)     // overdue
		quiet2 := answered(open(fast))
		answered(quiet1)
		unpromised2 := open(never)
		s.Clock.Advance(2 * time.Minute) // silent customers are not yet asked
		soon := open(fast)               // a minute left
		s.Until("every promise is known", func() bool {
			n := 0
			for _, row := range apptest.Rows(w.lin.Must(http.StatusOK, "GET", "/conversations?tab=mine&limit=100", nil)) {
				if row["due_at"] != nil {
					n++
				}
			}
			return n == 4
		})
		names := map[string]string{patient: "patient", unpromised1: "unpromised1", quiet1: "quiet1", overdue1: "overdue1", overdue2: "overdue2", quiet2: "quiet2",
			unpromised2: "unpromised2", soon: "soon"}
		show := func(list []string) string {
			var out []string
			for _, id := range list {
				out = append(out, names[id])
			}
			return fmt.Sprint(out)
		}
		duty := "[overdue1 overdue2 soon patient unpromised1 unpromised2 quiet1 quiet2]"
		for _, pairs := range [][]string{{"tab", "mine"}, {}, {"tab", "mine", "sort", "due"}, {"tab", "open", "sort", "due"}} {
			if got := show(ids(w.lin, t, pairs...)); got != duty {
				t.Errorf("%v: %s", pairs, got)
			}
		}
		newest := ids(w.lin, t, "tab", "mine", "sort", "newest")
		rows := apptest.Rows(w.lin.Must(http.StatusOK, "GET", "/conversations?tab=mine&sort=newest&limit=100", nil))
		falls := slices.IsSortedFunc(rows, func(a, b map[string]any) int {
			return apptest.Time(b, "updated_at").Compare(apptest.Time(a, "updated_at"))
		})
		if !falls || show(newest) == duty || len(newest) != 8 || !slices.Equal(newest, ids(w.lin, t, "tab", "open")) {
			t.Errorf("newest first: %s", show(newest))
		}
		for _, id := range []string{patient, quiet2, overdue1} {
			w.lin.Must(http.StatusOK, "POST", "/conversations/"+id+"/help", map[string]any{"on": true})
		}
		s.App.Routing.Nudge()
		got := ids(w.lead, t, "tab", "attention")
		if i, j, k := slices.Index(got, overdue1), slices.Index(got, patient), slices.Index(got, quiet2); i != 0 || j < i || k != len(got)-1 {
			t.Errorf("what needs somebody who leads: %s", show(got))
		}
		w.lin.Refused(http.StatusBadRequest, "request.cursor", "GET", apptest.Query("/conversations", "sort", "due", "cursor", web.EncodeCursor(map[string]any{"a": 1, "i": "x"})), nil)
		w.lin.Refused(http.StatusBadRequest, "request.cursor", "GET", apptest.Query("/conversations", "sort", "newest", "cursor", web.EncodeCursor(map[string]any{"q": true, "a": 1, "i": patient})), nil)
	})
}

// TestOpenListsWhatOneMaySee: one's own and the unit's, what waits above, and
// where one helps; nothing of others, nothing closed.
func TestOpenListsWhatOneMaySee(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		_, own := w.thread(w.shopKey, w.lin)
		_, beside := w.thread(w.shopKey, w.chen)
		_, waits := w.thread(w.shopKey, nil)
		_, closed := w.thread(w.shopKey, w.lin)
		w.lin.Must(http.StatusOK, "POST", "/conversations/"+closed+"/close", nil)
		_, bank := w.thread(w.bankKey, w.wu)
		w.helps(own, w.wu)
		for who, want := range map[*apptest.Client][]string{w.lin: {own, beside, waits}, w.wu: {own, bank}, w.supervisor: {own, beside, waits, bank}, s.Admin: {own, beside, waits, bank}} {
			got := ids(who, t, "tab", "open")
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%s sees %d of %d", who.Login, len(got), len(want))
			}
		}
	})
}
