package record_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/record"
)

// TestRulesOverSeveralRows lets two change different rows at once that may not
// both be changed.
func TestRulesOverSeveralRows(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w, queue := startLives(t, s), kinds["queue"]
		first := ""
		for id := range w.rows(queue) {
			first = id
		}
		for range races {
			a, b := w.made(queue, w.name()), w.made(queue, w.name())
			ids := [2]string{apptest.Text(a, "id"), apptest.Text(b, "id")}
			circle := w.two(t, "overflow in a circle", func(i int) (int, map[string]any) {
				rules := a["rules"].(map[string]any)
				return w.Admin.Do("PATCH", queue.path+"/"+ids[i], map[string]any{"version": 1, "rules": with(rules, "overflow_queue_id", ids[1-i], "overflow_seconds", 60)})
			}, http.StatusOK)
			w.Admin.Must(http.StatusOK, "PATCH", queue.path+"/"+ids[circle], map[string]any{"version": 2, "rules": a["rules"]})
			w.Admin.Must(http.StatusNoContent, "DELETE", queue.path+"/"+ids[0], nil)
			last := [2]string{first, ids[1]}
			gone := w.two(t, "the last two queues", func(i int) (int, map[string]any) { return w.Admin.Do("DELETE", queue.path+"/"+last[i], nil) }, http.StatusNoContent)
			first = last[1-gone]

			serve := [2]string{w.Admin.ID, w.other}
			none := w.two(t, "places of the last two who serve", func(i int) (int, map[string]any) {
				return w.Admin.Do("PUT", "/routing/seats/"+serve[i], map[string]any{"slot": "chat", "places": 0})
			}, http.StatusOK)
			w.Admin.Must(http.StatusOK, "PUT", "/routing/seats/"+serve[none], map[string]any{"slot": "chat", "places": 5})
		}
	})
}

func with(m map[string]any, pairs ...any) map[string]any {
	out := map[string]any{}
	for k, v := range m {
		out[k] = v
	}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i].(string)] = pairs[i+1]
	}
	return out
}

// two lets two act at once and tells which of them it was that could.
func (w *lives) two(t *testing.T, what string, do func(i int) (int, map[string]any), status int) int {
	t.Helper()
	got := race(2, do)
	for i, a := range got {
		if a.status == status && got[1-i].status >= 400 && got[1-i].status < 500 {
			return i
		}
	}
	t.Fatalf("%s: %d %v and %d %v, want one %d and a refusal", what, got[0].status, got[0].body, got[1].status, got[1].body, status)
	return 0
}

// TestRemovedWhileReferredTo removes a unit, a role and a shift while somebody
// is put there: either comes first, and neither is a fault of the server.
func TestRemovedWhileReferredTo(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := startLives(t, s)
		for range 2 * races {
			for _, name := range []string{"unit", "role", "shift"} {
				id := apptest.Text(w.made(kinds[name], w.name()), "id")
				invited := kinds["staff"].make(w, w.name())
				invited["client_key"] = apptest.Key()
				switch name {
				case "unit":
					invited["unit_id"] = id
				case "role":
					invited["role_ids"] = []string{id}
				}
				got := race(2, func(i int) (int, map[string]any) {
					switch {
					case i == 0:
						return w.Admin.Do("DELETE", kinds[name].path+"/"+id, nil)
					case name == "shift":
						w.days++
						return w.Admin.Do("PUT", "/workforce/rota", map[string]any{"cells": []any{map[string]any{"staff_id": w.other,
							"date": apptest.Begin.AddDate(0, 0, w.days).Format(time.DateOnly), "shift_type_ids": []string{id}}}})
					}
					return w.Admin.Do("POST", "/staff", invited)
				})
				if dropped, put := got[0].status == http.StatusNoContent, got[1].status < 300; dropped == put || got[0].status >= 500 || got[1].status >= 500 {
					t.Errorf("%s: removed with %d %v, put there with %d %v", name, got[0].status, got[0].body, got[1].status, got[1].body)
				}
			}
		}
	})
}

