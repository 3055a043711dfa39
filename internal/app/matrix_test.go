package app_test

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/web"
)

// matrix asks routes as everybody.
type matrix struct {
	t        *testing.T
	w        *world
	staff    map[string]*apptest.Client // by the names of the walls
	role     map[string]string
	visitors []*apptest.Client
	asked    int
}

func newMatrix(t *testing.T, w *world) *matrix {
	return &matrix{t: t, w: w,
		staff: map[string]*apptest.Client{"lin": w.lin, "chen": w.chen, "wu": w.wu, "lead": w.lead,
			"supervisor": w.supervisor, "admin": w.Admin, "auditor": w.auditor},
		role: map[string]string{"lin": "agent", "chen": "agent", "wu": "agent", "lead": "lead",
			"supervisor": "supervisor", "admin": "admin", "auditor": "auditor"},
		visitors: []*apptest.Client{w.visitor(w.shopKey), w.visitor(w.shopKey)}}
}

// stranger is somebody with neither cookie nor token.
func (m *matrix) stranger() *apptest.Client { return m.w.Client() }

// send asks once.
func (m *matrix) send(c *apptest.Client, r web.Route, row routeRow, path string) (int, []byte) {
	m.asked++
	body := any(nil)
	if rest, ok := strings.CutPrefix(row.body, "?"); ok {
		path += "?" + rest
	} else if row.body != "" {
		body = strings.NewReplacer("LIN", m.w.lin.ID, "CHEN", m.w.chen.ID).Replace(row.body)
	}
	method := r.Method
	if method == "" {
		method = http.MethodGet
	}
	if strings.HasPrefix(path, "/api/") || path != r.Path || m.underAPI(r) {
		res, raw := c.Raw(method, path, body)
		return res.StatusCode, raw
	}
	return m.page(path)
}

// underAPI tells whether a route's path is below the prefix.
func (m *matrix) underAPI(r web.Route) bool {
	return r.ID != "healthz" && r.ID != "readyz" && r.ID != "metrics" && r.ID != "pages"
}

func (m *matrix) page(path string) (int, []byte) {
	res, err := http.Get(m.w.URL + path)
	if err != nil {
		m.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		m.t.Fatal(err)
	}
	return res.StatusCode, raw
}

func (m *matrix) want(r web.Route, who, want string, got int, raw []byte) {
	m.t.Helper()
	if want == "ok" && (got/100 == 2 || got == http.StatusConflict) || want == strconv.Itoa(got) {
		return
	}
	m.t.Errorf("%s as %s: %d, want %s: %.300s", r.ID, who, got, want, raw)
}

// fill puts ids into a path.
func fill(path string, ids ...string) string {
	for _, v := range ids {
		i, j := strings.IndexByte(path, '{'), strings.IndexByte(path, '}')
		if i < 0 {
			return path
		}
		path = path[:i] + v + path[j+1:]
	}
	return path
}

func absentID() string { return id.New(apptest.Begin) }

func (m *matrix) ask(r web.Route, row routeRow) {
	absent := fill(r.Path, absentID(), absentID())
	if row.what == "open" {
		for who, c := range map[string]*apptest.Client{"nobody": m.stranger(), "lin": m.w.lin, "a visitor": m.visitors[0]} {
			got, raw := m.send(c, r, row, absent)
			m.want(r, who, row.status, got, raw)
		}
		return
	}
	if row.what != "link" {
		m.unsigned(r, row, absent)
	}
	switch row.what {
	case "list", "absent":
		m.byPermission(r, row, absent)
	case "self":
		m.self(r, row, absent)
	case "visitor":
		for i, v := range m.visitors {
			got, raw := m.send(v, r, row, absent)
			m.want(r, "visitor "+strconv.Itoa(i), row.status, got, raw)
		}
	case "others", "link":
		m.otherVisitors(r, row, absent)
	default:
		m.thread(r, row)
	}
}

// unsigned asks as those who are of no audience of the route.
func (m *matrix) unsigned(r web.Route, row routeRow, path string) {
	forged := m.w.Client()
	forged.Token = "txs_forged"
	strangers := map[string]*apptest.Client{"nobody": m.stranger(), "a forger": forged}
	if r.For == web.Staff {
		strangers["visitor A"], strangers["visitor B"] = m.visitors[0], m.visitors[1]
	} else {
		for who, c := range m.staff {
			strangers[who] = c
		}
	}
	for who, c := range strangers {
		got, raw := m.send(c, r, row, path)
		if r.ID == "socket" && who == "nobody" {
			m.want(r, who, "403", got, raw) // without a token it must come from our own page
			continue
		}
		m.want(r, who, "401", got, raw)
	}
}

