package app

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tiexin/internal/platform/blob"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/config"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/file"
)

var (
	stmtTestTexts = db.SQL("app.test_texts", `SELECT id, text FROM conversation_message WHERE conversation_id = $1`)
	stmtTestTalks = db.SQL("app.test_talks", `SELECT id FROM conversation ORDER BY id`)
	stmtTestBlobs = db.SQL("app.test_blobs", `SELECT blob FROM file ORDER BY id`)
)

// drill is a stopped house whose bits are flipped, and what stands in it.
type drill struct {
	data  string
	talks []string
	texts map[string]map[string]string // by conversation and id
	blobs []string
	raw   []byte
	kinds map[string][]int64 // pages, by what they are
}

// flip is one bit of one file, and what of a finding must name it.
type flip struct {
	what, file, names string
	bit               int64
}

func newDrill(t *testing.T) *drill {
	t.Helper()
	cfg := inFolder(t)
	d := &drill{data: cfg.Data, texts: map[string]map[string]string{}, kinds: map[string][]int64{}}
	t.Run("filling", func(t *testing.T) {
		a := sampled(t, cfg, 40)
		for i, size := range []int{20, 9_000, 300_000} {
			body := strings.NewReader(strings.Repeat(fmt.Sprintf("line %d of many\n", i), size/15+1))
			if _, err := a.Files.Put(t.Context(), file.Upload{Owner: "staff:x", ClientKey: fmt.Sprint(i), Name: fmt.Sprintf("尺码表%d.txt", i), Body: body, Size: blob.UnknownSize}); err != nil {
				t.Fatal(err)
			}
		}
		side, err := a.DB.OpenSide()
		if err != nil {
			t.Fatal(err)
		}
		defer side.Close()
		for _, statement := range []string{
			"UPDATE conversation_message SET text = text || hex(zeroblob(5000)) WHERE rowid % 40 = 7",
			"CREATE TABLE gone (b)", "INSERT INTO gone VALUES (zeroblob(60000))", "DROP TABLE gone", "PRAGMA wal_checkpoint(TRUNCATE)",
		} {
			if _, err := side.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		d.learn(t, a)
	})
	var err error
	if d.raw, err = os.ReadFile(filepath.Join(d.data, db.FileName)); err != nil {
		t.Fatal(err)
	}
	return d
}

// learn writes down what stands in the house and on which pages.
func (d *drill) learn(t *testing.T, a *App) {
	ctx := t.Context()
	id := func(r db.Row) (s string, err error) { err = r.Scan(&s); return s, err }
	var err error
	if d.talks, err = db.Collect(ctx, a.DB, stmtTestTalks, id); err != nil {
		t.Fatal(err)
	}
	if d.blobs, err = db.Collect(ctx, a.DB, stmtTestBlobs, id); err != nil {
		t.Fatal(err)
	}
	for _, talk := range d.talks {
		if d.texts[talk], err = textsOf(ctx, a, talk); err != nil {
			t.Fatal(err)
		}
	}
	side, err := a.DB.OpenSide()
	if err != nil {
		t.Fatal(err)
	}
	defer side.Close()
	rows, err := side.Query(`SELECT s.pagetype || ' of ' || COALESCE(m.type, 'table'), s.pageno FROM dbstat s LEFT JOIN sqlite_schema m ON m.name = s.name WHERE s.pageno > 1`)
	if err != nil {
		t.Fatal(err)
	}
	used := map[int64]bool{1: true}
	for rows.Next() {
		var kind string
		var page int64
		if err := rows.Scan(&kind, &page); err != nil {
			t.Fatal(err)
		}
		d.kinds[kind], used[page] = append(d.kinds[kind], page), true
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	pages, err := a.DB.Pages(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for page := int64(1); page <= pages; page++ {
		if !used[page] {
			d.kinds["unused"] = append(d.kinds["unused"], page)
		}
	}
}

func textsOf(ctx context.Context, a *App, talk string) (map[string]string, error) {
	out := map[string]string{}
	err := db.Each(ctx, a.DB, stmtTestTexts, func(r db.Row) error {
		var id, text string
		err := r.Scan(&id, &text)
		out[id] = text
		return err
	}, talk)
	return out, err
}

// flips chooses what is flipped: message texts, pages of each kind, the header,
// and attached files.
func (d *drill) flips(t *testing.T) []flip {
	random := rand.New(rand.NewPCG(36, 24))
	var out []flip
	inLedger := func(what string, bit int64) {
		out = append(out, flip{what, db.FileName, fmt.Sprintf("page %d", bit/8/dbtest.PageSize+1), bit})
	}
	for len(out) < 8 {
		texts := d.texts[d.talks[random.IntN(len(d.talks))]]
		text := texts[slices.Min(slices.Collect(maps.Keys(texts)))]
		if at := bytes.Index(d.raw, []byte(text)); len(text) > 12 && at > 0 {
			inLedger("text", (int64(at)+random.Int64N(int64(len(text))))*8+random.Int64N(8))
		}
	}
	for _, kind := range []string{"leaf of table", "leaf of index", "internal of table", "internal of index", "overflow of table", "unused"} {
		pages := d.kinds[kind]
		if len(pages) == 0 {
			t.Fatalf("no page is %s: %v", kind, d.kinds)
		}
		for range 2 {
			page := pages[random.IntN(len(pages))]
			inLedger(kind, (page-1)*dbtest.PageSize*8+random.Int64N(dbtest.PageSize*8))
		}
	}
	for _, at := range []int64{16*8 + 4, 20*8 + 3, 28*8 + 1, 60 * 8, 90 * 8, 3000*8 + 5} {
		inLedger("header", at)
	}
	for i, name := range d.blobs {
		stat, err := os.Stat(filepath.Join(d.data, "blobs", name[:2], name))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, flip{"file", filepath.Join("blobs", name[:2], name), d.blobs[i], random.Int64N(stat.Size() * 8)})
	}
	return out
}

// TestEveryFlippedBitIsNamed: by doctor and by backup, and nothing is read that
// was not written.
func TestEveryFlippedBitIsNamed(t *testing.T) {
	d := newDrill(t)
	list := d.flips(t)
	if len(list) < 24 {
		t.Fatalf("%d flips", len(list))
	}
	for i, f := range append(list, flip{what: "nothing"}) {
		t.Run(fmt.Sprintf("%d %s", i, f.what), func(t *testing.T) {
			cfg := config.Config{Data: filepath.Join(t.TempDir(), "copy"), Listen: "127.0.0.1:0"}
			if err := os.CopyFS(cfg.Data, os.DirFS(d.data)); err != nil {
				t.Fatal(err)
			}
			if f.file != "" {
				dbtest.Flip(t, filepath.Join(cfg.Data, f.file), f.bit)
			}
			a, err := OpenBeside(t.Context(), cfg, clock.System{})
			if err != nil {
				d.named(t, f, "opening", err.Error())
				return
			}
			a.StartWriters()
			defer a.Close()
			d.read(t, a)
			var found strings.Builder
			list := a.Doctor(t.Context())
			for _, l := range list {
				if l.State == Failing {
					found.WriteString(l.Message + "\n")
				}
			}
			to := filepath.Join(t.TempDir(), "backup")
			_, err = a.Backup(t.Context(), to)
			if f.file == "" {
				if !Healthy(list) || err != nil {
					t.Errorf("a whole house: %s, %v", states(list), err)
				}
				return
			}
			d.named(t, f, "doctor", found.String())
			if _, there := os.Stat(to); err == nil || there == nil {
				t.Error("backed up")
			} else {
				d.named(t, f, "backup", err.Error())
			}
		})
	}
}

func (d *drill) named(t *testing.T, f flip, who, said string) {
	t.Helper()
	if !strings.Contains(said, f.names) || f.file == "" {
		t.Errorf("%s of %d in %s does not name %s: %q", who, f.bit, f.file, f.names, said)
	}
}

// read compares every message with what was written, or meets a refusal.
func (d *drill) read(t *testing.T, a *App) {
	t.Helper()
	for _, talk := range d.talks {
		texts, err := textsOf(t.Context(), a, talk)
		if err != nil {
			if !fault.HasCode(err, "storage.damaged") {
				t.Errorf("reading: %v", err)
			}
			continue
		}
		if len(texts) != len(d.texts[talk]) {
			t.Errorf("%d messages instead of %d", len(texts), len(d.texts[talk]))
		}
		for id, text := range texts {
			if text != d.texts[talk][id] {
				t.Errorf("read %.60q, written was %.60q", text, d.texts[talk][id])
			}
		}
	}
}
