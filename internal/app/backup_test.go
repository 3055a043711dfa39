package app

import (
	"archive/tar"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/blob"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/config"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
	"tiexin/internal/platform/file"
)

var (
	stmtTestUnread = db.SQL("app.test_unread", `UPDATE conversation SET unread = unread + 7 WHERE state = 'open' AND id = (SELECT MIN(id) FROM conversation WHERE state = 'open')`)
	stmtTestSeal   = db.SQL("app.test_seal", `UPDATE audit_seal SET lines = lines + 1`)
	stmtTestSet    = db.SQL("app.test_restored", `SELECT value FROM org_setting WHERE key = 'restored'`)
	stmtTestLogins = db.SQL("app.test_sessions", `SELECT COUNT(*) FROM org_session`)
)

func states(list []Diagnosis) string {
	var out []string
	for _, d := range list {
		if d.State != Fine {
			out = append(out, string(d.State)+" "+d.Name)
		}
	}
	return strings.Join(out, ", ")
}

func TestBackupAndRestore(t *testing.T) {
	onBoth(t, func(t *testing.T, cfg config.Config) {
		a := sampled(t, cfg, 60)
		ctx := t.Context()
		if _, err := a.Files.Put(ctx, file.Upload{Owner: "staff:x", ClientKey: "k", Name: "尺码表.txt", Body: strings.NewReader("S 155\nM 160\n"), Size: blob.UnknownSize}); err != nil {
			t.Fatal(err)
		}
		if _, err := a.Org.CommandToken(ctx, "admin"); err != nil {
			t.Fatal(err)
		}
		if err := a.Audit.Seal(ctx); err != nil {
			t.Fatal(err)
		}
		address, err := a.Calendar.FeedURL(as(ctx, a, "admin"))
		if err != nil {
			t.Fatal(err)
		}
		feed := address.URL[strings.Index(address.URL, "token=")+len("token="):]
		if _, err := a.Calendar.ReadFeed(ctx, feed); err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(t.TempDir(), "b.tar.zst")
		made, err := a.Backup(ctx, to)
		if err != nil || len(made.Manifest.Missing) > 0 {
			t.Fatal(err, made.Manifest.Missing)
		}
		if stat, err := os.Stat(to); err != nil || stat.Mode().Perm() != 0o600 {
			t.Errorf("backup is %v, %v", stat.Mode(), err)
		}
		if _, err := a.Backup(ctx, to); err == nil {
			t.Error("a backup was replaced")
		}
		again := config.Config{Data: filepath.Join(t.TempDir(), "new"), Listen: cfg.Listen}
		if cfg.Database != "" {
			again.Database = dbtest.Postgres(t)
		}
		if _, err := Restore(ctx, again, clock.System{}, to); err != nil {
			t.Fatal(err)
		}
		if _, err := Restore(ctx, again, clock.System{}, to); err == nil {
			t.Error("restored over what is there")
		}
		if cfg.Database != "" {
			other := config.Config{Data: filepath.Join(t.TempDir(), "other"), Listen: cfg.Listen, Database: again.Database}
			if _, err := Restore(ctx, other, clock.System{}, to); err == nil || !strings.Contains(err.Error(), "not empty") {
				t.Errorf("restored into a database in use: %v", err)
			}
			if _, err := os.Stat(other.Data); !os.IsNotExist(err) {
				t.Errorf("a folder was left: %v", err)
			}
		}
		checkRestored(t, again, feed)
	})
}

// as lets somebody act.
func as(ctx context.Context, a *App, login string) context.Context {
	people, _ := a.Directory.Colleagues(ctx)
	for _, c := range people {
		if c.Login == login {
			p, _ := a.Directory.PersonOf(ctx, c.ID)
			return auth.With(ctx, p)
		}
	}
	return ctx
}

