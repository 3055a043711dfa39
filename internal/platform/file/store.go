package file

import (
	"context"
	"embed"

	"tiexin/internal/platform/db"
)

//go:embed migrations
var files embed.FS

// Migrations are the steps that make the table.
func Migrations() db.Migrations { return db.Migrations{Module: "file", Files: files} }

const columns = `id, blob, name, size, mime, inline, width, height, sha256, owner, subject_kind, subject_id, created_at, broken_at`

var (
	stmtInsert = db.SQL("file.insert", `INSERT INTO file (client_key, `+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '', $12, 0)`)
	stmtByID  = db.SQL("file.by_id", `SELECT `+columns+` FROM file WHERE id = $1`)
	stmtByKey = db.SQL("file.by_key", `SELECT `+columns+` FROM file WHERE owner = $1 AND client_key = $2`)
	stmtClaim = db.SQL("file.claim", `UPDATE file SET subject_kind = $3, subject_id = $4 WHERE id = $1 AND owner IN ($2, $5)
		AND (subject_kind = '' OR (subject_kind = $3 AND subject_id = $4))`)
	stmtWaits = db.SQL("file.waits", `SELECT `+columns+` FROM file WHERE owner IN ($1, $2) AND subject_kind = '' LIMIT 1`)
	stmtGive  = db.SQL("file.give", `UPDATE file SET owner = $2 WHERE owner = $1 AND subject_kind = ''
		AND client_key NOT IN (SELECT client_key FROM file WHERE owner = $2)`)
	stmtStale   = db.SQL("file.stale", `SELECT `+columns+` FROM file WHERE subject_kind = '' AND created_at < $1 LIMIT 500`)
	stmtDrop    = db.SQL("file.drop", `DELETE FROM file WHERE id = $1 AND subject_kind = ''`)
	stmtRelease = db.SQL("file.release", `UPDATE file SET subject_kind = '', subject_id = '', owner = 'erased:' || id, created_at = 0
		WHERE subject_kind = $2 AND subject_id = $1`)
	stmtMark  = db.SQL("file.mark", `UPDATE file SET broken_at = $2 WHERE id = $1`)
	stmtPage  = db.SQL("file.page", `SELECT `+columns+` FROM file WHERE id > $1 ORDER BY id LIMIT $2`)
	stmtPlace = db.SQL("file.place", `SELECT after_id, at FROM file_check WHERE name = $1`)
	stmtPut   = db.SQL("file.place_put", `INSERT INTO file_check (name, after_id, at) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET after_id = excluded.after_id, at = excluded.at`)
	stmtBroken      = db.SQL("file.broken", `SELECT `+columns+` FROM file WHERE broken_at > 0 ORDER BY id LIMIT 20`)
	stmtBrokenCount = db.SQL("file.broken_count", `SELECT COUNT(*) FROM file WHERE broken_at > 0`)
	stmtBlobs       = db.SQL("file.known_blob", `SELECT id FROM file WHERE blob = $1`)
)

func scan(r db.Row) (File, error) {
	var f File
	var created, broken int64
	err := r.Scan(&f.ID, &f.Blob, &f.Name, &f.Size, &f.MIME, &f.Inline, &f.Width, &f.Height, &f.SHA256, &f.Owner, &f.SubjectKind, &f.SubjectID, &created, &broken)
	f.CreatedAt = db.Time(created)
	if broken > 0 {
		f.BrokenAt = db.Time(broken)
	}
	return f, err
}

func find(ctx context.Context, q db.Querier, s *db.Stmt, args ...any) ([]File, error) {
	return db.Collect(ctx, q, s, scan, args...)
}

func byIDs(ctx context.Context, q db.Querier, ids []string) (map[string]File, error) {
	b := db.Build("file.by_ids", `SELECT `+columns+` FROM file WHERE 1 = 1`).InList("AND id", ids)
	out := map[string]File{}
	err := db.EachOf(ctx, q, b, func(r db.Row) error {
		f, err := scan(r)
		out[f.ID] = f
		return err
	})
	return out, err
}
