package routing

import (
	"context"
	"encoding/json"
	"time"

	"tiexin/internal/platform/db"
)

const itemColumns = `id, kind, slot, subject_id, customer_id, customer, queue_id, unit_id, state, entered_at, rank_at, language, steward_id,
	last_id, only_id, refused, holder_id, offer_id, offer_until, expires_at, first_queue, place, cover_for, topic, answered_at, done_at, version, given, urgency`

var (
	stmtItem     = db.SQL("routing.item", `SELECT `+itemColumns+` FROM routing_item WHERE id = $1`)
	stmtItemLock = db.SQL("routing.item_lock", `SELECT `+itemColumns+` FROM routing_item WHERE id = $1 {for_update}`)
	stmtItemOf   = db.SQL("routing.item_of", `SELECT `+itemColumns+` FROM routing_item
		WHERE kind = $1 AND subject_id = $2 AND state <> 'done' {for_update}`)
	stmtItemFind  = db.SQL("routing.item_find", `SELECT `+itemColumns+` FROM routing_item WHERE kind = $1 AND subject_id = $2 AND state <> 'done'`)
	stmtItemsOpen = db.SQL("routing.items_open", `SELECT `+itemColumns+` FROM routing_item WHERE state <> 'done' AND id > $1 ORDER BY id LIMIT $2`)
	stmtInsert    = db.SQL("routing.insert_item", `INSERT INTO routing_item (`+itemColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
		$11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29)`)
	stmtUpdate = db.SQL("routing.update_item", `UPDATE routing_item SET queue_id = $2, unit_id = $3, state = $4, entered_at = $5, rank_at = $6,
		last_id = $7, only_id = $8, refused = $9, holder_id = $10, offer_id = $11, offer_until = $12, expires_at = $13,
		first_queue = $14, place = $15, cover_for = $16, answered_at = $17, done_at = $18, version = $19, given = $20 WHERE id = $1 AND version = $19 - 1`)
	stmtWaits = db.SQL("routing.waits", `SELECT queue_id, entered_at, answered_at, place FROM routing_item
		WHERE answered_at > $1 AND kind = 'chat' ORDER BY answered_at LIMIT 5000`)
	stmtLastAgent = db.SQL("routing.last_agent", `SELECT holder_id FROM routing_item WHERE customer_id = $1 AND kind = 'chat'
		AND holder_id <> '' AND answered_at > $2 ORDER BY entered_at DESC LIMIT 1`)

	stmtItemsJoin    = db.SQL("routing.items_join", `UPDATE routing_item SET customer_id = $2 WHERE customer_id = $1`)
	stmtMessagesJoin = db.SQL("routing.messages_join", `UPDATE routing_message SET customer_id = $2 WHERE customer_id = $1`)
	stmtItemJoin     = db.SQL("routing.item_join", `UPDATE routing_item SET customer = $2, topic = $3, language = $4, steward_id = $5 WHERE id = $1`)

	stmtItemLast = db.SQL("routing.item_last", `SELECT `+itemColumns+` FROM routing_item WHERE customer_id = $1 AND kind = 'chat' AND subject_id = $2
		AND holder_id = $3 ORDER BY entered_at DESC, id DESC LIMIT 1`)

	stmtItemsOf = db.SQL("routing.items_of", `SELECT id FROM routing_item WHERE customer_id = $1 ORDER BY id {for_update}`)
	stmtErase   = []*db.Stmt{
		db.SQL("routing.erase_offers", `DELETE FROM routing_offer WHERE item_id IN (SELECT id FROM routing_item WHERE customer_id = $1)`),
		db.SQL("routing.erase_items", `DELETE FROM routing_item WHERE customer_id = $1`)}
	stmtMessagesFor    = db.SQL("routing.messages_for", `SELECT id FROM routing_message WHERE customer_id = $1 OR conversation_id = $1`)
	stmtEraseMessages  = db.SQL("routing.erase_messages", `DELETE FROM routing_message WHERE customer_id = $1 OR conversation_id = $1`)
	stmtEraseTransfers = db.SQL("routing.erase_transfers", `DELETE FROM routing_transfer WHERE conversation_id = $1`)

	stmtSeatMake = db.SQL("routing.seat_make", `INSERT INTO routing_seat (staff_id, missed) VALUES ($1, 0) ON CONFLICT (staff_id) DO NOTHING`)
	stmtSeatLock = db.SQL("routing.seat_lock", `SELECT missed FROM routing_seat WHERE staff_id = $1 {for_update}`)
	stmtSeatMiss = db.SQL("routing.seat_miss", `UPDATE routing_seat SET missed = $2 WHERE staff_id = $1`)
	stmtHeld     = db.SQL("routing.held", `SELECT COUNT(*) FROM routing_item WHERE holder_id = $1 AND slot = $2 AND state <> 'done'
		AND state <> 'waiting' AND id <> $3`)

	stmtOfferInsert = db.SQL("routing.offer_insert", `INSERT INTO routing_offer (id, item_id, staff_id, why, offered_at, until, outcome)
		VALUES ($1, $2, $3, $4, $5, $6, 'pending')`)
	stmtOfferEnd = db.SQL("routing.offer_end", `UPDATE routing_offer SET outcome = $2, ended_at = $3, reason = $4
		WHERE id = $1 AND outcome = 'pending'`)
	stmtOffer      = db.SQL("routing.offer", `SELECT id, item_id, staff_id, why, offered_at, until, outcome, ended_at, reason FROM routing_offer WHERE id = $1`)
	stmtOffersMine = db.SQL("routing.offers_mine", `SELECT id, item_id, staff_id, why, offered_at, until, outcome, ended_at, reason
		FROM routing_offer WHERE staff_id = $1 AND outcome = 'pending' ORDER BY offered_at LIMIT 50`)
)

func scanItem(r db.Row) (Item, error) {
	var i Item
	var refused string
	var entered, rank int64
	var until, expires, answered, done *int64
	err := r.Scan(&i.ID, &i.Kind, &i.Slot, &i.SubjectID, &i.CustomerID, &i.Customer, &i.QueueID, &i.UnitID, &i.State, &entered, &rank, &i.Language,
		&i.StewardID, &i.LastID, &i.OnlyID, &refused, &i.HolderID, &i.OfferID, &until, &expires, &i.FirstQueue, &i.Place, &i.CoverFor, &i.Topic, &answered, &done, &i.Version, &i.Given, &i.Urgency)
	if err != nil {
		return i, err
	}
	i.EnteredAt, i.RankAt = db.Time(entered), db.Time(rank)
	i.OfferUntil, i.ExpiresAt, i.AnsweredAt, i.DoneAt = db.TimeOrZero(until), db.TimeOrZero(expires), db.TimeOrZero(answered), db.TimeOrZero(done)
	if refused != "[]" {
		err = json.Unmarshal([]byte(refused), &i.Refused)
	}
	return i, err
}

func pack[T any](list []T) string {
	if len(list) == 0 {
		return "[]"
	}
	raw, _ := json.Marshal(list) // plain values always encode
	return string(raw)
}

func itemBy(ctx context.Context, q db.Querier, s *db.Stmt, args ...any) (Item, error) {
	return db.First(ctx, q, s, scanItem, args...)
}

func insertItem(ctx context.Context, tx *db.Tx, i Item) error {
	_, err := tx.Exec(ctx, stmtInsert, i.ID, i.Kind, i.Slot, i.SubjectID, i.CustomerID, i.Customer, i.QueueID, i.UnitID, string(i.State),
		db.Micros(i.EnteredAt), db.Micros(i.RankAt), i.Language, i.StewardID, i.LastID, i.OnlyID, pack(i.Refused), i.HolderID, i.OfferID,
		db.MicrosOrNil(i.OfferUntil), db.MicrosOrNil(i.ExpiresAt), i.FirstQueue, i.Place, i.CoverFor, i.Topic,
		db.MicrosOrNil(i.AnsweredAt), db.MicrosOrNil(i.DoneAt), i.Version, i.Given, i.Urgency)
	return err
}

// updateItem stores the item as the next version; false when somebody else was
// faster.
func updateItem(ctx context.Context, tx *db.Tx, i Item) (bool, error) {
	n, err := tx.Exec(ctx, stmtUpdate, i.ID, i.QueueID, i.UnitID, string(i.State), db.Micros(i.EnteredAt), db.Micros(i.RankAt), i.LastID, i.OnlyID,
		pack(i.Refused), i.HolderID, i.OfferID, db.MicrosOrNil(i.OfferUntil), db.MicrosOrNil(i.ExpiresAt), i.FirstQueue, i.Place, i.CoverFor,
		db.MicrosOrNil(i.AnsweredAt), db.MicrosOrNil(i.DoneAt), i.Version, i.Given)
	return n == 1, err
}

// lockSeat makes others wait who want to give the same person something, and
// counts what they hold besides one item.
func lockSeat(ctx context.Context, tx *db.Tx, staffID, slot, besides string) (held int, missed int, err error) {
	if tx.Engine() == db.Postgres {
		if _, err = tx.Exec(ctx, stmtSeatMake, staffID); err != nil {
			return 0, 0, err
		}
		if err = db.Get(ctx, tx, stmtSeatLock, []any{staffID}, &missed); err != nil {
			return 0, 0, err
		}
	}
	err = db.Get(ctx, tx, stmtHeld, []any{staffID, slot, besides}, &held)
	return held, missed, err
}

func scanOffer(r db.Row) (Offer, error) {
	var o Offer
	var why string
	var at, until int64
	var ended *int64
	err := r.Scan(&o.ID, &o.ItemID, &o.StaffID, &why, &at, &until, &o.Outcome, &ended, &o.Reason)
	o.OfferedAt, o.Until, o.EndedAt = db.Time(at), db.Time(until), db.TimeOrZero(ended)
	if err == nil {
		err = json.Unmarshal([]byte(why), &o.Why)
	}
	return o, err
}

// recentWaits reads the waits that the estimate counts, by queue.
func recentWaits(ctx context.Context, q db.Querier, since time.Time) (map[string][]Wait, error) {
	out := map[string][]Wait{}
	err := db.Each(ctx, q, stmtWaits, func(r db.Row) error {
		var queueID string
		var entered, answered int64
		var place int
		err := r.Scan(&queueID, &entered, &answered, &place)
		out[queueID] = append(out[queueID], Wait{At: db.Time(answered), Took: time.Duration(answered-entered) * time.Microsecond, Place: place})
		return err
	}, db.Micros(since))
	return out, err
}
