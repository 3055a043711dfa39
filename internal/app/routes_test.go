package app_test

import (
	"net/http"
	"strings"
	"testing"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/web"
)

// holders says who has each permission of the roles that come with the program.
var holders = map[string]string{
	"":                    "agent lead supervisor admin auditor", // being signed in is enough
	"conversation.read":   "agent lead supervisor admin auditor",
	"conversation.reply":  "agent lead supervisor admin",
	"conversation.note":   "agent lead supervisor admin",
	"label.manage":        "supervisor admin",
	"channel.read":        "agent lead supervisor admin auditor",
	"routing.read":        "agent lead supervisor admin auditor",
	"routing.manage":      "supervisor admin",
	"routing.supervise":   "lead supervisor admin",
	"workforce.read":      "agent lead supervisor admin auditor",
	"workforce.manage":    "lead supervisor admin",
	"customer.read":       "agent lead supervisor admin auditor",
	"customer.manage":     "agent lead supervisor admin",
	"customer.reveal":     "agent lead supervisor admin",
	"staff.read":          "lead supervisor admin auditor",
	"audit.read":          "admin auditor",
	"calendar.manage":     "admin",
	"channel.manage":      "admin",
	"channel.block":       "lead supervisor admin",
	"staff.manage":        "admin",
	"role.manage":         "admin",
	"unit.manage":         "admin",
	"organisation.manage": "admin",
	"system.manage":       "admin",
	"insight.read":        "agent lead supervisor admin auditor",
	"insight.export":      "lead supervisor admin",
	"insight.manage":      "supervisor admin",
}

// walls are the answers to people around a conversation that lin of the shop
// owns: wu is an agent of the bank, chen sits beside lin. "ok" is 2xx, or 409
// where the state of the conversation forbids the act.
var walls = map[string]map[string]string{
	"reads":   {"lin": "ok", "wu": "404", "chen": "ok", "lead": "ok", "supervisor": "ok", "admin": "ok", "auditor": "ok"},
	"replies": {"lin": "ok", "wu": "404", "chen": "403", "lead": "ok", "supervisor": "ok", "admin": "ok", "auditor": "403"},
	"notes":   {"lin": "ok", "wu": "404", "chen": "ok", "lead": "ok", "supervisor": "ok", "admin": "ok", "auditor": "403"},
	// Those who lead look over shoulders.
	"whispers":   {"lin": "ok", "wu": "404", "chen": "403", "lead": "ok", "supervisor": "ok", "admin": "ok", "auditor": "403"},
	"supervises": {"lin": "403", "wu": "403", "chen": "403", "lead": "ok", "supervisor": "ok", "admin": "ok", "auditor": "403"},
	// Who could have answered reads who did.
	"answers": {"lin": "ok", "wu": "404", "chen": "ok", "lead": "ok", "supervisor": "ok", "admin": "ok", "auditor": "403"},
	// The message to take back is lin's alone.
	"recalls": {"lin": "ok", "wu": "404", "chen": "404", "lead": "404", "supervisor": "404", "admin": "404", "auditor": "404"},
	// It has an owner, of which all but strangers are told.
	"claims": {"lin": "ok", "wu": "404", "chen": "ok", "lead": "ok", "supervisor": "ok", "admin": "ok", "auditor": "403"},
}