func checkRestored(t *testing.T, cfg config.Config, feed string) {
	ctx := t.Context()
	b, err := Open(ctx, cfg, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	b.StartWriters()
	if _, err := b.Calendar.ReadFeed(ctx, feed); err == nil {
		t.Error("a feed's address of the past opens, which may have been renewed since")
	}
	var sessions int
	var mark string
	if err := db.Get(ctx, b.DB, stmtTestLogins, nil, &sessions); err != nil || sessions != 0 {
		t.Errorf("%d sessions after the restore, %v", sessions, err)
	}
	if err := db.Get(ctx, b.DB, stmtTestSet, nil, &mark); err != nil || !strings.Contains(mark, `"hold":true`) {
		t.Errorf("mark %q, %v", mark, err)
	}
	// New audit lines chain on after those of the backup.
	if _, err := b.Org.CommandToken(ctx, "admin"); err != nil {
		t.Fatal(err)
	}
	if err := b.Audit.Seal(ctx); err != nil {
		t.Fatal(err)
	}
	if !Healthy(b.Doctor(ctx)) {
		t.Errorf("doctor: %s", states(b.Doctor(ctx)))
	}
}

func TestDoctorFinds(t *testing.T) {
	onBoth(t, func(t *testing.T, cfg config.Config) {
		a := sampled(t, cfg, 40)
		ctx := context.Background()
		f, err := a.Files.Put(ctx, file.Upload{Owner: "staff:x", ClientKey: "k", Name: "a.txt", Body: strings.NewReader("text"), Size: 4})
		if err != nil {
			t.Fatal(err)
		}
		sealed(t, a)
		if !Healthy(a.Doctor(ctx)) {
			t.Fatal(states(a.Doctor(ctx)))
		}
		if err := a.Store.Delete(ctx, f.Blob); err != nil {
			t.Fatal(err)
		}
		err = a.DB.Write(ctx, func(tx *db.Tx) error {
			if _, err := tx.Exec(ctx, stmtTestUnread); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, stmtTestSeal)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := states(a.Doctor(ctx)); !strings.Contains(got, "fail audit_chain, fail counters, fail files") {
			t.Errorf("doctor found only: %s", got)
		}
	})
}

// TestRestoreRefuses gives restore archives that no backup ever is; nothing
// may be written.
func TestRestoreRefuses(t *testing.T) {
	manifest := `{"format":1,"engine":"sqlite","files":[]}`
	entry := func(name, body string) []tar.Header {
		return []tar.Header{{Typeflag: tar.TypeReg, Name: name, Size: int64(len(body))}}
	}
	hostile := map[string][]tar.Header{
		"climbs":    entry("../tiexin.db", ""),
		"absolute":  entry("/etc/passwd", ""),
		"blob path": entry("blobs/../../x", ""),
		"stranger":  entry("tiexin.json", ""),
		"link":      {{Typeflag: tar.TypeSymlink, Name: "tiexin.db", Linkname: "/etc/passwd"}},
		"hard link": {{Typeflag: tar.TypeLink, Name: "signing.key", Linkname: "tiexin.db"}},
		"folder":    {{Typeflag: tar.TypeDir, Name: "blobs/"}},
		"twice":     append(entry("signing.key", ""), entry("signing.key", "")...),
		"unnamed":   entry("signing.key", ""),
	}
	for name, headers := range hostile {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x")
			writeTar(t, path, headers, manifest)
			refused(t, path)
		})
	}
	t.Run("more than the disk has room for", func(t *testing.T) {
		room, err := freeRoom(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "x")
		cutTar(t, path, tar.Header{Typeflag: tar.TypeReg, Name: "tiexin.db", Size: room + 1<<40})
		if err := refused(t, path); err == nil || !strings.Contains(err.Error(), "room left") {
			t.Errorf("refused for another reason: %v", err)
		}
	})
	t.Run("no archive", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "x")
		if err := os.WriteFile(path, []byte("hello"), 0o600); err != nil {
			t.Fatal(err)
		}
		refused(t, path)
	})
	t.Run("no tables", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "x")
		writeTar(t, path, nil, `{"format":1,"engine":"sqlite","files":[]}`)
		if err := refused(t, path); err == nil || !strings.Contains(err.Error(), "proves nothing") {
			t.Errorf("refused for another reason: %v", err)
		}
	})
	for name, change := range map[string]func(m *Manifest, ledger *sql.DB) error{
		"a hand in the manifest": func(m *Manifest, _ *sql.DB) error { m.MadeAt = m.MadeAt.Add(time.Hour); return nil },
		"a trigger": func(m *Manifest, q *sql.DB) error {
			m.Seal = ""
			_, err := q.Exec("CREATE TRIGGER helper AFTER DELETE ON org_session BEGIN UPDATE org_staff SET password = ''; END")
			return err
		},
		"a view": func(m *Manifest, q *sql.DB) error {
			m.Seal = ""
			_, err := q.Exec("CREATE VIEW helper AS SELECT 1")
			return err
		},
		"a lost trigger": func(m *Manifest, q *sql.DB) error {
			m.Seal = ""
			_, err := q.Exec("DROP TRIGGER audit_entry_no_delete")
			return err
		},
		"a table more": func(m *Manifest, q *sql.DB) error {
			m.Seal = ""
			_, err := q.Exec("CREATE TABLE more (x); INSERT INTO more VALUES (1)")
			return err
		},
		"another row": func(m *Manifest, q *sql.DB) error {
			m.Seal = ""
			_, err := q.Exec("UPDATE org_staff SET name = 'x'")
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := forged(t, change)
			data := filepath.Join(t.TempDir(), "data")
			if _, err := Restore(t.Context(), config.Config{Data: data, Listen: "127.0.0.1:0"}, clock.System{}, path); err == nil {
				t.Error("restored")
			} else {
				t.Log(err)
			}
			if _, err := os.Stat(filepath.Join(data, db.FileName)); !os.IsNotExist(err) {
				t.Errorf("a ledger is in place: %v", err)
			}
		})
	}
	t.Run("without a seal", func(t *testing.T) { // as older programs made them
		path := forged(t, func(m *Manifest, _ *sql.DB) error { m.Seal = ""; return nil })
		m, err := Restore(t.Context(), config.Config{Data: filepath.Join(t.TempDir(), "data"), Listen: "127.0.0.1:0"}, clock.System{}, path)
		if err != nil || m.Seal != "" {
			t.Errorf("%q %v", m.Seal, err)
		}
	})
	t.Run("flipped bit", func(t *testing.T) {
		a := sampled(t, config.Config{Data: t.TempDir(), Listen: "127.0.0.1:0"}, 20)
		path := filepath.Join(t.TempDir(), "x")
		if _, err := a.Backup(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		raw[len(raw)/2] ^= 4
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		refused(t, path)
	})
}

