package routing_test

import (
	"net/http"
	"testing"

	"tiexin/internal/app/apptest"
	"tiexin/internal/workforce"
)

// TestExplainAndPreview: the wall shows what waits, and each line says who is
// asked and why the others are not; a customer who is only thought of gets the
// same answer, for now and for the night.
func TestExplainAndPreview(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, chen, zhao := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", ""), s.Staff("zhao", "agent", "")
		s.online(lin, chen, zhao)
		s.set(zhao, workforce.Choice{State: workforce.Busy})
		_, talk := s.says("在吗")
		s.Until("somebody is asked", func() bool { return s.offerOf(lin, talk) != "" || s.offerOf(chen, talk) != "" })
		asked, next := lin, chen
		if s.offerOf(chen, talk) != "" {
			asked, next = chen, lin
		}
		line := lin.Must(http.StatusOK, "GET", "/routing/wall", nil)["line"].([]any)
		if len(line) != 1 {
			t.Fatalf("%d in line", len(line))
		}
		row := line[0].(map[string]any)
		path := "/routing/items/" + apptest.Text(row, "item_id") + "/explain"
		people := func(v map[string]any) map[string]map[string]any {
			out := map[string]map[string]any{}
			for _, p := range v["people"].([]any) {
				p := p.(map[string]any)
				out[apptest.Text(p, "staff_id")] = p
			}
			return out
		}
		v := lin.Must(http.StatusOK, "GET", path, nil)
		who := people(v)
		if row["state"] != "offered" || v["asked_id"] != asked.ID || v["place"] != 1.0 || who[asked.ID]["bar"] != "asked" || who[next.ID]["order"] != 1.0 || who[zhao.ID]["bar"] != "away" {
			t.Errorf("offered to %s: %v", asked.Login, v)
		}
		asked.Must(http.StatusNoContent, "POST", "/routing/offers/"+s.offerOf(asked, talk)+"/decline", nil)
		offer := s.offered(next, talk)
		v = lin.Must(http.StatusOK, "GET", path, nil)
		if who = people(v); who[asked.ID]["bar"] != "declined" || who[asked.ID]["until"] == nil {
			t.Errorf("declined by %s: %v", asked.Login, v)
		}
		next.Must(http.StatusOK, "POST", "/routing/offers/"+offer+"/accept", nil)
		lin.Refused(http.StatusConflict, "routing.not_waiting", "GET", path, nil)

		queue := s.first()
		preview := "/routing/queues/" + apptest.Text(queue, "id") + "/preview"
		v = s.Admin.Must(http.StatusOK, "POST", preview, map[string]any{"grade": "A", "vip": true, "steward_id": next.ID})
		if who = people(v); v["moved_seconds"] != 420.0 || v["place"] != 1.0 || who[next.ID]["order"] != 1.0 || who[next.ID]["why"].([]any)[0] != "steward" || who[asked.ID]["order"] != 2.0 {
			t.Errorf("a VIP with a steward: %v", v)
		}
		hours := s.Admin.Must(http.StatusCreated, "POST", "/calendar/hours", map[string]any{"client_key": "h", "name": "白天", "zone": "Asia/Shanghai",
			"week": map[string]any{"mon": [][]string{{"09:00", "18:00"}}, "tue": [][]string{{"09:00", "18:00"}}}})
		s.change(queue, map[string]any{"hours_id": hours["id"]})
		v = s.Admin.Must(http.StatusOK, "POST", preview, map[string]any{"at": "2026-03-02T13:00:00Z"})
		if who = people(v); v["open"] != false || v["shut"] != "closed" || who[lin.ID]["bar"] != "closed" || apptest.Text(v, "next_opening") != "2026-03-03T01:00:00Z" {
			t.Errorf("at night: %v", v)
		}
		s.Admin.Refused(http.StatusBadRequest, "staff.unknown", "POST", preview, map[string]any{"steward_id": "none"})
		s.Admin.Refused(http.StatusBadRequest, "routing.preview_at", "POST", preview, map[string]any{"at": "2030-01-01T00:00:00Z"})
	})
}

// TestLanguageOfASkill: who has a skill of the customer's language is asked,
// whatever the skill is called; a name alone means nothing.
func TestLanguageOfASkill(t *testing.T) {
	apptest.Each(t, func(t *testing.T, server *apptest.Server) {
		s := newShop(t, server)
		lin, chen := s.Staff("lin", "agent", ""), s.Staff("chen", "agent", "")
		skill := func(key, name string, more map[string]any) string {
			return apptest.Text(s.Admin.Must(http.StatusCreated, "POST", "/workforce/skills",
				merged(map[string]any{"client_key": key, "kind": "language", "name": name}, more)), "id")
		}
		named, coded := skill("n", "英语", nil), skill("c", "外语接待", map[string]any{"language": "en"})
		for c, id := range map[*apptest.Client]string{lin: named, chen: coded} {
			s.Admin.Must(http.StatusOK, "PUT", "/workforce/staff/"+c.ID+"/skills", map[string]any{"levels": map[string]any{id: 3}})
		}
		s.online(lin, chen)
		preview := "/routing/queues/" + apptest.Text(s.first(), "id") + "/preview"
		people := func() map[string]string {
			out := map[string]string{}
			for _, p := range s.Admin.Must(http.StatusOK, "POST", preview, map[string]any{"language": "en"})["people"].([]any) {
				p := p.(map[string]any)
				out[apptest.Text(p, "staff_id")] = apptest.Text(p, "bar")
			}
			return out
		}
		s.Until("only chen speaks English", func() bool { who := people(); return who[chen.ID] == "" && who[lin.ID] == "language" })
		s.Admin.Must(http.StatusOK, "PATCH", "/workforce/skills/"+named, map[string]any{"version": 1, "kind": "language", "name": "英语", "language": "en"})
		s.Until("so does lin", func() bool { who := people(); return who[chen.ID] == "" && who[lin.ID] == "" })
		k := s.Admin.Must(http.StatusOK, "PATCH", "/workforce/skills/"+named, map[string]any{"version": 2, "kind": "language", "name": "英文"})
		if k["language"] != "en" {
			t.Errorf("renamed, and its language is %v", k["language"])
		}
		if k = s.Admin.Must(http.StatusOK, "PATCH", "/workforce/skills/"+named, map[string]any{"version": 3, "kind": "skill", "name": "英文"}); k["language"] != "" {
			t.Errorf("an ability of language %v", k["language"])
		}
	})
}
