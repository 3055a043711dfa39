package app

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"tiexin/internal/platform/blob"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/config"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
)

func inFolder(t *testing.T) config.Config {
	return config.Config{Data: t.TempDir(), Listen: "127.0.0.1:0"}
}

func opened(t *testing.T, cfg config.Config) *App {
	t.Helper()
	a, err := Open(t.Context(), cfg, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func closed(t *testing.T, a *App) {
	t.Helper()
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestOneProgramHasTheFolder: a second one is told who; commands beside it work.
func TestOneProgramHasTheFolder(t *testing.T) {
	cfg := inFolder(t)
	a := sampled(t, cfg, 5)
	_, err := Open(t.Context(), cfg, clock.System{})
	if !errors.Is(err, errHeld) || !strings.Contains(err.Error(), "pid ") {
		t.Fatalf("a second program: %v", err)
	}
	if _, err := Restore(t.Context(), cfg, clock.System{}, "x"); err == nil {
		t.Error("restored under it")
	}
	b, err := OpenBeside(t.Context(), cfg, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	b.StartWriters()
	if _, err := b.Org.CommandToken(t.Context(), "admin"); err != nil {
		t.Error(err)
	}
	closed(t, b)
	if _, err := Open(t.Context(), cfg, clock.System{}); !errors.Is(err, errHeld) {
		t.Errorf("after the command: %v", err)
	}
	steps := []db.Migrations{{Module: "new", Files: fstest.MapFS{"migrations/sqlite/299901010001_new.sql": {Data: []byte("-- +goose Up\nCREATE TABLE fresh (id TEXT) STRICT;\n")}}}}
	b, err = OpenBeside(t.Context(), cfg, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, b)
	if err := b.migrateAll(t.Context(), steps); err == nil {
		t.Error("changed the catalog under a running server")
	}
	if current, pending, err := a.DB.Steps(t.Context(), steps); err != nil || !pending || current == 0 {
		t.Errorf("step %d, waiting %v, %v", current, pending, err)
	}
}

// TestACommandLeavesTheFolderFree for the server that starts meanwhile.
func TestACommandLeavesTheFolderFree(t *testing.T) {
	cfg := inFolder(t)
	b, err := OpenBeside(t.Context(), cfg, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	a := opened(t, cfg)
	closed(t, b)
	if _, err := Open(t.Context(), cfg, clock.System{}); !errors.Is(err, errHeld) {
		t.Errorf("the command took the server's hold along: %v", err)
	}
	closed(t, a)
	closed(t, opened(t, cfg))
}

// TestProgramsOnPostgresShareTheFolder, but not with a restore.
func TestProgramsOnPostgresShareTheFolder(t *testing.T) {
	cfg := inFolder(t)
	cfg.Database = dbtest.Postgres(t)
	a, b := opened(t, cfg), opened(t, cfg)
	if !a.lock.alone || b.lock.alone {
		t.Errorf("alone: %v and %v", a.lock.alone, b.lock.alone)
	}
	if _, err := takeFolder(t.Context(), cfg.Data, 0, false); !errors.Is(err, errHeld) {
		t.Errorf("taken under them: %v", err)
	}
	closed(t, a)
	closed(t, b)
}

// TestNothingNewBesideOldRemains takes away the ledger, or the key.
func TestNothingNewBesideOldRemains(t *testing.T) {
	name := blob.NewName()
	for what, spoil := range map[string]func(dir string) error{
		"key alone": func(dir string) error { return os.RemoveAll(filepath.Join(dir, "blobs")) },
		"file alone": func(dir string) error {
			return errors.Join(os.Remove(filepath.Join(dir, signingKey)), os.MkdirAll(filepath.Join(dir, "blobs", name[:2]), 0o700),
				os.WriteFile(filepath.Join(dir, "blobs", name[:2], name), []byte("x"), 0o600))
		},
		"log alone": func(dir string) error {
			return errors.Join(os.Remove(filepath.Join(dir, signingKey)), os.WriteFile(filepath.Join(dir, db.FileName+"-wal"), []byte("x"), 0o600))
		},
		"emptied ledger": func(dir string) error { return os.WriteFile(filepath.Join(dir, db.FileName), nil, 0o600) },
		"emptied ledger, files": func(dir string) error {
			return errors.Join(os.Remove(filepath.Join(dir, signingKey)), os.MkdirAll(filepath.Join(dir, "blobs", name[:2]), 0o700),
				os.WriteFile(filepath.Join(dir, "blobs", name[:2], name), []byte("x"), 0o600), os.WriteFile(filepath.Join(dir, db.FileName), nil, 0o600))
		},
	} {
		t.Run(what, func(t *testing.T) {
			cfg := inFolder(t)
			closed(t, opened(t, cfg))
			if err := errors.Join(os.Remove(filepath.Join(cfg.Data, db.FileName)), spoil(cfg.Data)); err != nil {
				t.Fatal(err)
			}
			for range 2 { // the refusal itself makes no ledger
				if _, err := Open(t.Context(), cfg, clock.System{}); err == nil || !strings.Contains(err.Error(), "restore") {
					t.Errorf("opened: %v", err)
				}
			}
		})
	}
}

// TestAMissingKeyIsNotMadeAnew where people are; a start that was cut short
// before there was anybody goes on.
func TestAMissingKeyIsNotMadeAnew(t *testing.T) {
	onBoth(t, func(t *testing.T, cfg config.Config) {
		closed(t, opened(t, cfg))
		key := filepath.Join(cfg.Data, signingKey)
		if err := os.Remove(key); err != nil {
			t.Fatal(err)
		}
		a, err := Open(t.Context(), cfg, clock.System{})
		if err != nil {
			t.Fatal(err)
		}
		a.StartWriters()
		if _, err := a.MakeSample(t.Context(), Sample{World: "shop", Size: "bench", Talks: 5, Seed: 1}); err != nil {
			t.Fatal(err)
		}
		closed(t, a)
		if stat, err := os.Stat(key); err != nil || stat.Mode().Perm() != 0o600 {
			t.Fatal("no key", err)
		}
		if err := os.Remove(key); err != nil {
			t.Fatal(err)
		}
		for _, open := range []func() (*App, error){
			func() (*App, error) { return Open(t.Context(), cfg, clock.System{}) },
			func() (*App, error) { return OpenBeside(t.Context(), cfg, clock.System{}) },
		} {
			if _, err := open(); err == nil || !strings.Contains(err.Error(), signingKey) {
				t.Errorf("opened: %v", err)
			}
		}
		if _, err := os.Stat(key); err == nil {
			t.Error("a new key")
		}
	})
}

func copies(t *testing.T, a *App) []string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(a.Config.Data, "*upgrade-*"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		list[i] = filepath.Base(list[i])
	}
	return list
}

func step(name, text string) []db.Migrations {
	return []db.Migrations{{Module: "new", Files: fstest.MapFS{"migrations/sqlite/" + name + ".sql": {Data: []byte("-- +goose Up\n" + text)}}}}
}

// TestTheLedgerIsCopiedBeforeAnUpgrade, once for each, however it is cut short.
func TestTheLedgerIsCopiedBeforeAnUpgrade(t *testing.T) {
	a := opened(t, inFolder(t))
	defer closed(t, a)
	ctx := t.Context()
	if got := copies(t, a); len(got) > 0 {
		t.Fatalf("a new ledger is copied: %v", got)
	}
	var all []db.Migrations
	for _, m := range a.Modules {
		all = append(all, m.Migrations...)
	}
	from, _, err := a.DB.Steps(ctx, all)
	if err != nil {
		t.Fatal(err)
	}
	good := append(all, step("299901010001_one", "CREATE TABLE one (id TEXT) STRICT;\n")...)
	bad := append(slices.Clone(good), step("299901010002_two", "CREATE TABLE one (id TEXT) STRICT;\n")...)
	first := filepath.Base(a.copyOf(from))
	for range 2 {
		if err := a.migrateAll(ctx, bad); err == nil || !strings.Contains(err.Error(), first) {
			t.Fatalf("the second step: %v", err)
		}
		if got := copies(t, a); !slices.Equal(got, []string{first, upgrading}) {
			t.Fatalf("cut short: %v", got)
		}
	}
	q, err := openCopy(a.copyOf(from))
	if err != nil {
		t.Fatal(err)
	}
	if at, err := stepOf(ctx, q); err != nil || at != from || sound(ctx, q) != nil {
		t.Errorf("the copy is at %d, %v", at, err)
	}
	q.Close()
	mended := append(slices.Clone(good), step("299901010002_two", "CREATE TABLE two (id TEXT) STRICT;\n")...)
	if err := a.migrateAll(ctx, mended); err != nil {
		t.Fatal(err)
	}
	if got := copies(t, a); !slices.Equal(got, []string{first}) {
		t.Errorf("done: %v", got)
	}
	if err := a.migrateAll(ctx, mended); err != nil || !slices.Equal(copies(t, a), []string{first}) {
		t.Errorf("nothing to do: %v, %v", copies(t, a), err)
	}
	next := append(slices.Clone(mended), step("299901010003_three", "CREATE TABLE three (id TEXT) STRICT;\n")...)
	if err := a.migrateAll(ctx, next); err != nil || !slices.Equal(copies(t, a), []string{filepath.Base(a.copyOf(299901010002))}) {
		t.Errorf("the next upgrade: %v, %v", copies(t, a), err)
	}
}

// TestPiecesOfKilledUploadsAreSwept at the start of whoever is alone.
func TestPiecesOfKilledUploadsAreSwept(t *testing.T) {
	cfg := inFolder(t)
	closed(t, opened(t, cfg))
	piece := filepath.Join(cfg.Data, "blobs", "tmp", blob.NewName())
	put := func() {
		t.Helper()
		if err := os.WriteFile(piece, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	there := func() bool { _, err := os.Stat(piece); return err == nil }
	put()
	a := opened(t, cfg)
	if err := a.Start(); err != nil {
		t.Fatal(err)
	}
	if there() {
		t.Error("left")
	}
	put()
	a.lock.alone = false
	a.sweepPieces()
	if !there() {
		t.Error("swept under the hands of another program")
	}
	closed(t, a)
}