func anywhere(Entry) error { return nil }

// TestWhatPacksWellIsRead: what a customer sends may pack to a thousandth, and
// the backup that holds it is no bomb.
func TestWhatPacksWellIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	w, err := newArchive(path)
	if err != nil {
		t.Fatal(err)
	}
	const size = 96 << 20
	err = w.add(signingKey, size, io.LimitReader(zeros{}, size))
	m := Manifest{Format: archiveFormat, Tables: []Table{{Name: "x"}}, Files: w.files}
	if err := errors.Join(err, w.finish(m), w.close()); err != nil {
		t.Fatal(err)
	}
	if _, err := verifyArchive(path, anywhere); err != nil {
		t.Error(err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// cutTar writes an archive that ends behind the header of its only entry.
func cutTar(t *testing.T, path string, h tar.Header) {
	t.Helper()
	var out bytes.Buffer
	zip, err := zstd.NewWriter(&out)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(tar.NewWriter(zip).WriteHeader(&h), zip.Close(), os.WriteFile(path, out.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
}

func writeTar(t *testing.T, path string, headers []tar.Header, manifest string) {
	t.Helper()
	var out bytes.Buffer
	zip, err := zstd.NewWriter(&out)
	if err != nil {
		t.Fatal(err)
	}
	w := tar.NewWriter(zip)
	for _, h := range append(headers, tar.Header{Typeflag: tar.TypeReg, Name: manifestName, Size: int64(len(manifest))}) {
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		block := make([]byte, 1<<20)
		for left := h.Size; h.Name != manifestName && left > 0; left -= int64(len(block)) {
			if _, err := w.Write(block[:min(left, int64(len(block)))]); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := w.Write([]byte(manifest)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// forged makes a backup, lets change meddle with it and packs it again, so that
// files and digests fit.
func forged(t *testing.T, change func(m *Manifest, ledger *sql.DB) error) string {
	t.Helper()
	a := sampled(t, config.Config{Data: t.TempDir(), Listen: "127.0.0.1:0"}, 20)
	made, out, room := filepath.Join(t.TempDir(), "made"), filepath.Join(t.TempDir(), "forged"), t.TempDir()
	if _, err := a.Backup(t.Context(), made); err != nil {
		t.Fatal(err)
	}
	m, err := verifyArchive(made, anywhere)
	if err != nil {
		t.Fatal(err)
	}
	err = readArchive(made, func(e Entry, body io.Reader) error {
		to := filepath.Join(room, filepath.FromSlash(e.Name))
		return errors.Join(os.MkdirAll(filepath.Dir(to), 0o700), copySync(to, body))
	})
	q, openErr := openCopy(filepath.Join(room, db.FileName))
	if err = errors.Join(err, openErr); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(change(&m, q), q.Close()); err != nil {
		t.Fatal(err)
	}
	w, err := newArchive(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range m.Files {
		if err := w.addFile(e.Name, filepath.Join(room, filepath.FromSlash(e.Name))); err != nil {
			t.Fatal(err)
		}
	}
	m.Files = w.files
	if err := errors.Join(w.finish(m), w.close()); err != nil {
		t.Fatal(err)
	}
	return out
}

func refused(t *testing.T, path string) error {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	_, err := Restore(t.Context(), config.Config{Data: data, Listen: "127.0.0.1:0"}, clock.System{}, path)
	if err == nil {
		t.Error("restored")
	}
	if _, statErr := os.Stat(data); !os.IsNotExist(statErr) {
		t.Errorf("something was written: %v (%v)", statErr, err)
	}
	t.Log(err)
	return err
}

var stmtTestSeals = db.SQL("test.seals", `SELECT COUNT(*) FROM audit_seal`)

// sealed seals until there is a seal: on PostgreSQL what others write at the
// same time on the same server keeps lines back for a moment.
func sealed(t *testing.T, a *App) {
	t.Helper()
	for limit := time.Now().Add(time.Minute); time.Now().Before(limit); time.Sleep(50 * time.Millisecond) {
		if err := a.Audit.Seal(t.Context()); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := db.Get(t.Context(), a.DB, stmtTestSeals, nil, &n); err != nil || n > 0 {
			if err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatal("nothing was sealed in a minute")
}
