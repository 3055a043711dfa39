package apptest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"tiexin/internal/app"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/config"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
)

// catalog is a ledger with its tables and nobody in it. A migration takes most
// of a fresh start, so that it is made once and every start begins as a copy.
type catalog struct {
	file []byte // of SQLite
	name string // that tells it from the catalogs of other versions
}

var ready = sync.OnceValues(func() (catalog, error) {
	dir, err := os.MkdirTemp("", "tiexin-catalog-")
	if err != nil {
		return catalog{}, err
	}
	defer os.RemoveAll(dir)
	sum := sha256.New()
	err = migrate(dir, "", func(a *app.App) error {
		for _, m := range a.Modules {
			for _, steps := range m.Migrations {
				if err := fs.WalkDir(steps.Files, ".", func(path string, e fs.DirEntry, err error) error {
					if err != nil || e.IsDir() {
						return err
					}
					text, err := fs.ReadFile(steps.Files, path)
					sum.Write([]byte(path))
					sum.Write(text)
					return err
				}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return catalog{}, err
	}
	file, err := os.ReadFile(filepath.Join(dir, db.FileName))
	return catalog{file: file, name: "tiexin_catalog_" + hex.EncodeToString(sum.Sum(nil)[:8])}, err
})

// migrate opens the program once, which makes its tables.
func migrate(dir, database string, look func(*app.App) error) error {
	a, err := app.Open(context.Background(), config.Config{Data: dir, Listen: "127.0.0.1:0", Database: database}, clock.System{})
	if err != nil {
		return err
	}
	err = look(a)
	if e := a.Close(); err == nil {
		err = e
	}
	return err
}

// Postgres gives the address of a database with its tables and nobody in it,
// or skips the test.
func Postgres(t testing.TB) string {
	t.Helper()
	c, err := ready()
	if err != nil {
		t.Fatal(err)
	}
	dbtest.PostgresTemplate(t, c.name, func(url string) error {
		dir := t.TempDir()
		return migrate(dir, url, func(*app.App) error { return nil })
	})
	return dbtest.PostgresFrom(t, c.name)
}

// folder gives a data folder with a ledger in the same state.
func folder(t testing.TB) string {
	t.Helper()
	c, err := ready()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, db.FileName), c.file, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}
