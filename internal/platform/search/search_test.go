package search_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tiexin/internal/kit/textsplit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
	"tiexin/internal/platform/search"
)

var begin = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// lines reads what people have said from the corpus beside the project.
func lines(t *testing.T, most int) []string {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "..", "shared", "corpora", "dialogues", "crosswoz-val.jsonl"))
	if err != nil {
		t.Skipf("the dialogues are not here: %v", err)
	}
	defer f.Close()
	var out []string
	for s := bufio.NewScanner(f); s.Scan() && len(out) < most; {
		var d struct{ Messages []struct{ Text string } }
		if err := json.Unmarshal(s.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		for _, m := range d.Messages {
			out = append(out, m.Text)
		}
	}
	return append(out, "ＡＢＣ－１２３号", "臺灣的門店", "退货 退貨", "订单号 SF1234567890123", "電話１３８ 0013 8000", "👍🏽很好", "a_b%c\\d'e\"f")
}

// house stands for a module: texts in a ledger of its own.
type house struct {
	docs  []search.Doc // the oldest first
	sees  func(group string) bool
	asked []search.Filter
}

func (h *house) Found(_ context.Context, _ auth.Person, k search.Kind, refs []search.Ref, f search.Filter) (map[string]search.Shown, error) {
	h.asked = append(h.asked, f)
	out := map[string]search.Shown{}
	wanted := map[string]bool{}
	for _, r := range refs {
		wanted[r.RefID] = true
	}
	for _, d := range h.docs {
		if wanted[d.RefID] && d.Kind == k && h.sees(d.Group) {
			out[d.RefID] = search.Shown{Doc: d}
		}
	}
	return out, nil
}

func (h *house) Docs(_ context.Context, before string, limit int) ([]search.Doc, string, error) {
	at := len(h.docs)
	if before != "" {
		at, _ = strconv.Atoi(before)
	}
	from := max(at-limit, 0)
	out := slices.Clone(h.docs[from:at])
	slices.Reverse(out)
	if from == 0 {
		return out, "", nil
	}
	return out, strconv.Itoa(from), nil
}

func (h *house) put(d search.Doc) {
	h.docs = slices.DeleteFunc(h.docs, func(o search.Doc) bool { return o.Kind == d.Kind && o.RefID == d.RefID })
	h.docs = append(h.docs, d)
}

func all(string) bool { return true }

// open opens the index beside a ledger and keeps it going.
func open(t *testing.T, d *db.DB, dir string, h *house) *search.Index {
	t.Helper()
	x, err := search.Open(t.Context(), d, clock.NewFixed(begin), dir)
	if err != nil {
		t.Fatal(err)
	}
	if h.sees == nil {
		h.sees = all
	}
	x.Owns("house", h, search.Message, search.File, search.Customer)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- x.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := errors.Join(<-done, x.Close()); err != nil {
			t.Error(err)
		}
	})
	return x
}

func put(t *testing.T, x *search.Index, docs ...search.Doc) {
	t.Helper()
	if err := x.Home().Write(t.Context(), func(tx *db.Tx) error { return x.Put(t.Context(), tx, docs...) }); err != nil {
		t.Fatal(err)
	}
}

// said are texts as messages, an hour apart: group n%3 holds text n.
func said(texts []string) []search.Doc {
	out := make([]search.Doc, len(texts))
	for i, text := range texts {
		out[i] = search.Doc{Ref: search.Ref{Kind: search.Message, RefID: fmt.Sprint(i), Group: fmt.Sprint("g", i%3), Place: int64(i), At: begin.Add(time.Duration(i) * time.Hour)}, Text: text}
	}
	return out
}

