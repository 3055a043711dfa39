package workforce

import (
	"context"
	"time"

	"tiexin/internal/platform/db"
)

const shiftColumns = `id, key, name, start_min, length_min, version`

var (
	stmtShifts      = db.SQL("workforce.shifts", `SELECT `+shiftColumns+` FROM workforce_shift_type ORDER BY start_min, id LIMIT 100`)
	stmtShiftByID   = db.SQL("workforce.shift_by_id", `SELECT `+shiftColumns+` FROM workforce_shift_type WHERE id = $1 {for_update}`)
	stmtShiftByKey  = db.SQL("workforce.shift_by_key", `SELECT `+shiftColumns+` FROM workforce_shift_type WHERE client_key = $1`)
	stmtShiftInsert = db.SQL("workforce.insert_shift", `INSERT INTO workforce_shift_type (id, client_key, key, name, start_min, length_min, version, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, 1, $7)`)
	stmtShiftLay = db.SQL("workforce.lay_shift", `INSERT INTO workforce_shift_type (id, client_key, key, name, start_min, length_min, version, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, 1, $7) ON CONFLICT DO NOTHING`)
	stmtShiftUpdate = db.SQL("workforce.update_shift", `UPDATE workforce_shift_type SET name = $2, start_min = $3, length_min = $4, version = version + 1 WHERE id = $1 AND version = $5`)
	stmtShiftDelete = db.SQL("workforce.delete_shift", `DELETE FROM workforce_shift_type WHERE id = $1`)
	stmtShiftUses   = db.SQL("workforce.shift_uses", `SELECT COUNT(*) FROM workforce_rota WHERE shift_type_id = $1 AND date >= $2`)
	stmtShiftForget = db.SQL("workforce.forget_shift", `DELETE FROM workforce_rota WHERE shift_type_id = $1`)

	stmtCells    = db.SQL("workforce.cells", `SELECT staff_id, date, shift_type_id FROM workforce_rota WHERE date >= $1 AND date <= $2 ORDER BY staff_id, date, shift_type_id`)
	stmtCellsOf  = db.SQL("workforce.cells_of", `SELECT staff_id, date, shift_type_id FROM workforce_rota WHERE staff_id = $1 AND date >= $2 AND date <= $3 ORDER BY date, shift_type_id`)
	stmtCellDrop = db.SQL("workforce.drop_cells", `DELETE FROM workforce_rota WHERE staff_id = $1 AND date = $2`)
	stmtCellPut  = db.SQL("workforce.put_cell", `INSERT INTO workforce_rota (staff_id, date, shift_type_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`)
)

func scanShift(r db.Row) (t ShiftType, err error) {
	err = r.Scan(&t.ID, &t.Key, &t.Name, &t.StartMin, &t.LengthMin, &t.Version)
	return t, err
}

func shifts(ctx context.Context, q db.Querier) ([]ShiftType, map[string]ShiftType, error) {
	list, err := db.Collect(ctx, q, stmtShifts, scanShift)
	byID := make(map[string]ShiftType, len(list))
	for _, t := range list {
		byID[t.ID] = t
	}
	return list, byID, err
}

func insertShift(ctx context.Context, tx *db.Tx, key string, t ShiftType, now time.Time) error {
	_, err := tx.Exec(ctx, stmtShiftInsert, t.ID, key, t.Key, t.Name, t.StartMin, t.LengthMin, db.Micros(now))
	return err
}

func updateShift(ctx context.Context, tx *db.Tx, t ShiftType) (int64, error) {
	return tx.Exec(ctx, stmtShiftUpdate, t.ID, t.Name, t.StartMin, t.LengthMin, t.Version)
}

func scanCell(r db.Row) (c Cell, err error) {
	err = r.Scan(&c.StaffID, &c.Date, &c.ShiftID)
	return c, err
}
