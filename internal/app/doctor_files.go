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
)

var stmtFilePage = db.SQL("app.file_page", `SELECT id, blob, name, size FROM file WHERE id > $1 ORDER BY id LIMIT 500`)

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

// checkFiles compares rows with blobs, both ways.
func (a *App) checkFiles(ctx context.Context) Diagnosis {
	known := map[string]bool{}
	var missing, odd []string
	after := ""
	for more := true; more; {
		more = false
		err := db.Each(ctx, a.DB, stmtFilePage, func(r db.Row) error {
			var id, name, shown string
			var size int64
			if err := r.Scan(&id, &name, &shown, &size); err != nil {
				return err
			}
			after, more, known[name] = id, true, true
			f, info, err := a.Store.Open(ctx, name)
			if errors.Is(err, blob.ErrNotFound) {
				missing = append(missing, shown)
				return nil
			}
			if err != nil {
				return err
			}
			if info.Size != size {
				odd = append(odd, shown)
			}
			return f.Close()
		}, after)
		if err != nil {
			return broken(err)
		}
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
		return Diagnosis{State: Failing, Message: fmt.Sprintf("%d files differ in size from their rows, among them %q", len(odd), odd[0])}
	case orphans > 0:
		return Diagnosis{State: Warning, Message: fmt.Sprintf("%d files, and %d blobs that no row names", len(known), orphans)}
	}
	return Diagnosis{State: Fine, Message: fmt.Sprintf("%d files, all there", len(known))}
}