// routeTable has a row for every route: its id, what is asked for, the status,
// and a body if the route wants one. What is asked for is
//
//	open     nothing of anybody's; everybody gets the status
//	list     nothing of anybody's; who holds the permission gets the status
//	absent   an id that nobody has; who holds the permission gets the status
//	self     the person's own; each person gets the status on a fresh session
//	visitor  the visitor's own; visitors get the status, everybody else 401
//	others   (of a visitor) another visitor's; visitors get 404
//	reads, replies, …  a conversation, its file or its customer, see walls
const routeTable = `
healthz               open    200
readyz                open    200
metrics               open    200
pages                 open    200
api.unknown           open    404
setup.state           open    200
setup.run             open    409 {"organisation":"甲","industry":"shop","locale":"zh-CN","admin":{"name":"甲","login":"jia","password":"correct-horse-battery"},"channel":{"name":"甲"}}
session.begin         open    401 {"login":"nobody","password":"wrong-password"}
link.show             open    404
link.use              open    404 {"password":"correct-horse-battery"}
test.clock            open    200 {}
calendar.feed_read    open    404 ?token=nobody
widget.config         open    404 ?key=nobody
widget.demo           open    200
widget.enter          open    404 {"channel_key":"nobody"}
widget.socket         open    400
socket                self    400

session.end           self    204
me.show               self    200
me.change             self    409 {"version":999}
me.password           self    400 {"current":"wrong-password","new":"another-horse-battery"}
me.sessions           self    200
me.end_session        self    404
me.end_sessions       self    204
me.begin_totp         self    400 {"password":"wrong-password"}
me.confirm_totp       self    409 {"code":"000000"}
me.drop_totp          self    400 {"password":"wrong-password"}
me.tokens             self    200
me.make_token         self    400 {"client_key":"k","name":"n","scopes":["no.such"]}
me.drop_token         self    404
colleague.find        list    200
permission.help       absent  404
search.find           list    200 ?q=在吗
organisation.show     list    200

workforce.me                 self    200
workforce.set_me             self    400 {"state":"away"}
workforce.covers             self    200
workforce.presence           list    200
workforce.set_presence       absent  404 {"state":"off"}
workforce.breaks             list    200
workforce.set_breaks         list    400 {"rules":[],"version":0}
workforce.skills             list    200
workforce.make_skill         list    400 {"client_key":"k","kind":"skill","name":""}
workforce.change_skill       absent  404 {"version":1,"kind":"skill","name":"x"}
workforce.drop_skill         absent  404
workforce.levels             list    200
workforce.staff_skills       absent  404
workforce.set_staff_skills   absent  404 {"levels":{}}
workforce.substitutes        list    200
workforce.arrange_substitute list    404 {"client_key":"k","staff_id":"x","substitute_id":"y","from":"2026-03-02T01:00:00Z","to":"2026-03-03T01:00:00Z"}
workforce.end_substitute     absent  404
workforce.shift_types        list    200
workforce.make_shift_type    list    400 {"client_key":"k","name":"","start_min":0,"length_min":60}
workforce.change_shift_type  absent  404 {"version":1,"name":"x","start_min":0,"length_min":60}
workforce.drop_shift_type    absent  404
workforce.rota               list    200 ?from=2026-03-02&to=2026-03-08
workforce.set_rota           list    404 {"cells":[{"staff_id":"x","date":"2026-03-02","shift_type_ids":[]}]}
workforce.rota_now           list    200
organisation.change   list    409 {"version":999}
sample.show           list    200
sample.fill           list    400 {"client_key":""}
sample.remove         list    200

routing.me              list    200
routing.wall            list    200
routing.take            list    200 {"takes":true}
routing.explain         absent  404
routing.preview         absent  404 {}
routing.free            list    200
routing.accept          absent  404
routing.decline         absent  404 {}
routing.withdraw        absent  404
routing.queues          list    200
routing.make_queue      list    400 {"client_key":"k","name":" ","unit_id":"none","mode":"offer"}
routing.change_queue    absent  404 {"version":1}
routing.drop_queue      absent  404
routing.settings        list    200
routing.change_settings list    400 {"places":{"chat":0},"grade_seconds":{},"vip_seconds":0,"strict_claims":false,"transfer_seconds":120,"idle_prompt_seconds":0,"idle_close_seconds":0,"missed_limit":0,"version":0}
routing.seats           list    200
routing.set_places      absent  404 {"places":3}
routing.messages        list    200
routing.take_message    list    400 {"client_key":"k","caller":"","contact":"","matter":"","urgency":"normal"}
routing.tell_message    absent  404 {"version":1}
routing.reply_message   absent  404 {"version":1}
routing.pass_message    absent  400 {"version":1,"for_id":"nobody"}

staff.list            list    200
staff.invite          list    400 {"client_key":"k","login":"","name":"","unit_id":"","role_ids":[]}
staff.change          absent  404 {"version":1}
staff.make_link       absent  404 {"kind":"reset"}
staff.end_sessions    absent  404
unit.list             list    200
unit.make             list    400 {"client_key":"k","parent_id":"","kind":"team","name":"x"}
unit.change           absent  404 {"version":1}
unit.drop             absent  404
role.list             list    200
permission.list       list    200
role.make             list    400 {"client_key":"k","name":"","grants":[]}
role.change           absent  404 {"version":1}
role.drop             absent  404

audit.search          list    200
audit.export          list    200 ?format=csv
dead_letter.list      list    200
dead_letter.replay    absent  404
doctor.look           list    200
calendar.days         list    200 ?from=2026-03-01&to=2026-03-02
calendar.due          list    400 {}
calendar.year         list    400
calendar.import       list    400 {}
calendar.hours        list    200
calendar.hours_make   list    400 {"client_key":"k","name":" ","zone":"Asia/Shanghai","week":{}}
calendar.hours_change absent  404 {"version":1}
calendar.hours_drop   absent  404
calendar.preview      list    400 {}
calendar.feed         list    200
calendar.feed_renew   list    200
slaclock.list         list    404 ?subject=conversation&subject_id=none
slaclock.explain      absent  404

insight.summary          list   200 ?group=staff
insight.rounds           list   200 ?slow=true
insight.pareto           list   200
insight.pending          list   200
insight.settings         list   200
insight.export           list   200 ?from=2026-03-01&to=2026-03-02
insight.incident         list   400 {"client_key":"k","kind":"outage","from":"2026-03-02T01:00:00Z","to":"2026-03-02T01:00:00Z"}
insight.code             absent 404 {"cause":"size"}
insight.causes           list   200
insight.change_causes    list   400 {"rows":[{"key":"weather","name":"","active":true}],"version":0}
insight.change_settings  list   400 {"target_seconds":1,"version":0}

customer.list         list    200
customer.show         reads   200
customer.make         list    400 {"client_key":"k","name":" "}
customer.change       notes   200 {"version":1,"note":"备注"}
customer.reveal       absent  404 {"phone_id":"none","reason":"回访"}

channel.list          list    200
channel.make          list    400 {"client_key":"k","kind":"widget","name":"x","unit_id":"none","settings":{"title":"","subtitle":"","greeting":"","offline_text":"","colour":"#000000","position":"right","allowed_sites":[],"language":"auto","show_staff_names":true}}
channel.change        absent  404 {"version":1}
channel.new_secret    absent  404
block.list            list    200
block.make            list    400 {"client_key":"k","address":"nowhere","reason":"骚扰","ends_at":"2026-03-03T01:00:00Z"}
block.lift            absent  404
widget.block          absent  404 {"client_key":"k","kind":"visitor","reason":"骚扰","ends_at":"2026-03-03T01:00:00Z"}
label.list            list    200
label.make            list    400 {"client_key":"k","name":" ","colour":"#000000"}
label.change          absent  404 {"version":1,"name":"x","colour":"#000000"}
label.drop            absent  404

conversation.list        list    200
conversation.counts      list    200
conversation.show        reads   200
conversation.messages    reads   200
conversation.read        reads   204 {"seq":1}
conversation.draft       reads   204 {"kind":"note","text":"草稿"}
conversation.claim       claims  200
conversation.write       answers 201 {"client_key":"route","kind":"reply","text":"您好"}
conversation.release     replies 200
conversation.assign      replies 200 {"staff_id":"LIN"}
conversation.close       replies 200 {}
conversation.reopen      replies 200
conversation.set_labels  notes   200 {"label_ids":[]}
conversation.follow      reads   200
conversation.unfollow    reads   200
conversation.help        replies 200 {"on":true}
conversation.recall      recalls 200
conversation.show_recalled absent 404
routing.transfers        reads   200
routing.transfer         replies 201 {"client_key":"route","kind":"warm","to_id":"CHEN"}
routing.watch            supervises 204
routing.whisper          whispers 201 {"client_key":"route","text":"慢慢来","to_id":"CHEN"}
routing.take_over        supervises 200 {}
file.show                reads   200
staff.file.read          reads   200
staff.file.put           list    400

visitor.file.put      visitor 400
visitor.file.read     link    404
widget.messages       visitor 200
widget.say            visitor 201 {"client_key":"route","text":"你好"}
widget.read           visitor 204 {"seq":0}
widget.recall         others  404
widget.queue          visitor 200
widget.leave          visitor 204
widget.leave_message  visitor 400 {"client_key":"k","name":"","contact":"","matter":""}
`

