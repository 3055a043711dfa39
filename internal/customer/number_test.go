package customer_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
)

// parts of a number's digits, two or more.
func parts(number string) []string {
	var out []string
	for i := range number {
		for j := i + 2; j <= len(number); j++ {
			if part := number[i:j]; part != number {
				out = append(out, part)
			}
		}
	}
	return out
}

// TestAMaskedNumberCannotBeAskedFor part by part: not in the list, not in the
// search, by who may not reveal it.
func TestAMaskedNumberCannotBeAskedFor(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		add(s, s.Admin, "王先生", map[string]any{"phones": phone("13877654321")})
		add(s, s.Admin, "李女士", map[string]any{"phones": phone("0571-87654399-801")})
		auditor := s.Staff("auditor", "auditor", "")
		search := func(q string) string {
			var out []string
			for _, row := range apptest.Rows(auditor.Must(200, "GET", apptest.Query("/search", "q", q, "kind", "customer"), nil)) {
				out = append(out, row["title"].(string))
			}
			return strings.Join(out, " ")
		}
		s.Until("the index knows both", func() bool { return search("先生")+search("女士") == "王先生李女士" })
		for number, shown := range map[string][]string{"13877654321": {"138", "4321"}, "8613877654321": {"138", "4321"}} {
			for _, part := range parts(number) {
				want := ""
				for _, s := range shown {
					if strings.Contains(s, part) {
						want = "王先生"
					}
				}
				if part == "13877654321" { // the whole, within the one with the country's code
					want = "王先生"
				}
				s.Clock.Advance(time.Minute) // patience helps nobody
				if got := strings.ReplaceAll(names(auditor, apptest.Query("/customers", "q", part)), "李女士", ""); strings.TrimSpace(got) != want {
					t.Errorf("the list finds %s by %q", got, part)
				}
				if got := strings.ReplaceAll(search(part), "李女士", ""); strings.TrimSpace(got) != want {
					t.Errorf("the search finds %s by %q", got, part)
				}
			}
		}
		for q, want := range map[string]string{"138 7765 4321": "王先生", "+86 138-7765-4321": "王先生", "008613877654321": "王先生", "0086-138 7765 4321": "王先生", "００８６ 13877654321": "王先生", "138****4321": "王先生", "138 **** 4321": "王先生",
			"0571-87654399-801": "李女士", "(0571) 87654399": "", "0571 87654": ""} {
			if got := names(auditor, apptest.Query("/customers", "q", q)); got != want {
				t.Errorf("%q finds %q", q, got)
			}
		}
		if got := names(auditor, apptest.Query("/customers", "q", "\uE0D7\uE0D7\uE0D6\uE0D5")); got != "李女士 王先生" { // nothing is left of it: everybody
			t.Errorf("what stands in the key is typed: %q", got)
		}
		if got := names(s.Admin, apptest.Query("/customers", "q", "7765432")); got != "王先生" {
			t.Errorf("who may reveal it does not find it by a part: %q", got)
		}
	})
}

// TestNumberSearchesAreCounted, traced, and limited for each person.
func TestNumberSearchesAreCounted(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		auditor := s.Staff("auditor", "auditor", "")
		add(s, s.Admin, "王先生", map[string]any{"phones": phone("13877654321")})
		ask := func(i int) int {
			path := apptest.Query("/customers", "q", "1387765"+string(rune('0'+i/10%10))+string(rune('0'+i%10))+"21")
			if i%2 == 1 {
				path = apptest.Query("/search", "kind", "customer", "q", "1387765"+string(rune('0'+i/10%10))+string(rune('0'+i%10))+"21")
			}
			got, _ := auditor.Do("GET", path, nil)
			return got
		}
		refused := 0
		for i := range 70 {
			if got := ask(i); got == http.StatusTooManyRequests {
				refused++
			} else if got != 200 {
				t.Fatal(got)
			}
		}
		if refused != 10 {
			t.Errorf("%d of 70 refused, want 10", refused)
		}
		if got := names(auditor, apptest.Query("/customers", "q", "王")); got != "王先生" {
			t.Errorf("a name is not found any more: %q", got)
		}
		auditor.Must(200, "GET", apptest.Query("/search", "q", "13877654321"), nil) // messages are found all the same
		lines := apptest.Rows(s.Admin.Must(200, "GET", "/audit?action=customer.number_searched&limit=100", nil))
		if len(lines) != 60 || apptest.Text(lines[0], "after.phone") == "" || strings.Contains(apptest.Text(lines[0], "after.phone"), "7765") {
			t.Errorf("%d lines, the last %v", len(lines), lines[0])
		}
		s.Clock.Advance(time.Minute)
		if ask(1) != 200 {
			t.Error("a minute later it is still refused")
		}
	})
}