func (m *matrix) byPermission(r web.Route, row routeRow, path string) {
	for who, c := range m.staff {
		want := "403"
		if strings.Contains(" "+holders[r.Permission]+" ", " "+m.role[who]+" ") {
			want = row.status
		}
		got, raw := m.send(c, r, row, path)
		m.want(r, who, want, got, raw)
	}
}

func (m *matrix) self(r web.Route, row routeRow, path string) {
	m.w.Clock.Advance(61 * time.Minute) // wrong passwords are forgotten
	for who, c := range m.staff {
		fresh := m.w.Client()
		if code, out := fresh.SignIn(c.Login, apptest.Password); code != http.StatusOK {
			m.t.Fatalf("%s cannot sign in: %d %v", who, code, out)
		}
		if r.ID == "socket" {
			fresh.Header.Set("Origin", m.w.URL)
		}
		got, raw := m.send(fresh, r, row, path)
		m.want(r, who, row.status, got, raw)
		if code, _ := c.SignIn(c.Login, apptest.Password); code != http.StatusOK { // it may have ended all others
			m.t.Fatalf("%s cannot sign in again", who)
		}
	}
}

// thread asks about a fresh conversation as everybody, and compares what a
// foreign one answers with what an absent one answers.
func (m *matrix) thread(r web.Route, row routeRow) {
	for who, want := range walls[row.what] {
		_, conversation := m.w.thread(m.w.shopKey, m.w.lin)
		ids := []string{conversation, apptest.Text(write(m.w.lin, conversation, "reply", "您好"), "id")}
		if strings.Contains(r.ID, "file.") {
			ids = []string{m.attach(conversation), "x.txt"}
		}
		if strings.HasPrefix(r.ID, "customer.") {
			ids = []string{apptest.Text(m.w.Admin.Must(http.StatusOK, "GET", "/conversations/"+conversation, nil), "customer.id")}
		}
		c := m.staff[who]
		got, raw := m.send(c, r, row, fill(r.Path, ids...))
		m.want(r, who, want, got, raw)
		if want != "404" {
			continue
		}
		none, rawNone := m.send(c, r, row, fill(r.Path, absentID(), absentID()))
		if got != none || sameButID(raw) != sameButID(rawNone) {
			m.t.Errorf("%s as %s: foreign answers %d %s, absent %d %s", r.ID, who, got, raw, none, rawNone)
		}
		if len(ids) == 2 && strings.Count(r.Path, "{") == 2 && !strings.Contains(r.ID, "file.") {
			m.mixed(r, row, who, c, ids[1])
		}
	}
}

// mixed asks for a child under a parent of the person's own.
func (m *matrix) mixed(r web.Route, row routeRow, who string, c *apptest.Client, child string) {
	key, owner := m.w.shopKey, c
	if who == "wu" {
		key = m.w.bankKey
	}
	if who == "auditor" {
		owner = m.w.chen
	}
	_, own := m.w.thread(key, owner)
	got, raw := m.send(c, r, row, fill(r.Path, own, child))
	m.want(r, who+" (mixed)", "404", got, raw)
}

// attach uploads a file into a conversation of lin's.
func (m *matrix) attach(conversation string) string {
	lin := m.w.lin
	file := lin.Must(http.StatusCreated, "POST", apptest.Query("/files", "name", "x.txt", "client_key", apptest.Key()), "text")
	lin.Must(http.StatusCreated, "POST", "/conversations/"+conversation+"/messages", map[string]any{"client_key": apptest.Key(),
		"kind": "note", "text": "", "attachment_ids": []string{apptest.Text(file, "id")}})
	return apptest.Text(file, "id")
}

// otherVisitors asks as one visitor for what is another's.
func (m *matrix) otherVisitors(r web.Route, row routeRow, absent string) {
	said := say(m.visitors[0], "我的")
	path := fill(r.Path, apptest.Text(said, "id"))
	if row.what == "link" {
		_, conversation := m.w.thread(m.w.shopKey, m.w.lin)
		path = fill(r.Path, m.attach(conversation), "x.txt")
	}
	got, raw := m.send(m.visitors[1], r, row, path)
	none, rawNone := m.send(m.visitors[1], r, row, absent)
	m.want(r, "visitor B", row.status, got, raw)
	if got != none || sameButID(raw) != sameButID(rawNone) {
		m.t.Errorf("%s as visitor B: foreign answers %d %s, absent %d %s", r.ID, got, raw, none, rawNone)
	}
}