// places pages through the results and gives their numbers, as they came.
func places(t *testing.T, x *search.Index, k search.Kind, query string, f search.Filter, limit int) []int64 {
	t.Helper()
	var out []int64
	for before := (*search.Spot)(nil); ; {
		hits, next, err := x.Find(t.Context(), auth.Person{Kind: auth.Staff}, k, query, f, before, limit)
		if err != nil {
			t.Fatalf("%q: %v", query, err)
		}
		for _, h := range hits {
			out = append(out, h.Place)
		}
		if next == nil {
			return out
		}
		before = next
	}
}

func each(t *testing.T, test func(t *testing.T, d *db.DB)) {
	dbtest.Each(t, []db.Migrations{search.Migrations()}, test)
}

// wanted looks at every text for every query; newest first.
func wanted(texts []string) map[string][]int64 {
	queries := []string{"驴肉", "公园", "你好", "的", "4.5", "4.5分", "100-150", "abc-123", "台湾", "退貨", "sf1234567890123", "13800138000", "门票 免费", "👍",
		"a_b", "'", "\"", "*", "NEAR", "AND OR NOT", "不存在的词", "(", ":*", "\\", "%"}
	for i := 0; i < len(texts); i += len(texts) / 12 {
		if r := []rune(texts[i]); len(r) > 8 {
			queries = append(queries, string(r[3:5]), string(r[2:6]), string(r[len(r)-3:]))
		}
	}
	out := map[string][]int64{}
	for _, q := range queries {
		out[q] = nil
		for i := len(texts) - 1; i >= 0 && len(textsplit.Query(q)) > 0; i-- {
			if textsplit.Matches(texts[i], q) {
				out[q] = append(out[q], int64(i))
			}
		}
	}
	return out
}

// TestEverythingIsFoundAndNothingElse compares with a look at every text, for an
// index that was written as the texts came and for one that was filled later.
func TestEverythingIsFoundAndNothingElse(t *testing.T) {
	texts := lines(t, 5000) // more than PostgreSQL walks before it uses its index
	queries := wanted(texts)
	each(t, func(t *testing.T, d *db.DB) {
		h := &house{docs: said(texts)}
		written := open(t, d, t.TempDir(), h)
		for part := range slices.Chunk(h.docs, 500) {
			put(t, written, part...)
		}
		check(t, written, queries)
	})
	each(t, func(t *testing.T, d *db.DB) {
		h := &house{docs: said(texts)}
		filled := open(t, d, t.TempDir(), h)
		last := h.docs[len(h.docs)-1]
		put(t, filled, last) // came before the filling
		if err := filled.Fill(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		if done, err := filled.Filled(t.Context()); !done || err != nil {
			t.Errorf("filled: %v %v", done, err)
		}
		check(t, filled, queries)
	})
}

func check(t *testing.T, x *search.Index, queries map[string][]int64) {
	t.Helper()
	found := 0
	for q, want := range queries {
		got := places(t, x, search.Message, q, search.Filter{}, 100)
		found += len(got)
		if !slices.Equal(got, want) { // in this order, too
			t.Errorf("%q finds %d, want %d", q, len(got), len(want))
		}
		if len(want) < 100 && !slices.Equal(places(t, x, search.Message, q, search.Filter{}, 7), want) {
			t.Errorf("%q in pages of seven finds something else", q)
		}
	}
	if found < 4000 {
		t.Errorf("only %d results: the test looks at nothing", found)
	}
}

// TestWhatOneMayNotSeeIsNotFound changes the right between two searches.
func TestWhatOneMayNotSeeIsNotFound(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		texts := make([]string, 900)
		for i := range texts {
			texts[i] = fmt.Sprintf("订单%d号", i)
		}
		allowed := "g0"
		h := &house{docs: said(texts), sees: func(group string) bool { return group == allowed }}
		x := open(t, d, t.TempDir(), h)
		put(t, x, h.docs...)
		for _, allowed = range []string{"g0", "g1", "none"} {
			got := places(t, x, search.Message, "订单", search.Filter{}, 50)
			for _, n := range got {
				if fmt.Sprint("g", n%3) != allowed {
					t.Errorf("%d is found by who may see %s", n, allowed)
				}
			}
			if want := map[string]int{"g0": 300, "g1": 300, "none": 0}[allowed]; len(got) != want {
				t.Errorf("%d found in %s, want %d", len(got), allowed, want)
			}
		}
	})
}

