package customer_test

import (
	"strings"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
)

func add(s *apptest.Server, c *apptest.Client, name string, more map[string]any) map[string]any {
	in := map[string]any{"client_key": apptest.Key(), "name": name}
	for k, v := range more {
		in[k] = v
	}
	s.Clock.Advance(time.Second)
	return c.Must(201, "POST", "/customers", in)
}

func phone(number string) []map[string]any {
	return []map[string]any{{"number": number, "label": "本人"}}
}

func names(c *apptest.Client, path string) string {
	var out []string
	for _, row := range apptest.Rows(c.Must(200, "GET", path, nil)) {
		out = append(out, row["name"].(string))
	}
	return strings.Join(out, " ")
}

// TestCustomersAreFound by name, pinyin, digits and address, and in pages.
func TestCustomersAreFound(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		add(s, s.Admin, "张三丰", map[string]any{"phones": phone("138-1234-2100"), "emails": []map[string]any{{"address": "San@Example.com"}}})
		add(s, s.Admin, "曾國藩", map[string]any{"phones": phone("021-64312345")})
		add(s, s.Admin, "100%_\\公司", map[string]any{"kind": "organisation", "phones": phone("+14155550100")})
		for q, want := range map[string]string{
			"":                   "100%_\\公司 曾國藩 张三丰",
			"三丰":                 "张三丰",
			"zsf":                "张三丰",
			"zhang san":          "张三丰",
			"曾国":                 "曾國藩",
			"zgf":                "曾國藩",
			"cgf":                "曾國藩",
			"2100":               "张三丰",
			"138 1234":           "张三丰",
			"+86 138-1234":       "张三丰",
			"021-6431":           "曾國藩",
			"4155550100":         "100%_\\公司",
			"0014155550100":      "100%_\\公司",
			"001 (415) 555-0100": "100%_\\公司",
			"san@example":        "张三丰",
			"%":                  "100%_\\公司",
			"_":                  "100%_\\公司",
			`\`:                  "100%_\\公司",
			"' OR 1=1 --":        "",
			"没有这个人":              "",
			"13812342100999":     "",
		} {
			if got := names(s.Admin, apptest.Query("/customers", "q", q)); got != want {
				t.Errorf("q=%q: %q, want %q", q, got, want)
			}
		}
		var all []string
		for cursor := ""; ; {
			page := s.Admin.Must(200, "GET", apptest.Query("/customers", "limit", "1", "cursor", cursor), nil)
			for _, row := range apptest.Rows(page) {
				all = append(all, row["name"].(string))
			}
			if cursor = apptest.Text(page, "next_cursor"); cursor == "" {
				break
			}
		}
		if strings.Join(all, " ") != "100%_\\公司 曾國藩 张三丰" {
			t.Errorf("pages: %v", all)
		}
	})
}

// TestCustomersOfOtherUnitsAreNotThere in lists, by id, in search, for change.
func TestCustomersOfOtherUnitsAreNotThere(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		unit := func(parent, kind, name string) string {
			return apptest.Text(s.Admin.Must(201, "POST", "/units", map[string]any{"client_key": apptest.Key(), "parent_id": parent, "kind": kind, "name": name}), "id")
		}
		lake, hill := unit(s.Root, "project", "湖畔"), unit(s.Root, "project", "山景")
		team := unit(lake, "team", "一组")
		lin := s.Staff("lin", "agent", team)
		add(s, s.Admin, "总部客户", nil)
		add(s, s.Admin, "湖畔客户", map[string]any{"unit_id": lake})
		foreign := add(s, s.Admin, "山景客户", map[string]any{"unit_id": hill, "phones": phone("13812342100")})
		if got := names(lin, "/customers"); got != "湖畔客户 总部客户" {
			t.Errorf("list: %s", got)
		}
		path := "/customers/" + apptest.Text(foreign, "id")
		phoneID := foreign["phones"].([]any)[0].(map[string]any)["id"]
		lin.Refused(404, "not_found", "GET", path, nil)
		lin.Refused(404, "not_found", "PATCH", path, map[string]any{"version": 1, "name": "x"})
		lin.Refused(404, "not_found", "POST", path+"/reveal", map[string]any{"phone_id": phoneID, "reason": "回访"})
		lin.Refused(400, "unit.unknown", "POST", "/customers", map[string]any{"client_key": apptest.Key(), "name": "x", "unit_id": hill})
		s.Until("the index knows them", func() bool {
			return len(apptest.Rows(s.Admin.Must(200, "GET", apptest.Query("/search", "q", "客户", "kind", "customer"), nil))) == 3
		})
		if n := len(apptest.Rows(lin.Must(200, "GET", apptest.Query("/search", "q", "客户", "kind", "customer"), nil))); n != 2 {
			t.Errorf("search: %d", n)
		}
		auditor := s.Staff("auditor", "auditor", "")
		auditor.Refused(403, "auth.forbidden", "PATCH", path, map[string]any{"version": 1, "name": "x"})
		auditor.Refused(403, "auth.forbidden", "POST", path+"/reveal", map[string]any{"phone_id": phoneID, "reason": "回访"})
	})
}

// TestNumbersStayMasked in every answer but one.
func TestNumbersStayMasked(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		c := add(s, s.Admin, "张三", map[string]any{"phones": phone("13812342100"), "note": "备用 13812342100"})
		path := "/customers/" + apptest.Text(c, "id")
		first := c["phones"].([]any)[0].(map[string]any)
		if first["number"] != "138 **** 2100" {
			t.Fatalf("number: %v", first)
		}
		changed := s.Admin.Must(200, "PATCH", path, map[string]any{"version": 1, "name": "张三",
			"phones": []any{first, map[string]any{"number": "010-65556666", "label": "公司"}}})
		if n := len(changed["phones"].([]any)); n != 2 {
			t.Fatalf("phones: %v", changed["phones"])
		}
		s.Admin.Refused(400, "check.empty", "POST", path+"/reveal", map[string]any{"phone_id": first["id"], "reason": " "})
		got := s.Admin.Must(200, "POST", path+"/reveal", map[string]any{"phone_id": first["id"], "reason": "回访客户"})
		if got["number"] != "138 1234 2100" {
			t.Errorf("revealed: %v", got)
		}
		s.Admin.Refused(404, "not_found", "POST", path+"/reveal", map[string]any{"phone_id": "x", "reason": "回访客户"})
		for _, q := range []string{"13812342100", "2100", "zs", "01065556666"} {
			s.Until("search finds "+q, func() bool {
				_, raw := s.Admin.Raw("GET", apptest.Query("/search", "q", q, "kind", "customer"), nil)
				if strings.Contains(string(raw), "1234") && strings.Contains(strings.Split(string(raw), "备用")[0], "1234") || strings.Contains(strings.ReplaceAll(string(raw), " ", ""), "65556666") {
					t.Errorf("search shows the number: %s", raw)
				}
				return strings.Contains(string(raw), "张三")
			})
		}
		_, raw := s.Admin.Raw("GET", "/audit?limit=100", nil)
		if strings.Contains(string(raw), "12342100") || strings.Contains(string(raw), "65556666") || !strings.Contains(string(raw), "回访客户") {
			t.Errorf("audit: %s", raw)
		}
		s.Admin.Refused(400, "customer.unknown_phone", "PATCH", path, map[string]any{"version": 2, "phones": []map[string]any{{"id": "foreign", "number": "138 **** 2100"}}})
		s.Admin.Refused(400, "phone.invalid", "PATCH", path, map[string]any{"version": 2, "phones": phone("138 **** 2100")})
		s.Admin.Refused(400, "customer.twice", "PATCH", path, map[string]any{"version": 2, "phones": append(phone("13812342100"), phone("+86 138 1234 2100")...)})
	})
}

// TestEditingKeepsVersions, refuses foreign fields and retries harmlessly.
func TestEditingKeepsVersions(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		in := map[string]any{"client_key": apptest.Key(), "name": "李四"}
		c := s.Admin.Must(201, "POST", "/customers", in)
		if again := s.Admin.Must(201, "POST", "/customers", in); again["id"] != c["id"] {
			t.Error("a retry made another customer")
		}
		path := "/customers/" + apptest.Text(c, "id")
		for _, field := range []string{"id", "unit_id", "first_seen_at", "last_seen_at", "client_key", "find", "identities", "owner_id"} {
			s.Admin.Refused(400, "request.unknown_field", "PATCH", path, map[string]any{"version": 1, field: "x"})
		}
		s.Admin.Must(200, "PATCH", path, map[string]any{"version": 1, "note": "喜欢靠窗", "emails": []map[string]any{{"address": "li@example.com", "label": "工作"}}})
		current := s.Admin.Refused(409, "version.conflict", "PATCH", path, map[string]any{"version": 1, "name": "x"})
		if apptest.Text(current, "current.note") != "喜欢靠窗" {
			t.Errorf("details: %v", current)
		}
		s.Admin.Refused(400, "check.empty", "PATCH", path, map[string]any{"version": 2, "name": " "})
		s.Admin.Refused(400, "check.email", "PATCH", path, map[string]any{"version": 2, "emails": []map[string]any{{"address": "x"}}})
	})
}

// TestARenamedVisitorIsRenamedEverywhere in the inbox and on the card.
func TestARenamedVisitorIsRenamedEverywhere(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		lin := s.Staff("lin", "agent", "")
		v := s.Visitor()
		v.Must(201, "POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "text": "在吗？"})
		queue := apptest.Rows(lin.Must(200, "GET", "/conversations?tab=queue", nil))
		path := "/customers/" + apptest.Text(queue[0], "customer.id")
		card := lin.Must(200, "GET", path, nil)
		talks, _ := card["conversations"].([]any)
		kinds, _ := card["identities"].([]any)
		if len(talks) != 1 || len(kinds) != 1 || talks[0].(map[string]any)["id"] != queue[0]["id"] {
			t.Fatalf("card: %v", card)
		}
		lin.Must(200, "PATCH", path, map[string]any{"version": card["version"], "name": "王女士"})
		s.Until("the inbox shows the new name", func() bool {
			rows := apptest.Rows(lin.Must(200, "GET", "/conversations?tab=queue", nil))
			return apptest.Text(rows[0], "customer.name") == "王女士"
		})
		s.Clock.Advance(time.Hour)
		v.Must(201, "POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "text": "还在吗？"})
		if after := lin.Must(200, "GET", path, nil); after["last_seen_at"] == card["last_seen_at"] {
			t.Error("last_seen_at stands still")
		}
	})
}

// TestTheIndexIsFilledWithEverybody reads all customers page by page, the latest
// seen first, also where the last page is full.
func TestTheIndexIsFilledWithEverybody(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		want := "戊 丁 丙 乙 甲"
		for _, name := range []string{"甲", "乙", "丙", "丁", "戊"} {
			add(s, s.Admin, name, nil)
		}
		for _, limit := range []int{1, 2, 5, 6} {
			var got []string
			for before, pages := "", 0; ; pages++ {
				docs, next, err := s.App.Customers.Docs(t.Context(), before, limit)
				if err != nil || pages > 5 {
					t.Fatalf("page %d: %v", pages, err)
				}
				for _, d := range docs {
					got = append(got, d.Text)
				}
				if before = next; next == "" {
					break
				}
			}
			if strings.Join(got, " ") != want {
				t.Errorf("pages of %d: %v", limit, got)
			}
		}
	})
}
