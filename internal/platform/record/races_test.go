package record_test

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"

	"tiexin/internal/app/apptest"
)

// life is how rows of a kind are made, changed and removed from outside.
type life struct {
	path string
	make func(w *lives, name string) map[string]any           // body of a new row, its key left out
	edit func(row map[string]any, name string) map[string]any // nil: never changed
	// taken is the refusal of a name that stands already; empty: names repeat.
	taken string
	// row finds the row in what making it answers.
	row func(answer map[string]any) map[string]any
	// stays: rows of this kind are never removed.
	stays bool
	own   bool // has a life of its own, and no kind
}

// lives is a running program with what rows of some kinds stand on.
type lives struct {
	*apptest.Server
	role  string // of the program's own
	other string // a colleague
	n     int
	days  int
}

// name gives a fresh one.
func (w *lives) name() string {
	w.n++
	return fmt.Sprintf("名%d", w.n)
}

func renamed(_ map[string]any, name string) map[string]any { return map[string]any{"name": name} }

// kinds of rows by the name that the trail has for them.
var kinds = map[string]life{
	"label": {path: "/labels", taken: "label.name_taken",
		make: func(_ *lives, name string) map[string]any { return map[string]any{"name": name, "colour": "#1f6f66"} },
		edit: func(_ map[string]any, name string) map[string]any {
			return map[string]any{"name": name, "colour": "#1f6f66"}
		}},
	"skill": {path: "/workforce/skills", taken: "workforce.skill_taken",
		make: func(_ *lives, name string) map[string]any { return map[string]any{"name": name, "kind": "skill"} },
		edit: func(_ map[string]any, name string) map[string]any {
			return map[string]any{"name": name, "kind": "skill"}
		}},
	"shift": {path: "/workforce/shift-types",
		make: func(_ *lives, name string) map[string]any {
			return map[string]any{"name": name, "start_min": 0, "length_min": 60}
		},
		edit: func(_ map[string]any, name string) map[string]any {
			return map[string]any{"name": name, "start_min": 0, "length_min": 60}
		}},
	"calendar_hours": {path: "/calendar/hours", taken: "calendar.hours_name_taken", edit: renamed,
		make: func(_ *lives, name string) map[string]any {
			return map[string]any{"name": name, "zone": "Asia/Shanghai", "week": map[string]any{"mon": [][]string{{"09:00", "18:00"}}}}
		}},
	"queue": {path: "/routing/queues", taken: "routing.name_taken", edit: renamed,
		make: func(w *lives, name string) map[string]any {
			return map[string]any{"name": name, "unit_id": w.Root, "mode": "pull", "everybody": true}
		}},
	"unit": {path: "/units", edit: renamed,
		make: func(w *lives, name string) map[string]any {
			return map[string]any{"name": name, "parent_id": w.Root, "kind": "team"}
		}},
	"substitute": {path: "/workforce/substitutes",
		make: func(w *lives, _ string) map[string]any { // each a day of its own
			w.days++
			from := apptest.Begin.AddDate(0, 0, w.days)
			return map[string]any{"staff_id": w.Admin.ID, "substitute_id": w.other, "from": from, "to": from.AddDate(0, 0, 1)}
		}},
	"role": {path: "/roles", edit: renamed,
		make: func(_ *lives, name string) map[string]any { return map[string]any{"name": name, "grants": []any{}} }},
	"channel": {path: "/channels", edit: renamed, stays: true,
		make: func(w *lives, name string) map[string]any {
			return map[string]any{"name": name, "kind": "widget", "unit_id": w.Root, "settings": map[string]any{"title": "在线客服", "subtitle": "", "greeting": "您好",
				"offline_text": "", "colour": "#1f6f66", "position": "right", "allowed_sites": []string{}, "language": "auto", "show_staff_names": true}}
		}},
	"customer": {path: "/customers", edit: renamed, stays: true,
		make: func(_ *lives, name string) map[string]any { return map[string]any{"name": name, "kind": "person"} }},
	"staff": {path: "/staff", edit: renamed, stays: true, own: true,
		make: func(w *lives, name string) map[string]any {
			return map[string]any{"login": strings.Replace(name, "名", "login", 1), "name": name, "unit_id": w.Root, "role_ids": []string{w.role}}
		},
		row: func(answer map[string]any) map[string]any { return answer["staff"].(map[string]any) }},
}

// start begins a program with what the kinds need.
func startLives(t *testing.T, s *apptest.Server) *lives {
	w := &lives{Server: s, other: s.Staff("chen", "agent", "").ID}
	for _, r := range apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/roles", nil)) {
		if r["key"] == "agent" {
			w.role = apptest.Text(r, "id")
		}
	}
	return w
}