// TestReplacedAndRemovedDocs keeps the index in step, and shows what stands in
// the ledger now where it is not.
func TestReplacedAndRemovedDocs(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		h := &house{docs: said([]string{"旧的内容", "别的内容", "还在的内容"})}
		x := open(t, d, t.TempDir(), h)
		put(t, x, h.docs...)
		changed := h.docs[0]
		changed.Text = "新的说法"
		h.put(changed)
		if got := places(t, x, search.Message, "旧的", search.Filter{}, 10); len(got) != 0 {
			t.Errorf("what nobody says any more is found: %v", got)
		}
		put(t, x, changed)
		err := x.Home().Write(t.Context(), func(tx *db.Tx) error { return x.Remove(t.Context(), tx, search.Message, "1") })
		if err != nil {
			t.Fatal(err)
		}
		for query, want := range map[string][]int64{"旧的": nil, "新的": {0}, "内容": {2}} {
			if got := places(t, x, search.Message, query, search.Filter{}, 10); !slices.Equal(got, want) {
				t.Errorf("%s finds %v", query, got)
			}
		}
		if got := places(t, x, search.File, "新的", search.Filter{}, 10); len(got) != 0 {
			t.Errorf("another kind finds %v", got)
		}
	})
}

// TestTimesAndTheRestOfAFilter narrows by time itself and asks the module for
// the rest.
func TestTimesAndTheRestOfAFilter(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		h := &house{}
		at := []time.Time{begin, begin.AddDate(0, 0, 29), begin.AddDate(0, 1, 0), begin.AddDate(0, 2, 0), begin.AddDate(1, 0, 0)}
		for i, when := range at {
			h.docs = append(h.docs, search.Doc{Ref: search.Ref{Kind: search.Message, RefID: fmt.Sprint(i), Group: "g", Place: int64(i), At: when}, Text: "漏水"})
		}
		x := open(t, d, t.TempDir(), h)
		for _, doc := range []int{3, 0, 4, 2, 1} { // an import comes in any order
			put(t, x, h.docs[doc])
		}
		for _, c := range []struct {
			from, to time.Time
			want     int
		}{
			{time.Time{}, time.Time{}, 5}, {at[2], time.Time{}, 3}, {time.Time{}, at[2], 2}, {at[1], at[3], 2}, {at[3], at[3].Add(time.Microsecond), 1},
			{at[3].Add(time.Microsecond), at[4], 0}, {begin.AddDate(2, 0, 0), time.Time{}, 0},
		} {
			if got := places(t, x, search.Message, "漏水", search.Filter{From: c.from, To: c.to}, 2); len(got) != c.want {
				t.Errorf("from %v to %v: %v", c.from, c.to, got)
			}
		}
		if d.Engine() == db.SQLite {
			if got := places(t, x, search.Message, "漏水", search.Filter{}, 2); !slices.IsSortedFunc(got, func(a, b int64) int { return at[b].Compare(at[a]) }) && at[got[0]] != at[4] {
				t.Errorf("months are not the newest first: %v", got)
			}
		}
		want := search.Filter{StaffID: "s", Channel: "c", Label: "l"}
		h.asked = nil
		places(t, x, search.Message, "漏水", want, 10)
		if len(h.asked) == 0 || h.asked[0] != want {
			t.Errorf("the module is asked for %+v", h.asked)
		}
	})
}

