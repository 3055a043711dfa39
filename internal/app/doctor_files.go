package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"tiexin/internal/platform/blob"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/file"
)

var (
	stmtFilePage  = db.SQL("app.file_page", `SELECT id, blob, name, size, sha256 FROM file WHERE id > $1 ORDER BY id LIMIT 500`)
	stmtFileCount = db.SQL("app.file_count", `SELECT COUNT(*) FROM file`)
)

func scanFileFact(r db.Row) (f file.File, err error) {
	err = r.Scan(&f.ID, &f.Blob, &f.Name, &f.Size, &f.SHA256)
	return f, err
}

// A blob without a row is an upload under way for so long at most.
const orphanAfter = time.Hour

// checkStore sees that the store answers and lets itself be listed, which a
// wrong bucket or secret does not.
func (a *App) checkStore(ctx context.Context) Diagnosis {
	enough := errors.New("enough")
	err := a.Store.Walk(ctx, func(blob.Info) error { return enough })
	if errors.Is(err, enough) {
		err = nil
	}
	return verdict(err, "the store answers")
}

// sweepPieces removes what killed uploads have left. Where other programs use
// the folder too, a piece may still be growing under their hands.
func (a *App) sweepPieces() {
	folder, ok := a.Store.(*blob.Folder)
	if !ok {
		return
	}
	now := clock.System{}.Now() // which files carry
	before := now.Add(-orphanAfter)
	if a.lock != nil && a.lock.alone {
		before = now.AddDate(1, 0, 0)
	}
	n, err := folder.SweepTemp(before)
	if err != nil {
		slog.Warn("pieces of broken-off uploads could not be swept", "err", err)
	} else if n > 0 {
		slog.Info("pieces of broken-off uploads swept", "count", n)
	}
}

// checkFiles compares rows with blobs, both ways, and every blob with the digest
// of its upload.
func (a *App) checkFiles(ctx context.Context) Diagnosis {
	known := map[string]bool{}
	var missing, odd []string
	var total int64
	if err := db.Get(ctx, a.DB, stmtFileCount, nil, &total); err != nil {
		return broken(err)
	}
	after, tell := "", a.telling("files")
	for more := true; more; {
		page, err := db.Collect(ctx, a.DB, stmtFilePage, scanFileFact, after)
		if err != nil {
			return broken(err)
		}
		for _, f := range page {
			after, known[f.Blob] = f.ID, true
			switch err := file.Compare(ctx, a.Store, f); {
			case errors.Is(err, blob.ErrNotFound):
				missing = append(missing, f.Name)
			case errors.Is(err, file.ErrBroken):
				odd = append(odd, fmt.Sprintf("%q (%s)", f.Name, f.Blob))
			case err != nil:
				return broken(err)
			}
			tell(int64(len(known)), total)
		}
		more = len(page) > 0
	}
	orphans := 0
	err := a.Store.Walk(ctx, func(i blob.Info) error {
		if !known[i.Name] && a.Clock.Now().Sub(i.Modified) > orphanAfter {
			orphans++
		}
		return nil
	})
	switch {
	case err != nil:
		return broken(err)
	case len(missing) > 0:
		return Diagnosis{State: Failing, Message: fmt.Sprintf("%d files are missing, among them %q: restore them from a backup", len(missing), missing[0])}
	case len(odd) > 0:
		return brokenFiles(len(odd), odd)
	case orphans > 0:
		return Diagnosis{State: Warning, Message: fmt.Sprintf("%d files, and %d blobs that no row names", len(known), orphans)}
	}
	return Diagnosis{State: Fine, Message: fmt.Sprintf("%d files, all there", len(known))}
}