func (w *lives) made(k life, name string) map[string]any {
	body := k.make(w, name)
	body["client_key"] = apptest.Key()
	answer := w.Admin.Must(http.StatusCreated, "POST", k.path, body)
	if k.row != nil {
		return k.row(answer)
	}
	return answer
}

// rows of a kind, by id.
func (w *lives) rows(k life) map[string]map[string]any {
	out := map[string]map[string]any{}
	for _, r := range apptest.Rows(w.Admin.Must(http.StatusOK, "GET", k.path, nil)) {
		out[apptest.Text(r, "id")] = r
	}
	return out
}

// how often each race is run, and by how many at once.
const races, racers = 6, 4

// answer of one of the racers.
type answer struct {
	status int
	body   map[string]any
}

func race(n int, do func(i int) (int, map[string]any)) []answer {
	out := make([]answer, n)
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range out {
		all.Go(func() { <-start; out[i].status, out[i].body = do(i) })
	}
	close(start)
	all.Wait()
	return out
}

// one tells that exactly one of the racers had the status, and gives its body;
// every other was refused with the code.
func one(t *testing.T, what string, got []answer, status int, code string) map[string]any {
	t.Helper()
	var won []map[string]any
	for _, a := range got {
		switch {
		case a.status == status:
			won = append(won, a.body)
		case a.status != http.StatusConflict || a.body["code"] != code:
			t.Errorf("%s: %d %v, want %d once and else %s", what, a.status, a.body, status, code)
		}
	}
	if len(won) != 1 {
		t.Errorf("%s: %d of %d had it, want one", what, len(won), len(got))
		return nil
	}
	return won[0]
}

// TestRecordRaces lets four people make, change and remove one row at once, for
// each kind of row: one of them does, and the others are told who was there.
func TestRecordRaces(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := startLives(t, s)
		for name, k := range kinds {
			t.Run(name, func(t *testing.T) {
				for range races {
					if k.edit != nil {
						w.raceEdits(t, k)
					}
					w.raceKey(t, k)
					if k.taken != "" {
						w.raceNames(t, k)
					}
					if !k.stays {
						w.raceDrop(t, k)
					}
				}
			})
		}
	})
}

// raceEdits changes one row from one version.
func (w *lives) raceEdits(t *testing.T, k life) {
	row := w.made(k, w.name())
	at := k.path + "/" + apptest.Text(row, "id")
	names := [racers]string{w.name(), w.name(), w.name(), w.name()}
	got := race(racers, func(i int) (int, map[string]any) {
		body := k.edit(row, names[i])
		body["version"] = row["version"]
		return w.Admin.Do("PATCH", at, body)
	})
	won := one(t, "edit from one version", got, http.StatusOK, "version.conflict")
	for _, a := range got {
		if a.status == http.StatusConflict && (apptest.Text(a.body, "details.current.name") != won["name"] || apptest.At(a.body, "details.current.version") != won["version"]) {
			t.Errorf("the others are shown %v, what stands is %v", a.body, won)
		}
	}
	stands := w.rows(k)[apptest.Text(row, "id")]
	if won != nil && (stands["name"] != won["name"] || apptest.Number(stands, "version") != apptest.Number(row, "version")+1) {
		t.Errorf("told %v, what stands is %v", won, stands)
	}
}

// raceKey makes one row with one key.
func (w *lives) raceKey(t *testing.T, k life) {
	body := k.make(w, w.name())
	body["client_key"] = apptest.Key()
	before := len(w.rows(k))
	got := race(racers, func(int) (int, map[string]any) { return w.Admin.Do("POST", k.path, body) })
	ids := map[string]bool{}
	for _, a := range got {
		if a.status != http.StatusCreated {
			t.Errorf("one key: %d %v", a.status, a.body)
			continue
		}
		if k.row != nil {
			a.body = k.row(a.body)
		}
		ids[apptest.Text(a.body, "id")] = true
	}
	if len(ids) != 1 || len(w.rows(k)) != before+1 {
		t.Errorf("one key made %d rows, told as %d", len(w.rows(k))-before, len(ids))
	}
}

