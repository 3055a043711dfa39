package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/blob"
	"tiexin/internal/platform/db"
)

var (
	stmtLiteMade  = db.SQLFor(db.SQLite, "app.made_sqlite", `SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'org_staff'`)
	stmtPgMade    = db.SQLFor(db.Postgres, "app.made_postgres", `SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'org_staff'`)
	stmtInhabited = db.SQL("app.inhabited", `SELECT COUNT(*) FROM (SELECT id FROM org_staff LIMIT 1) one`)
)

// remains names something in the folder that only an installation leaves
// behind; empty: there is nothing.
func remains(dir string, more ...string) (string, error) {
	for _, name := range append([]string{signingKey, restoring}, more...) {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return name, nil
		} else if !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	found := ""
	err := filepath.WalkDir(filepath.Join(dir, "blobs"), func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && e.Type().IsRegular() && blob.ValidName(e.Name()) && filepath.Base(filepath.Dir(path)) != "tmp" {
			found = "blobs"
			return fs.SkipAll
		}
		return err
	})
	return found, err
}

// ledgerGone refuses to begin a new ledger beside what an old one has left.
func (a *App) ledgerGone(what string) error {
	where := filepath.Join(a.Config.Data, db.FileName)
	if a.Config.Database != "" {
		where = "--database"
	}
	return fmt.Errorf("账本不见了（%s），但数据目录 %s 里还有 %s。不会在旧数据旁新建账本：请检查 --data 和 --database 是否写对、磁盘是否已挂载，或者用 tiexin restore 把备份恢复到一个空目录 "+
		"(the ledger is missing, but the data folder holds %[3]s; nothing new is begun beside it: look whether --data and --database are right and the disk is mounted, or restore a backup into an empty folder)",
		where, a.Config.Data, what)
}

// lookBefore refuses before a missing SQLite file would be made.
func (a *App) lookBefore() error {
	if a.Config.Database != "" {
		return nil
	}
	if _, err := os.Stat(filepath.Join(a.Config.Data, db.FileName)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	what, err := remains(a.Config.Data, db.FileName+"-wal") // which holds what was accepted last
	if err == nil && what != "" {
		err = a.ledgerGone(what)
	}
	return err
}

// openKey reads the key that signs visitors' tokens and links. Only a ledger
// in which nobody is yet gets a new one, written when its catalog is made: a
// start that is cut short leaves nothing that would be refused.
func (a *App) openKey(ctx context.Context) error {
	path := filepath.Join(a.Config.Data, signingKey)
	text, err := os.ReadFile(path)
	missing := errors.Is(err, fs.ErrNotExist)
	if err != nil && !missing {
		return err
	}
	made, inhabited, err := a.ledgerState(ctx)
	if err != nil {
		return err
	}
	switch what, err := remains(a.Config.Data); {
	case err != nil:
		return err
	case !made && what != "":
		return a.ledgerGone(what)
	case missing && inhabited:
		return fmt.Errorf("签名密钥 %s 不见了。新建一个会让所有访客的登录和文件链接失效，所以没有启动：请从备份里取回这个文件（tiexin restore 到一个空目录，再复制过来） "+
			"(the signing key is missing; a new one would end every visitor's session and link: bring the file back from a backup)", path)
	case missing:
		var key [auth.MinKeyBytes]byte
		rand.Read(key[:])
		text = []byte(hex.EncodeToString(key[:]) + "\n")
		a.newKey = text
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err == nil {
		a.Signer, err = auth.NewSigner(key, nil)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// ledgerState tells whether the ledger has a catalog, and anybody in it.
func (a *App) ledgerState(ctx context.Context) (made, inhabited bool, err error) {
	stmt := stmtLiteMade
	if a.DB.Engine() == db.Postgres {
		stmt = stmtPgMade
	}
	var tables, people int64
	if err := db.Get(ctx, a.DB, stmt, nil, &tables); err != nil || tables == 0 {
		return false, false, err
	}
	err = db.Get(ctx, a.DB, stmtInhabited, nil, &people)
	return true, people > 0, err
}

// keepKey sees a new key onto the disk before anything is signed with it. It
// never replaces one.
func (a *App) keepKey() error {
	if a.newKey == nil {
		return nil
	}
	part, err := os.CreateTemp(a.Config.Data, signingKey+".") // readable by its owner alone
	if err != nil {
		return err
	}
	defer os.Remove(part.Name())
	_, err = part.Write(a.newKey)
	if err = errors.Join(err, part.Sync(), part.Close()); err != nil {
		return err
	}
	if err := os.Link(part.Name(), filepath.Join(a.Config.Data, signingKey)); err != nil {
		return err
	}
	a.newKey = nil
	return syncDir(a.Config.Data)
}