// TestNumbersAreFoundWhole and by no part of them.
func TestNumbersAreFoundWhole(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		h := &house{docs: []search.Doc{{Ref: search.Ref{Kind: search.Customer, RefID: "a", Group: "a", At: begin, Place: 7},
			Text: "王芳\n138****8000", Hidden: "wangfang wf", Whole: []string{"13800138000", "8613800138000"}}}}
		x := open(t, d, t.TempDir(), h)
		put(t, x, h.docs...)
		for query, want := range map[string]int{
			"13800138000": 1, "008613800138000": 1, "0086-138 0013 8000": 1, "００８６１３８００１３８０００": 1, "+86 138 0013 8000": 1, "(86)138-0013-8000": 1, "8000": 1, "138": 1, "王芳": 1, "wangfang": 1,
			"1380013800": 0, "3800138000": 0, "0013": 0, "13800": 0, "00138000": 0, "138001380001": 0, "王芳 0013": 0, "13800138000x": 0,
		} {
			if got := places(t, x, search.Customer, query, search.Filter{}, 10); len(got) != want {
				t.Errorf("%s finds %d, want %d", query, len(got), want)
			}
		}
		hits, _, err := x.Find(t.Context(), auth.Person{}, search.Customer, "13800138000", search.Filter{}, nil, 10)
		if err != nil || len(hits) != 1 || strings.Contains(hits[0].Excerpt, "0013") || len(hits[0].Marks) != 0 {
			t.Errorf("%+v, %v", hits, err)
		}
	})
}

// TestWordsOfBothSides find each other when the organisation wants it.
func TestWordsOfBothSides(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		h := &house{docs: said([]string{"這個軟體的品質不錯", "软件质量很好", "网络不好"})}
		x := open(t, d, t.TempDir(), h)
		put(t, x, h.docs...)
		on := false
		x.Wordings = func(context.Context) bool { return on }
		if got := places(t, x, search.Message, "软件", search.Filter{}, 10); !slices.Equal(got, []int64{1}) {
			t.Errorf("switched off: %v", got)
		}
		on = true
		for query, want := range map[string][]int64{"软件": {1, 0}, "軟體": {1, 0}, "品质": {1, 0}, "网路": {2}, "質量": {1, 0}, "雨伞": nil} {
			if got := places(t, x, search.Message, query, search.Filter{}, 10); !slices.Equal(got, want) {
				t.Errorf("%s finds %v, want %v", query, got, want)
			}
		}
		hits, _, err := x.Find(t.Context(), auth.Person{}, search.Message, "软件", search.Filter{}, nil, 10)
		if err != nil || len(hits) != 2 || len(hits[1].Marks) != 1 || hits[1].Marks[0].Start != 2 {
			t.Errorf("what is marked: %+v, %v", hits, err)
		}
	})
}

// TestADocGivenTwiceStandsOnce: a file that two messages carry comes twice from
// the module, as it is written and when the index is filled.
func TestADocGivenTwiceStandsOnce(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		twice := said([]string{"说明书.pdf", "说明书.pdf", "别的"})
		for i := range twice[:2] {
			twice[i].Kind, twice[i].RefID = search.File, "f"
		}
		for how, fill := range map[string]func(x *search.Index) error{
			"written": func(x *search.Index) error {
				return x.Home().Write(t.Context(), func(tx *db.Tx) error { return x.Put(t.Context(), tx, twice...) })
			},
			"filled": func(x *search.Index) error { return x.Fill(t.Context(), 0) },
		} {
			h := &house{docs: twice}
			x := open(t, d, t.TempDir(), h)
			if err := x.Home().Write(t.Context(), func(tx *db.Tx) error {
				return errors.Join(x.Remove(t.Context(), tx, search.File, "f"), x.Remove(t.Context(), tx, search.Message, "2"))
			}); err != nil {
				t.Fatal(err)
			}
			if err := fill(x); err != nil {
				t.Fatalf("%s: %v", how, err)
			}
			h.docs = twice[1:] // where it stands last
			if got := places(t, x, search.File, "说明书", search.Filter{}, 10); !slices.Equal(got, []int64{1}) {
				t.Errorf("%s: found at %v", how, got)
			}
		}
	})
}