// raceNames makes rows of one name, and renames others to one.
func (w *lives) raceNames(t *testing.T, k life) {
	name := w.name()
	one(t, "make of one name", race(racers, func(int) (int, map[string]any) {
		body := k.make(w, name)
		body["client_key"] = apptest.Key()
		return w.Admin.Do("POST", k.path, body)
	}), http.StatusCreated, k.taken)
	var rows [racers]map[string]any
	for i := range rows {
		rows[i] = w.made(k, w.name())
	}
	name = w.name()
	one(t, "rename to one name", race(racers, func(i int) (int, map[string]any) {
		body := k.edit(rows[i], name)
		body["version"] = rows[i]["version"]
		return w.Admin.Do("PATCH", k.path+"/"+apptest.Text(rows[i], "id"), body)
	}), http.StatusOK, k.taken)
}

// raceDrop removes a row that others change.
func (w *lives) raceDrop(t *testing.T, k life) {
	row := w.made(k, w.name())
	id := apptest.Text(row, "id")
	got := race(racers, func(i int) (int, map[string]any) {
		if i%2 == 0 || k.edit == nil {
			return w.Admin.Do("DELETE", k.path+"/"+id, nil)
		}
		body := k.edit(row, w.name0(i))
		body["version"] = row["version"]
		return w.Admin.Do("PATCH", k.path+"/"+id, body)
	})
	gone := 0
	for i, a := range got {
		switch {
		case (i%2 == 0 || k.edit == nil) && a.status == http.StatusNoContent:
			gone++
		case i%2 != 0 && a.status == http.StatusOK, a.status == http.StatusNotFound:
		case i%2 != 0 && a.status == http.StatusConflict && a.body["code"] == "version.conflict":
		default:
			t.Errorf("remove while others change: %d %v", a.status, a.body)
		}
	}
	if gone != 1 {
		t.Errorf("removed %d times", gone)
	}
	if w.rows(k)[id] != nil {
		t.Errorf("removed, and there again")
	}
}

// name0 is a name for a racer, who may not count.
func (w *lives) name0(i int) string { return fmt.Sprintf("名%d-%d", w.n, i) }

// setting is one that is replaced whole, by its version.
type setting struct {
	method, path string
	change       func(now map[string]any, i int) map[string]any // gives the body
}

var settings = map[string]setting{
	"routing.rules": {method: "PUT", path: "/routing/settings", change: func(now map[string]any, i int) map[string]any {
		now["vip_seconds"] = i + 10
		return now
	}},
	"org.organisation": {method: "PATCH", path: "/organisation", change: func(now map[string]any, i int) map[string]any {
		return map[string]any{"version": now["version"], "name": fmt.Sprintf("贴心%d", i)}
	}},
	"workforce.breaks": {method: "PUT", path: "/workforce/breaks", change: func(now map[string]any, i int) map[string]any {
		now["rules"].([]any)[0].(map[string]any)["max_minutes"] = i + 10
		return now
	}},
	"insight.target": {method: "PUT", path: "/insight/settings", change: func(now map[string]any, i int) map[string]any {
		now["target_seconds"] = i + 60
		return now
	}},
	"insight.causes": {method: "PUT", path: "/insight/causes", change: func(now map[string]any, i int) map[string]any {
		rows := []any{}
		for _, r := range apptest.Rows(now) {
			rows = append(rows, map[string]any{"key": r["key"], "name": r["name"], "active": r["active"]})
		}
		rows[0].(map[string]any)["name"] = fmt.Sprintf("原因%d", i)
		return map[string]any{"version": now["version"], "rows": rows}
	}},
}

// TestSettingRaces replaces each setting four times from one version, the first
// time too, when nothing is stored yet.
func TestSettingRaces(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		for name, set := range settings {
			t.Run(name, func(t *testing.T) {
				for range races {
					now := s.Admin.Must(http.StatusOK, "GET", set.path, nil)
					var bodies [racers]map[string]any
					for i := range bodies {
						bodies[i] = set.change(s.Admin.Must(http.StatusOK, "GET", set.path, nil), i)
					}
					got := race(racers, func(i int) (int, map[string]any) { return s.Admin.Do(set.method, set.path, maps.Clone(bodies[i])) })
					won := one(t, "replace from one version", got, http.StatusOK, "version.conflict")
					for _, a := range got {
						if won != nil && a.status == http.StatusConflict && apptest.At(a.body, "details.current.version") != won["version"] {
							t.Errorf("the others are shown %v, what stands is %v", a.body, won)
						}
					}
					after := s.Admin.Must(http.StatusOK, "GET", set.path, nil)
					if apptest.Number(after, "version") != apptest.Number(now, "version")+1 || won != nil && fmt.Sprint(after) != fmt.Sprint(won) {
						t.Errorf("told %v, what stands is %v after %v", won, after, now)
					}
				}
			})
		}
	})
}