// TestRemovedWhileARowRefersToIt removes what a row that is just being made
// refers to: one of the two comes first, and nothing refers to what is gone.
func TestRemovedWhileARowRefersToIt(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := startLives(t, s)
		w.made(kinds["queue"], "总是有一个")
		for _, c := range []struct{ of, user, field string }{
			{"unit", "queue", "unit_id"}, {"unit", "channel", "unit_id"}, {"unit", "customer", "unit_id"},
			{"calendar_hours", "queue", "hours_id"}, {"skill", "queue", "needs"},
		} {
			for range 2 * races {
				id := apptest.Text(w.made(kinds[c.of], w.name()), "id")
				body := kinds[c.user].make(w, w.name())
				body["client_key"] = apptest.Key()
				if body[c.field] = id; c.field == "needs" {
					body[c.field] = []any{map[string]any{"skill_id": id, "level": 1}}
				}
				got := race(2, func(i int) (int, map[string]any) {
					if i == 0 {
						return w.Admin.Do("DELETE", kinds[c.of].path+"/"+id, nil)
					}
					return w.Admin.Do("POST", kinds[c.user].path, body)
				})
				gone, used := got[0].status < 300, got[1].status < 300
				if gone == used || got[0].status >= 500 || got[1].status >= 500 {
					t.Fatalf("%s in %s: %d %v and %d %v", c.user, c.of, got[0].status, got[0].body, got[1].status, got[1].body)
				}
			}
		}
	})
}

// TestMessageRace notes four times from one version that somebody was told.
func TestMessageRace(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := startLives(t, s)
		for range races {
			m := w.Admin.Must(http.StatusCreated, "POST", "/routing/messages", map[string]any{"client_key": apptest.Key(), "for_id": w.other,
				"caller": "王", "contact": "1", "matter": "回电", "urgency": "normal"})
			at := "/routing/messages/" + apptest.Text(m, "id") + "/told"
			one(t, "told from one version", race(racers, func(int) (int, map[string]any) {
				return w.Admin.Do("POST", at, map[string]any{"version": m["version"]})
			}), http.StatusOK, "version.conflict")
		}
	})
}

// TestOnlyRegisteredKinds: what no test would walk cannot be used.
func TestOnlyRegisteredKinds(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		type row struct {
			ID      string
			Version int64
		}
		made := func(*db.Tx) (row, error) { return row{}, nil }
		k := &record.Kind[row]{Name: "stray", Made: "stray.made", Mark: func(v *row) (string, string, *int64) { return v.ID, "", &v.Version }}
		d := record.Do[row]{DB: s.App.DB, Clock: s.Clock, Audit: s.App.Audit}
		_, err := record.Make(t.Context(), d, k, "k", made)
		_, err2 := record.Edit(t.Context(), d, k, "x", 1, func(_ *db.Tx, v row) (row, error) { return v, nil })
		err3 := record.Drop(t.Context(), d, k, "x", nil)
		_, err4 := (&record.Setting[row]{Key: "stray"}).Load(context.Background(), s.App.DB)
		for _, err := range []error{err, err2, err3, err4} {
			if err == nil || !strings.Contains(err.Error(), "not registered") {
				t.Errorf("a kind that nobody knows: %v", err)
			}
		}
	})
}

// TestOneLineEach counts the lines that a life of each kind leaves in the trail.
func TestOneLineEach(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := startLives(t, s)
		for _, e := range record.Kinds() {
			k := kinds[e.Name]
			row := w.made(k, w.name())
			id, want := apptest.Text(row, "id"), []string{e.Acts[0]}
			if !e.Fixed {
				body := k.edit(row, w.name())
				body["version"] = row["version"]
				w.Admin.Must(http.StatusOK, "PATCH", k.path+"/"+id, body)
				want = append(want, e.Acts[1])
			}
			if !e.Stays {
				w.Admin.Must(http.StatusNoContent, "DELETE", k.path+"/"+id, nil)
				want = append(want, e.Acts[len(want)])
			}
			var got []string
			for _, l := range apptest.Rows(w.Admin.Must(http.StatusOK, "GET", "/audit?subject_id="+id, nil)) {
				got = append([]string{apptest.Text(l, "action")}, got...)
				if apptest.Text(l, "subject.kind") != e.Name {
					t.Errorf("%s: the trail calls it %s", e.Name, apptest.Text(l, "subject.kind"))
				}
			}
			if strings.Join(got, " ") != strings.Join(want, " ") {
				t.Errorf("%s: the trail says %v, want %v", e.Name, got, want)
			}
		}
	})
}

// TestAKeyIsOnePersons makes a row of each kind with the key of somebody else's.
func TestAKeyIsOnePersons(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w, other := startLives(t, s), s.Staff("second", "admin", "")
		for _, e := range record.Kinds() {
			k := kinds[e.Name]
			mine, theirs := k.make(w, w.name()), k.make(w, w.name())
			mine["client_key"], theirs["client_key"] = "one", "one"
			a, b := s.Admin.Must(http.StatusCreated, "POST", k.path, mine), other.Must(http.StatusCreated, "POST", k.path, theirs)
			if a["id"] == b["id"] {
				t.Errorf("%s: the key of one found the row of another", e.Name)
			}
		}
	})
}
