package app_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
)

// found asks and gives the excerpts with who said them.
func found(c *apptest.Client, pairs ...string) []string {
	var out []string
	for _, r := range apptest.Rows(c.Must(http.StatusOK, "GET", apptest.Query("/search", pairs...), nil)) {
		out = append(out, apptest.Text(r, "title")+": "+apptest.Text(r, "excerpt"))
	}
	return out
}

// TestSearchIsNarrowed by when, who, where and by label.
func TestSearchIsNarrowed(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		_, other := w.channel("门店微店", w.shop, nil)
		label := apptest.Text(w.Admin.Must(http.StatusCreated, "POST", "/labels", map[string]any{"client_key": apptest.Key(), "name": "售后", "colour": "#2b5f9e"}), "id")
		v, first := w.thread(w.shopKey, w.lin)
		say(v, "洗衣机漏水了")
		write(w.lin, first, "reply", "漏水我们马上安排")
		write(w.lin, first, "note", "漏水，上月也报过")
		w.lin.Must(http.StatusOK, "PUT", "/conversations/"+first+"/labels", map[string]any{"label_ids": []string{label}})
		s.Clock.Advance(time.Hour)
		middle := s.Clock.Now()
		s.Clock.Advance(time.Hour)
		elsewhere := w.visitor(other)
		second := apptest.Text(say(elsewhere, "水管漏水"), "conversation_id")
		w.chen.Must(http.StatusOK, "POST", "/conversations/"+second+"/claim", nil)
		write(w.chen, second, "reply", "漏水先关总阀")
		w.indexed()
		at := middle.UTC().Format(time.RFC3339)
		for _, c := range []struct {
			pairs []string
			want  int
		}{
			{nil, 5}, {[]string{"from", at}, 2}, {[]string{"to", at}, 3}, {[]string{"staff_id", w.lin.ID}, 2}, {[]string{"staff_id", w.chen.ID}, 1},
			{[]string{"channel_id", w.shopChannel}, 3}, {[]string{"label_id", label}, 3}, {[]string{"label_id", label, "staff_id", w.chen.ID}, 0},
			{[]string{"from", at, "label_id", label}, 0}, {[]string{"staff_id", "nobody"}, 0}, {[]string{"label_id", "nothing"}, 0},
		} {
			if got := found(w.supervisor, append([]string{"q", "漏水"}, c.pairs...)...); len(got) != c.want {
				t.Errorf("%v: %q", c.pairs, got)
			}
		}
		w.supervisor.Refused(http.StatusBadRequest, "search.period", "GET", apptest.Query("/search", "q", "漏水", "from", at, "to", at), nil)
		row := apptest.Rows(w.supervisor.Must(http.StatusOK, "GET", apptest.Query("/search", "q", "洗衣机"), nil))[0]
		shown := w.lin.Must(http.StatusOK, "GET", "/conversations/"+first, nil)
		if row["customer_name"] != apptest.At(shown, "customer.name") || row["customer_id"] != apptest.At(shown, "customer.id") || apptest.Text(row, "customer_name") == "" {
			t.Errorf("whose it is: %v", row)
		}
		if got := found(w.wu, "q", "漏水"); len(got) != 0 {
			t.Errorf("the bank finds what the shop's customers said: %q", got)
		}
	})
}

// TestWhatWasRecalledIsFoundByNobody, neither the words nor the name of the file.
func TestWhatWasRecalledIsFoundByNobody(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, _ := w.thread(w.shopKey, w.lin)
		m := say(v, "我的卡号是六二二八")
		w.indexed()
		if got := found(w.lin, "q", "卡号"); len(got) != 1 {
			t.Fatalf("before: %q", got)
		}
		v.Must(http.StatusOK, "POST", "/widget/messages/"+apptest.Text(m, "id")+"/recall", nil)
		for _, when := range []string{"at once", "when the index has taken it"} {
			for _, c := range []*apptest.Client{w.lin, w.lead, w.supervisor, w.Admin} {
				if got := found(c, "q", "卡号"); len(got) != 0 {
					t.Errorf("%s %s finds %q", when, c.Login, got)
				}
			}
			w.indexed()
		}
	})
}

// TestBothSidesWordsAreAChoice of the organisation.
func TestBothSidesWordsAreAChoice(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, _ := w.thread(w.shopKey, w.lin)
		say(v, "這個軟體怎麼用")
		w.indexed()
		if got := found(w.lin, "q", "软件"); len(got) != 0 {
			t.Errorf("nobody has switched it on: %q", got)
		}
		version := s.Admin.Must(http.StatusOK, "GET", "/organisation", nil)["version"]
		s.Admin.Must(http.StatusOK, "PATCH", "/organisation", map[string]any{"version": version, "search_wordings": true})
		if got := found(w.lin, "q", "软件"); len(got) != 1 {
			t.Errorf("switched on: %q", got)
		}
	})
}

// TestAPageFullOfCustomersGoesOn to the messages.
func TestAPageFullOfCustomersGoesOn(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		for range 3 {
			w.lin.Must(http.StatusCreated, "POST", "/customers", map[string]any{"client_key": apptest.Key(), "kind": "person", "name": "王漏水"})
		}
		v, _ := w.thread(w.shopKey, w.lin)
		say(v, "漏水")
		w.indexed()
		var kinds []string
		for cursor := ""; ; {
			page := w.lin.Must(http.StatusOK, "GET", apptest.Query("/search", "q", "漏水", "limit", "3", "cursor", cursor), nil)
			for _, r := range apptest.Rows(page) {
				kinds = append(kinds, apptest.Text(r, "kind"))
			}
			if cursor = apptest.Text(page, "next_cursor"); cursor == "" {
				break
			}
		}
		if got := strings.Join(kinds, " "); got != "customer customer customer message" {
			t.Error(got)
		}
	})
}

// TestCustomersAreFoundAtOnceAndStayFound when names change.
func TestCustomersAreFoundUnderTheirNewName(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		made := w.lin.Must(http.StatusCreated, "POST", "/customers", map[string]any{"client_key": apptest.Key(), "kind": "person", "name": "欧阳春晓"})
		w.indexed()
		w.lin.Must(http.StatusOK, "PATCH", "/customers/"+apptest.Text(made, "id"), map[string]any{"version": made["version"], "name": "司马秋水"})
		w.indexed()
		for query, want := range map[string]int{"欧阳": 0, "春晓": 0, "司马": 1, "simaqiushui": 1} {
			if got := found(w.lin, "q", query, "kind", "customer"); len(got) != want {
				t.Errorf("%s finds %q", query, got)
			}
		}
		if got := found(w.wu, "q", "司马"); slices.ContainsFunc(got, func(string) bool { return true }) {
			t.Errorf("the bank finds %q", got)
		}
	})
}

// TestSearchFindsPicturesAndMarkedLetters: an emoji alone, and Latin letters with
// or without their marks.
func TestSearchFindsPicturesAndMarkedLetters(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, _ := w.thread(w.shopKey, w.lin)
		say(v, "收到👍🏽谢谢")
		say(v, "寄到 Hauptstraße 5，Frau Müller 收")
		say(v, "两个👍👍")
		w.indexed()
		for q, want := range map[string]int{"👍": 2, "👍👍": 1, "👍🏽": 1, "👎": 0, "hauptstrasse": 1, "STRASSE": 1, "Straße": 1, "muller": 1, "Müller": 1, "mueller": 0} {
			if got := found(w.supervisor, "q", q); len(got) != want {
				t.Errorf("%s: %q", q, got)
			}
		}
	})
}
