package search_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
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

// filled makes an index of the texts; group n%3 holds text n.
func filled(t *testing.T, d *db.DB, texts []string) *search.Index {
	t.Helper()
	x := search.New(d, clock.NewFixed(begin))
	for from := 0; from < len(texts); from += 500 {
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			for i := from; i < min(from+500, len(texts)); i++ {
				doc := search.Doc{Kind: search.Message, RefID: fmt.Sprint(i), Group: fmt.Sprint("g", i%3), Place: int64(i), Title: "x", Text: texts[i], At: begin}
				if err := x.Put(t.Context(), tx, doc); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return x
}

func everything(_ context.Context, _ auth.Person, groups []string) (map[string]bool, error) {
	out := map[string]bool{}
	for _, g := range groups {
		out[g] = true
	}
	return out, nil
}

// all pages through the results and gives their numbers, as they came.
func all(t *testing.T, x *search.Index, query string, limit int) []int64 {
	t.Helper()
	var out []int64
	for before := int64(0); ; {
		hits, next, err := x.Find(t.Context(), auth.Person{Kind: auth.Staff}, search.Message, query, before, limit)
		if err != nil {
			t.Fatalf("%q: %v", query, err)
		}
		for _, h := range hits {
			out = append(out, h.Place)
		}
		if next == 0 {
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

// TestEverythingIsFoundAndNothingElse compares with a look at every text.
func TestEverythingIsFoundAndNothingElse(t *testing.T) {
	texts := lines(t, 5000) // more than PostgreSQL walks before it uses its index
	queries := wanted(texts)
	each(t, func(t *testing.T, d *db.DB) {
		x := filled(t, d, texts)
		x.Decides(search.Message, everything)
		found := 0
		for q, want := range queries {
			got := all(t, x, q, 100)
			found += len(got)
			if !slices.Equal(got, want) { // in this order, too
				t.Errorf("%q finds %d, want %d", q, len(got), len(want))
			}
			if len(want) < 100 && !slices.Equal(all(t, x, q, 7), want) {
				t.Errorf("%q in pages of seven finds something else", q)
			}
		}
		if found < 4000 {
			t.Errorf("only %d results: the test looks at nothing", found)
		}
	})
}

// TestWhatOneMayNotSeeIsNotFound changes the right between two searches.
func TestWhatOneMayNotSeeIsNotFound(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		texts := make([]string, 900)
		for i := range texts {
			texts[i] = fmt.Sprintf("订单%d号", i)
		}
		x := filled(t, d, texts)
		if got := all(t, x, "订单", 100); len(got) != 0 {
			t.Errorf("nobody decides, but %d are found", len(got))
		}
		allowed := "g0"
		x.Decides(search.Message, func(_ context.Context, _ auth.Person, groups []string) (map[string]bool, error) {
			return map[string]bool{allowed: slices.Contains(groups, allowed)}, nil
		})
		for _, allowed = range []string{"g0", "g1", "none"} {
			got := all(t, x, "订单", 50)
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

// TestReplacedAndRemovedDocs keeps the index in step.
func TestReplacedAndRemovedDocs(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		x := filled(t, d, []string{"旧的内容", "别的内容"})
		x.Decides(search.Message, everything)
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			if err := x.Put(t.Context(), tx, search.Doc{Kind: search.Message, RefID: "0", Group: "g0", Place: 7, Text: "新的说法", At: begin}); err != nil {
				return err
			}
			return x.Remove(t.Context(), tx, search.Message, "1")
		})
		if err != nil {
			t.Fatal(err)
		}
		for query, want := range map[string]int{"旧的": 0, "新的": 1, "内容": 0} {
			if got := all(t, x, query, 10); len(got) != want {
				t.Errorf("%s finds %v", query, got)
			}
		}
		hits, _, err := x.Find(t.Context(), auth.Person{}, search.File, "新的", 0, 10)
		if err != nil || len(hits) != 0 {
			t.Errorf("another kind finds %v %v", hits, err)
		}
	})
}