// TestRevealKeepsToItsScope: seeing somebody is not yet seeing their number.
func TestRevealKeepsToItsScope(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		unit := func(name string) string {
			return apptest.Text(s.Admin.Must(201, "POST", "/units", map[string]any{"client_key": apptest.Key(), "parent_id": s.Root, "kind": "project", "name": name}), "id")
		}
		lake, hill := unit("湖畔"), unit("山景")
		role := apptest.Text(s.Admin.Must(201, "POST", "/roles", map[string]any{"client_key": apptest.Key(), "name": "看得远",
			"grants": []map[string]any{{"permission": "customer.read", "scope": "all"}, {"permission": "customer.reveal", "scope": "team"}}}), "id")
		lin := s.Staff("lin", role, lake)
		for at, want := range map[string]int{lake: 200, hill: 403} {
			c := add(s, s.Admin, "王先生", map[string]any{"unit_id": at, "phones": phone("13877654321")})
			phoneID := c["phones"].([]any)[0].(map[string]any)["id"]
			got, out := lin.Do("POST", "/customers/"+apptest.Text(c, "id")+"/reveal", map[string]any{"phone_id": phoneID, "reason": "回访客户"})
			if got != want {
				t.Errorf("at %s: %d %v", at, got, out)
			}
		}
		if got := names(lin, apptest.Query("/customers", "q", "77654")); got != "王先生" { // the one of the own team alone
			t.Errorf("by a part: %q", got)
		}
	})
}

// TestANumberTwiceIsTold to who may see the other, and to nobody else.
func TestANumberTwiceIsTold(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		unit := func(name string) string {
			return apptest.Text(s.Admin.Must(201, "POST", "/units", map[string]any{"client_key": apptest.Key(), "parent_id": s.Root, "kind": "project", "name": name}), "id")
		}
		lake, hill := unit("湖畔"), unit("山景")
		lin := s.Staff("lin", "agent", lake)
		add(s, s.Admin, "山景的", map[string]any{"unit_id": hill, "phones": phone("13877654321")})
		mine := add(s, lin, "我的", map[string]any{"phones": phone("138 7765 4321")})
		if got := mine["same_number"].([]any); len(got) != 0 {
			t.Errorf("a customer of elsewhere is told of: %v", got)
		}
		again := add(s, lin, "又一个", map[string]any{"phones": phone("+8613877654321")})
		if got, _ := again["same_number"].([]any); len(got) != 1 || got[0].(map[string]any)["id"] != mine["id"] {
			t.Errorf("told %v", again["same_number"])
		}
		if got := add(s, s.Admin, "第四个", map[string]any{"phones": phone("13877654321")})["same_number"].([]any); len(got) != 3 {
			t.Errorf("who sees all is told of %v", got)
		}
		if got := add(s, s.Admin, "别人", map[string]any{"phones": phone("13877654322")})["same_number"].([]any); len(got) != 0 {
			t.Errorf("another number: %v", got)
		}
	})
}

// TestOneRequestAsksForItsOwnNumbersAlone: sent again with others it tells
// nothing of those, for they would leave no trace.
func TestOneRequestAsksForItsOwnNumbersAlone(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		add(s, s.Admin, "王先生", map[string]any{"phones": phone("13877654321")})
		ask := func(number string) []any {
			out := s.Admin.Must(201, "POST", "/customers", map[string]any{"client_key": "one", "kind": "person", "name": "试", "phones": phone(number)})
			return out["same_number"].([]any)
		}
		if got := ask("13800000000"); len(got) != 0 {
			t.Fatalf("its own: %v", got)
		}
		if got := ask("13877654321"); len(got) != 0 {
			t.Errorf("another: %v", got)
		}
	})
}
