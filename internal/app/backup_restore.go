package app

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tiexin/internal/platform/blob"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/config"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/id"
)

// Restored is kept in the ledger as the setting "restored". Whatever sends
// things outside looks at it: what was waiting in the backup may have been
// sent since, and is held until an administrator says go.
type Restored struct {
	At       time.Time `json:"at"`
	BackupAt time.Time `json:"backup_at"`
	Hold     bool      `json:"hold"`
}

// What every restored ledger forgets: nobody is signed in, no token and no
// link of the past opens it again.
var forgotten = []string{"DELETE FROM org_session", "DELETE FROM org_link", "DELETE FROM org_attempt"}

// endFeeds gives every calendar feed another address: one that was renewed since
// the backup would open again, because somebody else may have had it.
const endFeeds = `INSERT INTO calendar_feed (staff_id, serial) SELECT id, $1 FROM org_staff WHERE 1 = 1
	ON CONFLICT (staff_id) DO UPDATE SET serial = excluded.serial`

const putRestored = `INSERT INTO org_setting (key, value, version) VALUES ('restored', $1, 1)
	ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = org_setting.version + 1`

// Restore brings a backup into an empty data folder, or an empty database. The
// archive is read through and every digest compared before anything is
// written; the ledger is checked before it is put in its place.
func Restore(ctx context.Context, cfg config.Config, c clock.Clock, from string) (Manifest, error) {
	if err := emptyFolder(cfg.Data); err != nil {
		return Manifest{}, err
	}
	fits, err := roomFor(cfg)
	if err != nil {
		return Manifest{}, err
	}
	m, err := verifyArchive(from, fits)
	if err != nil {
		return m, err
	}
	if want := engineOf(cfg); m.Engine != want {
		return m, fmt.Errorf("backup of %s, to be restored with %s: give --database accordingly", m.Engine, want)
	}
	if m.Engine == db.Postgres {
		if err := emptyDatabase(ctx, cfg.Database); err != nil {
			return m, err
		}
	}
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return m, err
	}
	lock, err := takeFolder(ctx, cfg.Data, lockWaits, false)
	if err != nil {
		return m, err
	}
	defer lock.Close()
	if err := emptyFolder(cfg.Data); err != nil { // somebody may have been faster
		return m, err
	}
	staging := filepath.Join(cfg.Data, restoring)
	if err := os.RemoveAll(staging); err != nil { // of a restore that was killed
		return m, err
	}
	if err := os.Mkdir(staging, 0o700); err != nil {
		return m, err
	}
	defer os.RemoveAll(staging)
	mark := Restored{At: c.Now(), BackupAt: m.MadeAt, Hold: true}
	if err := unpack(ctx, cfg, from, staging, m); err != nil {
		return m, err
	}
	if m.Engine == db.Postgres {
		err = loadPostgres(ctx, cfg, c, staging, &m, mark)
	} else {
		own, openErr := ownProgram(ctx, filepath.Join(staging, "blank"), c)
		if openErr != nil {
			return m, openErr
		}
		err = settleSQLite(ctx, filepath.Join(staging, db.FileName), own, &m, mark)
	}
	if err != nil {
		return m, err
	}
	return m, putInPlace(staging, cfg.Data)
}

// roomFor refuses what an archive holds beyond the room of the disk it is to
// stand on; files that go elsewhere take none of it.
func roomFor(cfg config.Config) (func(Entry) error, error) {
	dir := cfg.Data
	for {
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) || dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	room, err := freeRoom(dir)
	left := room
	return func(e Entry) error {
		if cfg.S3.Endpoint != "" && strings.HasPrefix(e.Name, blobFolder) {
			return nil
		}
		if left -= e.Size; left < 0 {
			return fmt.Errorf("磁盘放不下这份备份：%s 所在的磁盘还剩 %d MiB (the backup unpacks to more than the room left on the disk)", dir, room>>20)
		}
		return nil
	}, err
}

func engineOf(cfg config.Config) db.Engine {
	if cfg.Database != "" {
		return db.Postgres
	}
	return db.SQLite
}

// emptyFolder refuses a folder with anything but a configuration in it, and
// what a program that never got further leaves.
func emptyFolder(dir string) error {
	list, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	for _, e := range list {
		if !slices.Contains([]string{"tiexin.json", lockName, restoring}, e.Name()) {
			return fmt.Errorf("%s is not empty (%s): a backup is restored into an empty folder only", dir, e.Name())
		}
	}
	return err
}

func emptyDatabase(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	var tables int
	if err := conn.QueryRow(ctx, "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema()").Scan(&tables); err != nil {
		return err
	}
	if tables > 0 {
		return errors.New("the database is not empty: a backup is restored into an empty database only")
	}
	return nil
}

