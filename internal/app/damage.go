package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/file"
)

const (
	// lookEvery is how often it is asked whether the nightly comparison is due.
	lookEvery = 10 * time.Minute
	// nightPages of the ledger are read in one night: a GiB.
	nightPages = 1 << 18

	wayBackWords = "restore the newest backup into an empty folder, on a disk that is well (tiexin restore)"
	namedFiles   = 5
)

// compareTonight reads a part of what is stored and compares it with its sums:
// files and pages of the ledger, each on from where the last night ended, so that
// all of both are reached in time.
func (a *App) compareTonight(ctx context.Context) error {
	zone := time.FixedZone("", 8*3600)
	if o, err := a.Directory.Organisation(ctx); err == nil {
		if z, err := time.LoadLocation(o.Zone); err == nil {
			zone = z
		}
	}
	due, err := a.Files.Due(ctx, zone)
	if err != nil || !due {
		return err
	}
	if a.DB.Engine() == db.SQLite {
		if err := a.sweepTonight(ctx, nightPages); err != nil {
			return err
		}
		if err := a.Search.Check(ctx); err != nil {
			slog.WarnContext(ctx, "the search index is damaged and made anew", "err", err)
		}
	}
	return a.Files.Check(ctx, file.NightBytes)
}

// sweepTonight reads so many pages of the ledger, on from where the last night
// ended, whichever nights there are. After the last page it begins again.
func (a *App) sweepTonight(ctx context.Context, most int64) error {
	pages, err := a.DB.Pages(ctx)
	if err != nil {
		return err
	}
	after, err := a.Files.Pages(ctx)
	if err != nil {
		return err
	}
	if after >= pages { // it may have shrunk
		after = 0
	}
	n := min(most, pages-after)
	err = a.DB.Sweep(ctx, after+1, n, nil)
	var broken *db.PagesError
	if errors.As(err, &broken) { // it stands on the health page
		slog.ErrorContext(ctx, "the ledger is damaged: "+wayBackWords, "pages", broken)
		err = nil
	}
	if err != nil {
		return err
	}
	return a.Files.PutPages(ctx, after+n)
}

// damaged says what of the ledger has been met that is not what was written.
func damaged(err error) Diagnosis {
	return Diagnosis{State: Failing, Message: err.Error() + ": " + wayBackWords, code: "ledger.damaged", args: map[string]any{"error": err.Error()}}
}

// checkPages reads every page of a SQLite ledger, what nobody uses too.
func (a *App) checkPages(ctx context.Context) error {
	pages, err := a.DB.Pages(ctx)
	if err != nil {
		return err
	}
	tell := a.telling("pages of the ledger")
	return a.DB.Sweep(ctx, 1, pages, func(done int64) { tell(done, pages) })
}

// checkSums tells whether the engine would notice a page that is not what was
// written.
func (a *App) checkSums(ctx context.Context) Diagnosis {
	if a.DB.Engine() == db.SQLite {
		switch has, err := a.DB.Sums(); {
		case err != nil:
			return broken(err)
		case !has:
			return Diagnosis{State: Warning, code: "page_sums.older", Message: "the ledger's pages have no sums yet: a flipped bit would be served; restart the server with this version"}
		}
		return Diagnosis{State: Fine, Message: "every page has a sum"}
	}
	var on string
	if err := db.Get(ctx, a.DB, stmtChecksums, nil, &on); err != nil {
		return broken(err)
	}
	if on != "on" {
		return Diagnosis{State: Warning, code: "page_sums.off",
			Message: "PostgreSQL has data_checksums off: a flipped bit would be served; stop the server, run pg_checksums --enable -D FOLDER, start it again"}
	}
	var failures int64
	if err := db.Get(ctx, a.DB, stmtChecksumFailures, nil, &failures); err != nil {
		return broken(err)
	}
	if failures > 0 {
		return Diagnosis{State: Failing, code: "page_sums.failed", args: map[string]any{"count": failures},
			Message: fmt.Sprintf("PostgreSQL met %d pages that differ from what was written: %s", failures, wayBackWords)}
	}
	return Diagnosis{State: Fine, Message: "data_checksums is on"}
}

var (
	stmtChecksums        = db.SQLFor(db.Postgres, "app.data_checksums", `SELECT current_setting('data_checksums')`)
	stmtChecksumFailures = db.SQLFor(db.Postgres, "app.checksum_failures", `SELECT COALESCE(SUM(checksum_failures), 0)::bigint FROM pg_stat_database WHERE datname = current_database()`)
)

// brokenFiles says which files are known to differ from what was uploaded.
func brokenFiles(n int, names []string) Diagnosis {
	list := strings.Join(names[:min(len(names), namedFiles)], ", ")
	return Diagnosis{State: Failing, code: "files.broken", args: map[string]any{"count": n, "names": list},
		Message: fmt.Sprintf("%d files differ from what was uploaded, among them %s: bring them back from a backup", n, list)}
}

// checkKnownFiles is the store's answer, and the files known to be broken.
func (a *App) checkKnownFiles(ctx context.Context) Diagnosis {
	some, n, err := a.Files.Broken(ctx)
	if err != nil {
		return broken(err)
	}
	if n > 0 {
		var names []string
		for _, f := range some {
			names = append(names, fmt.Sprintf("%q (%s)", f.Name, f.Blob))
		}
		return brokenFiles(n, names)
	}
	return a.checkStore(ctx)
}

// tellsAfter is how long somebody waits for a word, and for the next.
const tellsAfter = time.Second

// telling says how far something is that takes long, where somebody listens.
func (a *App) telling(what string) func(done, total int64) {
	c := clock.System{}
	last := c.Now()
	return func(done, total int64) {
		if now := c.Now(); a.Tell != nil && now.Sub(last) >= tellsAfter {
			last = now
			a.Tell(fmt.Sprintf("%s: %d / %d", what, done, total))
		}
	}
}

// damageFigures are read by who watches the house from outside.
func (a *App) damageFigures() {
	a.API.Gauge("tiexin_ledger_damaged_pages", "Pages of the ledger met by this process that differ from what was written.", func() float64 { return float64(a.DB.Damaged()) })
	a.API.Gauge("tiexin_files_broken", "Files known to differ from what was uploaded; -1 where that cannot be told.", func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), tellsAfter)
		defer cancel()
		_, n, err := a.Files.Broken(ctx)
		if err != nil {
			return -1
		}
		return float64(n)
	})
}

// sayDamage tells a readiness probe what is damaged where the house goes on
// without it, so that the answer stays a yes.
func (a *App) sayDamage(w http.ResponseWriter) {
	if err := a.DB.Damage(); err != nil {
		fmt.Fprintf(w, "damaged: %s: %s\n", err, wayBackWords)
	}
}
