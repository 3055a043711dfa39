package workforce

import (
	"context"
	"errors"
	"time"

	"tiexin/internal/kit/textsplit"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
)

const (
	skillColumns      = `id, kind, name, version, language`
	substituteColumns = `id, staff_id, substitute_id, starts_at, ends_at, by_id`
)

var (
	stmtSkills      = db.SQL("workforce.skills", `SELECT `+skillColumns+` FROM workforce_skill ORDER BY kind DESC, created_at, id LIMIT 500`)
	stmtSkillByKey  = db.SQL("workforce.skill_by_key", `SELECT `+skillColumns+` FROM workforce_skill WHERE client_key = $1`)
	stmtSkillByID   = db.SQL("workforce.skill_by_id", `SELECT `+skillColumns+` FROM workforce_skill WHERE id = $1 {for_update}`)
	stmtSkillInsert = db.SQL("workforce.insert_skill", `INSERT INTO workforce_skill (id, client_key, kind, name, folded, version, created_at, language) VALUES ($1, $2, $3, $4, $5, 1, $6, $7)`)
	stmtSkillUpdate = db.SQL("workforce.update_skill", `UPDATE workforce_skill SET kind = $2, name = $3, folded = $4, language = $6, version = version + 1 WHERE id = $1 AND version = $5`)
	stmtSkillDelete = db.SQL("workforce.delete_skill", `DELETE FROM workforce_skill WHERE id = $1`)
	stmtLevels      = db.SQL("workforce.levels", `SELECT staff_id, skill_id, level FROM workforce_staff_skill`)
	stmtLevelsOf    = db.SQL("workforce.levels_of", `SELECT staff_id, skill_id, level FROM workforce_staff_skill WHERE staff_id = $1`)
	stmtLevelPut    = db.SQL("workforce.put_level", `INSERT INTO workforce_staff_skill (staff_id, skill_id, level) VALUES ($1, $2, $3)
		ON CONFLICT (staff_id, skill_id) DO UPDATE SET level = excluded.level`)
	stmtLevelDrop  = db.SQL("workforce.drop_level", `DELETE FROM workforce_staff_skill WHERE staff_id = $1 AND skill_id = $2`)
	stmtLevelsDrop = db.SQL("workforce.drop_levels", `DELETE FROM workforce_staff_skill WHERE skill_id = $1`)

	stmtSubstitutes      = db.SQL("workforce.substitutes", `SELECT `+substituteColumns+` FROM workforce_substitute WHERE ends_at > $1 ORDER BY ends_at, id LIMIT 5000`)
	stmtSubstituteByKey  = db.SQL("workforce.substitute_by_key", `SELECT `+substituteColumns+` FROM workforce_substitute WHERE client_key = $1`)
	stmtSubstituteByID   = db.SQL("workforce.substitute_by_id", `SELECT `+substituteColumns+` FROM workforce_substitute WHERE id = $1 {for_update}`)
	stmtSubstituteInsert = db.SQL("workforce.insert_substitute", `INSERT INTO workforce_substitute (client_key, `+substituteColumns+`, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`)
	stmtSubstituteDelete = db.SQL("workforce.delete_substitute", `DELETE FROM workforce_substitute WHERE id = $1`)
)

func scanSkill(r db.Row) (k Skill, err error) {
	err = r.Scan(&k.ID, &k.Kind, &k.Name, &k.Version, &k.Language)
	return k, err
}

func insertSkill(ctx context.Context, tx *db.Tx, key string, k Skill, now time.Time) error {
	_, err := tx.Exec(ctx, stmtSkillInsert, k.ID, key, string(k.Kind), k.Name, textsplit.Fold(k.Name), db.Micros(now), k.Language)
	return err
}

func updateSkill(ctx context.Context, tx *db.Tx, k Skill) (int64, error) {
	return tx.Exec(ctx, stmtSkillUpdate, k.ID, string(k.Kind), k.Name, textsplit.Fold(k.Name), k.Version, k.Language)
}

func oneSkill(ctx context.Context, q db.Querier, s *db.Stmt, arg string) (Skill, error) {
	k, err := db.First(ctx, q, s, scanSkill, arg)
	if errors.Is(err, db.ErrNone) {
		err = fault.NotFound()
	}
	return k, err
}

// levels reads skills by staff id and skill id.
func levels(ctx context.Context, q db.Querier, s *db.Stmt, args ...any) (map[string]map[string]int, error) {
	out := map[string]map[string]int{}
	err := db.Each(ctx, q, s, func(r db.Row) error {
		var staffID, skillID string
		var level int
		err := r.Scan(&staffID, &skillID, &level)
		if out[staffID] == nil {
			out[staffID] = map[string]int{}
		}
		out[staffID][skillID] = level
		return err
	}, args...)
	return out, err
}

func putLevel(ctx context.Context, tx *db.Tx, staffID, skillID string, level int) error {
	if level == 0 {
		_, err := tx.Exec(ctx, stmtLevelDrop, staffID, skillID)
		return err
	}
	_, err := tx.Exec(ctx, stmtLevelPut, staffID, skillID, level)
	return err
}

func scanSubstitute(r db.Row) (v Substitute, err error) {
	var from, to int64
	err = r.Scan(&v.ID, &v.StaffID, &v.SubstituteID, &from, &to, &v.ByID)
	v.From, v.To = db.Time(from), db.Time(to)
	return v, err
}

func substitutesAfter(ctx context.Context, q db.Querier, s *db.Stmt, at time.Time) ([]Substitute, error) {
	return db.Collect(ctx, q, s, scanSubstitute, db.Micros(at))
}

func insertSubstitute(ctx context.Context, tx *db.Tx, clientKey string, v Substitute, now time.Time) error {
	_, err := tx.Exec(ctx, stmtSubstituteInsert, clientKey, v.ID, v.StaffID, v.SubstituteID, db.Micros(v.From), db.Micros(v.To), v.ByID, db.Micros(now))
	return err
}
