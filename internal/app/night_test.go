package app

import (
	"path/filepath"
	"testing"
	"time"

	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
)

// TestTheNightsReachEveryPage of a house that is on only one day of the week and
// is restarted in between; after the last page they begin again.
func TestTheNightsReachEveryPage(t *testing.T) {
	cfg := inFolder(t)
	a := sampled(t, cfg, 3)
	side, err := a.DB.OpenSide()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := side.Exec("CREATE TABLE gone (b); INSERT INTO gone VALUES (zeroblob(60000)); DROP TABLE gone"); err != nil {
		t.Fatal(err)
	}
	pages, err := a.DB.Pages(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := side.Close(); err != nil {
		t.Fatal(err)
	}
	closed(t, a)
	dbtest.Flip(t, filepath.Join(cfg.Data, db.FileName), ((pages-1)*dbtest.PageSize+9)*8) // nobody uses it
	const parts = 7
	part := (pages + parts - 1) / parts
	shifted := &clock.Shifted{}
	for night := range int64(parts + 2) {
		if a, err = Open(t.Context(), cfg, shifted); err != nil {
			t.Fatal(err)
		}
		a.StartWriters()
		if err := a.sweepTonight(t.Context(), part); err != nil {
			t.Fatal(err)
		}
		after, err := a.Files.Pages(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want, found := min((night+1)*part, pages), night >= parts-1
		if night >= parts {
			want = (night - parts + 1) * part
		}
		if after != want || (a.DB.Damage() != nil) != found {
			t.Errorf("night %d: came to page %d of %d, not %d; damage %v", night, after, pages, want, a.DB.Damage())
		}
		closed(t, a)
		shifted.Advance(7 * 24 * time.Hour)
	}
}
