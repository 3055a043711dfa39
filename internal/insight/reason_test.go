package insight_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
)

// TestReasonsAreTheOrganisations: a shop begins with its trade's list, others
// without what only shops have; both with the common ones first. Words, order and
// what is offered are the organisation's to change, and what was told keeps its
// word.
func TestReasonsAreTheOrganisations(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin := s.Staff("lin", "agent", "")
		list := func() map[string]any { return lin.Must(http.StatusOK, "GET", "/insight/causes", nil) }
		offered := func() (out []string) {
			for _, r := range apptest.Rows(list()) {
				if r["active"] == true {
					out = append(out, apptest.Text(r, "word"))
				}
			}
			return out
		}
		if got := fmt.Sprint(offered()[:5]); got != "[同时接太多 没人值班 等同事答复 查资料 查商品资料]" || len(offered()) != 14 {
			t.Errorf("a shop begins with %s", got)
		}
		house := s.Admin.Must(http.StatusOK, "GET", "/organisation", nil)
		s.Admin.Must(http.StatusOK, "PATCH", "/organisation", map[string]any{"version": house["version"], "industry": "bank"})
		if got := fmt.Sprint(offered()); got != "[同时接太多 没人值班 等同事答复 查资料 打字、写长回复 离开座位 图片、表情发得慢 电脑或软件卡住 网络慢、断线]" {
			t.Errorf("a bank begins with %s", got)
		}
		put := func(version any, rows ...map[string]any) (int, map[string]any) {
			return s.Admin.Do("PUT", "/insight/causes", map[string]any{"version": version, "rows": rows})
		}
		row := func(key, name string, active bool) map[string]any {
			return map[string]any{"key": key, "name": name, "active": active}
		}
		for name, c := range map[string]struct {
			code, field string
			rows        []map[string]any
		}{
			"a key that is none": {"insight.cause", "rows[0].key", []map[string]any{row("weather", "", true)}},
			"one twice":          {"insight.cause", "rows[1].key", []map[string]any{row("many", "", true), row("many", "忙", true)}},
			"a new one unnamed":  {"check.empty", "rows[0].name", []map[string]any{row("", "", true)}},
			"an invisible name":  {"check.bad_character", "rows[0].name", []map[string]any{row("", "\u200b", true)}},
			"two of one name":    {"insight.cause_twice", "rows[1].name", []map[string]any{row("", "等风控", true), row("", "等风控", true)}},
			"none to choose":     {"insight.cause_none", "rows", []map[string]any{row("many", "", false)}},
		} {
			if code, out := put(0, c.rows...); code != http.StatusBadRequest || out["code"] != c.code || out["field"] != c.field {
				t.Errorf("%s: %d %v", name, code, out)
			}
		}
		lin.Refused(http.StatusForbidden, "auth.forbidden", "PUT", "/insight/causes", map[string]any{"version": 0, "rows": []any{row("many", "", true)}})
		code, out := put(0, row("", "等风控", true), row("many", "排队的人太多", true), row("size", "", true))
		if code != http.StatusOK || out["version"] != 1.0 || fmt.Sprint(offered()) != "[等风控 排队的人太多 量尺码、给尺码建议]" {
			t.Fatalf("%d %v: %v", code, out, offered())
		}
		if code, out := put(0, row("many", "", true)); code != http.StatusConflict || out["code"] != "version.conflict" {
			t.Errorf("saved twice from one version: %d %v", code, out)
		}
		own := apptest.Text(apptest.Rows(list())[0], "key")

		v := s.Visitor()
		talk := apptest.Text(v.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": "a", "text": "在吗"}), "conversation_id")
		lin.Must(http.StatusOK, "POST", "/conversations/"+talk+"/claim", nil)
		s.Clock.Advance(9 * time.Second)
		s.Clock.Advance(200 * time.Second)
		lin.Must(http.StatusCreated, "POST", "/conversations/"+talk+"/messages", map[string]any{"client_key": "b", "kind": "reply", "text": "在的"})
		var pending []map[string]any
		s.Until("she is asked", func() bool {
			pending = apptest.Rows(lin.Must(http.StatusOK, "GET", "/insight/causes/pending", nil))
			return len(pending) == 1
		})
		path := "/insight/rounds/" + apptest.Text(pending[0], "id") + "/cause"
		lin.Refused(http.StatusBadRequest, "insight.cause", "PUT", path, map[string]any{"cause": "stock"}) // it is not offered
		lin.Must(http.StatusNoContent, "PUT", path, map[string]any{"cause": own})
		if code, out := put(1, row("many", "", true)); code != http.StatusOK || fmt.Sprint(offered()) != "[同时接太多]" {
			t.Fatalf("%d %v", code, out)
		}
		lin.Refused(http.StatusBadRequest, "insight.cause", "PUT", path, map[string]any{"cause": own})
		pareto := apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/insight/causes/pareto", nil))
		if len(pareto) != 1 || pareto[0]["cause"] != own || pareto[0]["name"] != "等风控" {
			t.Errorf("what was told reads %v", pareto)
		}
		if rows := apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/insight/responses?cause="+own, nil)); len(rows) != 1 || rows[0]["cause_name"] != "等风控" {
			t.Errorf("the round reads %v", rows)
		}
		if _, raw := s.Admin.Raw("GET", "/insight/responses/export?from=2026-03-01&to=2026-03-03", nil); !strings.Contains(string(raw), "等风控") {
			t.Errorf("the export reads %s", raw)
		}
	})
}