type routeRow struct{ id, what, status, body string }

func routeRows(t *testing.T) map[string]routeRow {
	t.Helper()
	out := map[string]routeRow{}
	for line := range strings.Lines(routeTable) {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		r := routeRow{id: f[0], what: f[1], status: f[2], body: strings.Join(f[3:], " ")}
		if _, twice := out[r.id]; twice {
			t.Fatalf("two rows for %s", r.id)
		}
		out[r.id] = r
	}
	return out
}

// TestEveryRouteForEveryPerson asks every route as everybody. A route without
// a row in the table fails, and so does a row without a route.
func TestEveryRouteForEveryPerson(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		m := newMatrix(t, newWorld(s))
		rows := routeRows(t)
		for _, r := range s.App.API.Routes() {
			row, ok := rows[r.ID]
			if !ok {
				t.Errorf("%s %s (%s) has no row: who may use it?", r.Method, r.Path, r.ID)
				continue
			}
			delete(rows, r.ID)
			m.ask(r, row)
		}
		for id := range rows {
			t.Errorf("the row %s has no route", id)
		}
		if m.asked < 500 {
			t.Errorf("only %d requests: the test looks at nothing", m.asked)
		}
	})
}

// TestEveryPermissionHasHolders finds a permission that the table forgot.
func TestEveryPermissionHasHolders(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	for _, p := range apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/permissions", nil)) {
		if _, ok := holders[apptest.Text(p, "key")]; !ok {
			t.Errorf("nobody said who holds %s", p["key"])
		}
	}
	for _, r := range s.App.API.Routes() {
		if _, ok := holders[r.Permission]; !ok {
			t.Errorf("%s asks for the unknown permission %s", r.ID, r.Permission)
		}
		if r.For != web.Staff && r.Permission != "" {
			t.Errorf("%s asks for a permission of people who have none", r.ID)
		}
	}
}
