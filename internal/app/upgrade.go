package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/job"
	"tiexin/internal/platform/run"
)

const (
	beforeUpgrade = "before-upgrade-"
	upgrading     = "upgrade-unfinished"
)

// aloneWaits for a program that is about to end.
var aloneWaits = 3 * time.Second

// keepBefore copies a SQLite ledger before the first step of an upgrade. One
// that was cut short goes on and keeps the copy from before its first step.
// It gives the copy's path, or nothing where there is nothing to upgrade.
func (a *App) keepBefore(ctx context.Context, steps []db.Migrations) (string, error) {
	if a.DB.Engine() != db.SQLite {
		return "", nil
	}
	current, pending, err := a.DB.Steps(ctx, steps)
	if err != nil || !pending || current == 0 {
		return "", err
	}
	mark := filepath.Join(a.Config.Data, upgrading)
	text, err := os.ReadFile(mark)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if from, err := strconv.ParseInt(string(text), 10, 64); err == nil && from < current {
		if _, err := os.Stat(a.copyOf(from)); err == nil {
			return a.copyOf(from), nil
		}
	}
	to := a.copyOf(current)
	if a.unsummed == to { // the ledger itself, as it was
		return to, os.WriteFile(mark, []byte(strconv.FormatInt(current, 10)), folderMode)
	}
	if err := a.copyLedger(ctx, to); err != nil {
		return "", fmt.Errorf("升级前没能复制账本，所以没有升级 (the ledger could not be copied before the upgrade, which was not begun): %w", err)
	}
	return to, os.WriteFile(mark, []byte(strconv.FormatInt(current, 10)), folderMode)
}

func (a *App) copyOf(step int64) string {
	return filepath.Join(a.Config.Data, beforeUpgrade+strconv.FormatInt(step, 10)+".db")
}

func (a *App) copyLedger(ctx context.Context, to string) error {
	part := to + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	side, err := a.DB.OpenSide()
	if err != nil {
		return err
	}
	if err = errors.Join(db.CopyInto(ctx, side, part), side.Close()); err != nil {
		return errors.Join(err, os.RemoveAll(part))
	}
	f, err := os.OpenFile(part, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Chmod(folderMode), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.RemoveAll(part))
	}
	if err := os.Rename(part, to); err != nil {
		return errors.Join(err, os.RemoveAll(part))
	}
	return syncDir(a.Config.Data)
}

// copySays is how often a long copy says how far it is.
const copySays = 5 * time.Second

// checkLog refuses a SQLite log that is damaged in front of accepted writes.
func (a *App) checkLog() error {
	if a.guest || a.Config.Database != "" {
		return nil
	}
	return db.CheckLog(a.Config.Data)
}

// giveSums makes an older SQLite ledger anew with sums on its pages, once, and
// keeps the file as it was as the copy from before the upgrade.
func (a *App) giveSums(ctx context.Context) error {
	if a.guest || a.Config.Database != "" {
		return nil
	}
	o, err := db.FindOlder(ctx, a.Config.Data)
	if err != nil || o == nil {
		return err
	}
	kept := a.copyOf(o.Step)
	slog.Info("the ledger's pages get sums; it is copied once", "mib", o.Size>>20, "kept", kept)
	tell := run.New()
	tell.Every("page sums", copySays, func(context.Context) error {
		slog.Info("the ledger is being copied", "mib", o.Done()>>20, "of", o.Size>>20)
		return nil
	})
	err = errors.Join(o.Renew(ctx, kept), o.Close())
	tell.Stop()
	var done *db.RenewedError
	if errors.As(err, &done) {
		return fmt.Errorf("账本的页已加上校验，原账本保留在 %s，但磁盘没有确认写好，请再启动一次 (the ledger's pages have sums and the ledger as it was is kept, but the disk did not confirm it: start again): %w", kept, err)
	}
	if err != nil {
		return fmt.Errorf("没能给账本的页加上校验，账本保持原样 (the ledger's pages could not be given sums; it is as it was): %w", err)
	}
	slog.Info("the ledger's pages have sums", "kept", kept)
	a.unsummed = kept
	return nil
}

// upgraded forgets the copies of earlier upgrades.
func (a *App) upgraded(kept string) error {
	if kept == "" {
		return nil
	}
	list, err := os.ReadDir(a.Config.Data)
	if err != nil {
		return err
	}
	for _, e := range list {
		if strings.HasPrefix(e.Name(), beforeUpgrade) && e.Name() != filepath.Base(kept) {
			if err := os.Remove(filepath.Join(a.Config.Data, e.Name())); err != nil {
				return err
			}
		}
	}
	return os.Remove(filepath.Join(a.Config.Data, upgrading))
}

// migrateAll takes the steps that wait, and attends the ledger from then on.
func (a *App) migrateAll(ctx context.Context, steps []db.Migrations) error {
	for {
		if err := a.DB.Attend(ctx); err != nil {
			return err
		}
		pending, err := a.pending(ctx, steps)
		if err == nil && pending && a.guest {
			err = errors.New("正在运行的服务是旧版本，账本还没有升级：请先用新版本重启它 (the running server is of an older version and the ledger is not upgraded yet: restart the server with this one first)")
		}
		if err != nil || a.guest {
			return err
		}
		if !pending {
			return a.upgradeNow(ctx, steps) // which tells of a newer ledger
		}
		a.DB.Leave()
		err = a.DB.Alone(ctx, aloneWaits, func() error { return a.upgradeNow(ctx, steps) })
		if errors.Is(err, db.ErrAttended) {
			err = fmt.Errorf("账本要升级，但还有程序正在这个数据库上运行：请先停下所有旧版本的服务，再启动新版本 (the ledger is to be upgraded while a program works on it: stop every server of the older version first): %w", err)
		}
		if err != nil {
			return err
		}
	}
}

// pending tells whether a step of ours or of the job library waits.
func (a *App) pending(ctx context.Context, steps []db.Migrations) (bool, error) {
	var pending bool
	var err error
	if a.step, pending, err = a.DB.Steps(ctx, steps); err != nil || pending {
		return pending, err
	}
	return job.Pending(ctx, a.DB)
}

// stillOurs ends the program when the ledger has been upgraded by a newer one
// while this one could not be seen to work on it.
func (a *App) stillOurs(ctx context.Context) error {
	current, _, err := a.DB.Steps(ctx, a.steps())
	if err != nil || current == a.step {
		return err
	}
	err = fmt.Errorf("账本已由别的版本升级到 %d (the ledger was changed by another version, from step %d)", current, a.step)
	a.DB.Distrust(err)
	return err
}

func (a *App) upgradeNow(ctx context.Context, steps []db.Migrations) error {
	kept, err := a.keepBefore(ctx, steps)
	if err != nil {
		return err
	}
	if err := a.DB.Migrate(ctx, steps); err != nil {
		if kept != "" {
			return fmt.Errorf("%w；升级前的账本在 %s (the ledger as it was before)", err, kept)
		}
		return err
	}
	if err := job.Migrate(ctx, a.DB); err != nil {
		return err
	}
	return a.upgraded(kept)
}