// unpack writes the files of an archive that has been verified, and compares what
// it wrote once more: the archive is read a second time.
func unpack(ctx context.Context, cfg config.Config, from, staging string, m Manifest) error {
	store, err := openStore(cfg, staging)
	if err != nil {
		return err
	}
	want := map[string]string{}
	for _, e := range m.Files {
		want[e.Name] = e.SHA256
	}
	return readArchive(from, func(e Entry, body io.Reader) (err error) {
		switch {
		case e.Name == manifestName:
			return nil
		case strings.HasPrefix(e.Name, blobFolder):
			var info blob.Info
			info, err = store.Put(ctx, strings.TrimPrefix(e.Name, blobFolder), body, e.Size)
			e.SHA256 = info.SHA256
		default:
			path := filepath.Join(staging, filepath.Base(e.Name))
			if err = copySync(path, body); err == nil {
				e.SHA256, err = DigestOf(path)
			}
		}
		if err == nil && e.SHA256 != want[e.Name] {
			err = fmt.Errorf("%s: what was written differs from the backup", e.Name)
		}
		return err
	})
}

// settleSQLite checks the copied ledger, compares it with the manifest, and
// makes it forget who was signed in.
func settleSQLite(ctx context.Context, path string, own map[string]string, m *Manifest, mark Restored) error {
	q, err := openCopy(path)
	if err != nil {
		return err
	}
	err = func() error {
		if err := sameProgram(ctx, q, own); err != nil {
			return err
		}
		if err := sound(ctx, q); err != nil {
			return err
		}
		tables, err := digestSQLite(ctx, q)
		if err != nil {
			return err
		}
		if err := sameTables(m.Tables, tables); err != nil {
			return err
		}
		if err := blobsOf(ctx, q, m.compare()); err != nil {
			return err
		}
		return forget(ctx, q, mark)
	}()
	return errors.Join(err, q.Close())
}

func forget(ctx context.Context, q *sql.DB, mark Restored) error {
	raw, err := json.Marshal(mark)
	if err != nil {
		return err
	}
	tx, err := q.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after the commit
	for _, statement := range forgotten {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, endFeeds, id.New(mark.At)); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, putRestored, string(raw)); err != nil {
		return err
	}
	return tx.Commit()
}

// programIn is what a ledger does by itself: its triggers, and its views.
func programIn(ctx context.Context, q *sql.DB) (map[string]string, error) {
	rows, err := q.QueryContext(ctx, "SELECT type || ' ' || name, COALESCE(sql, '') FROM sqlite_schema WHERE type IN ('trigger', 'view')")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return nil, err
		}
		out[name] = text
	}
	return out, rows.Err()
}

// ownProgram is what a ledger of this program does by itself.
func ownProgram(ctx context.Context, blank string, c clock.Clock) (map[string]string, error) {
	a, err := Open(ctx, config.Config{Data: blank, Listen: "127.0.0.1:0"}, c)
	if err != nil {
		return nil, err
	}
	if err := a.Close(); err != nil {
		return nil, err
	}
	q, err := openCopy(filepath.Join(blank, db.FileName))
	if err != nil {
		return nil, err
	}
	own, err := programIn(ctx, q)
	return own, errors.Join(err, q.Close())
}

// sameProgram refuses a ledger that would do more, or less, by itself than ours:
// a trigger in it acts on what is written later, whatever its rows say.
func sameProgram(ctx context.Context, q *sql.DB, own map[string]string) error {
	have, err := programIn(ctx, q)
	if err != nil {
		return err
	}
	for name, text := range have {
		if own[name] != text {
			return fmt.Errorf("the ledger in the backup has a %s that is not of this program", name)
		}
	}
	for name := range own {
		if _, ok := have[name]; !ok {
			return fmt.Errorf("the ledger in the backup has lost its %s", name)
		}
	}
	return nil
}

func sameTables(want, have []Table) error {
	for _, h := range have {
		if !slices.ContainsFunc(want, func(w Table) bool { return w.Name == h.Name }) && h.Rows > 0 {
			return fmt.Errorf("table %s: %d rows of which the backup's manifest says nothing", h.Name, h.Rows)
		}
	}
	for _, w := range want {
		i := slices.IndexFunc(have, func(h Table) bool { return h.Name == w.Name })
		if i < 0 {
			return fmt.Errorf("table %s is missing", w.Name)
		}
		if have[i] != w {
			return fmt.Errorf("table %s: %d rows restored differ from the %d of the backup", w.Name, have[i].Rows, w.Rows)
		}
	}
	return nil
}

// putInPlace moves what has been checked out of the staging folder; the
// ledger comes last, since its presence says that all is there.
func putInPlace(staging, data string) error {
	for _, name := range []string{signingKey, "blobs", db.FileName} {
		err := os.Rename(filepath.Join(staging, name), filepath.Join(data, name))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return syncDir(data)
}

func openStore(cfg config.Config, dir string) (blob.Store, error) {
	if s := cfg.S3; s.Endpoint != "" {
		return blob.NewS3(blob.S3Options{Endpoint: s.Endpoint, Bucket: s.Bucket, Prefix: s.Prefix, Region: s.Region,
			AccessKey: s.AccessKey, SecretKey: s.SecretKey, Insecure: s.Insecure})
	}
	return blob.NewFolder(filepath.Join(dir, "blobs"))
}
