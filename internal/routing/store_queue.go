package routing

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/record"
)

const queueColumns = `id, name, unit_id, enabled, mode, hours_id, everybody, needs, rules, version, created_at, serves`

var (
	stmtQueues      = db.SQL("routing.queues", `SELECT `+queueColumns+` FROM routing_queue ORDER BY created_at, id LIMIT 1000`)
	stmtQueueByKey  = db.SQL("routing.queue_by_key", `SELECT `+queueColumns+` FROM routing_queue WHERE client_key = $1`)
	stmtQueueLock   = db.SQL("routing.queue_lock", `SELECT `+queueColumns+` FROM routing_queue WHERE id = $1 {for_update}`)
	stmtQueueInsert = db.SQL("routing.queue_insert", `INSERT INTO routing_queue (client_key, `+queueColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`)
	stmtQueueUpdate = db.SQL("routing.queue_update", `UPDATE routing_queue SET name = $2, unit_id = $3, enabled = $4, mode = $5, hours_id = $6,
		everybody = $7, needs = $8, rules = $9, serves = $10, version = version + 1 WHERE id = $1 AND version = $11`)
	stmtQueueDrop     = db.SQL("routing.queue_drop", `DELETE FROM routing_queue WHERE id = $1`)
	stmtQueueItems    = db.SQL("routing.queue_items", `SELECT COUNT(*) FROM routing_item WHERE (queue_id = $1 OR first_queue = $1) AND state <> 'done'`)
	stmtQueueOfUnit   = db.SQL("routing.queue_of_unit", `SELECT COUNT(*) FROM routing_queue WHERE unit_id = $1`)
	stmtMembers       = db.SQL("routing.members", `SELECT queue_id, staff_id FROM routing_queue_member ORDER BY queue_id, staff_id`)
	stmtMembersOf     = db.SQL("routing.members_of", `SELECT staff_id FROM routing_queue_member WHERE queue_id = $1 ORDER BY staff_id`)
	stmtChannelsOf    = db.SQL("routing.channels_of", `SELECT channel_id FROM routing_queue_channel WHERE queue_id = $1 ORDER BY channel_id`)
	stmtMembersDrop   = db.SQL("routing.members_drop", `DELETE FROM routing_queue_member WHERE queue_id = $1`)
	stmtMemberInsert  = db.SQL("routing.member_insert", `INSERT INTO routing_queue_member (queue_id, staff_id) VALUES ($1, $2)`)
	stmtChannels      = db.SQL("routing.channels", `SELECT queue_id, channel_id FROM routing_queue_channel ORDER BY queue_id, channel_id`)
	stmtChannelsDrop  = db.SQL("routing.channels_drop", `DELETE FROM routing_queue_channel WHERE queue_id = $1`)
	stmtChannelInsert = db.SQL("routing.channel_insert", `INSERT INTO routing_queue_channel (channel_id, queue_id) VALUES ($1, $2)`)
	stmtTakings       = db.SQL("routing.takings", `SELECT staff_id, takes FROM routing_taking`)
	stmtTakingPut     = db.SQL("routing.taking_put", `INSERT INTO routing_taking (staff_id, takes) VALUES ($1, $2)
		ON CONFLICT (staff_id) DO UPDATE SET takes = excluded.takes`)
	stmtCapacities  = db.SQL("routing.capacities", `SELECT staff_id, slot, places FROM routing_capacity`)
	stmtCapacityPut = db.SQL("routing.capacity_put", `INSERT INTO routing_capacity (staff_id, slot, places, version) VALUES ($1, $2, $3, 1)
		ON CONFLICT (staff_id, slot) DO UPDATE SET places = excluded.places, version = routing_capacity.version + 1`)
	stmtCapacityDrop = db.SQL("routing.capacity_drop", `DELETE FROM routing_capacity WHERE staff_id = $1 AND slot = $2`)
)

var settings = record.TableOf("routing")

const settingAdopted = "adopted"

func scanQueue(r db.Row) (Queue, error) {
	var q Queue
	var needs, rules string
	var created int64
	err := r.Scan(&q.ID, &q.Name, &q.UnitID, &q.Enabled, &q.Mode, &q.HoursID, &q.Everybody, &needs, &rules, &q.Version, &created, &q.Serves)
	if err != nil {
		return q, err
	}
	q.CreatedAt, q.Rules.Callbacks = db.Time(created), true // rules from before there were call-backs do not name them
	return q, errors.Join(json.Unmarshal([]byte(needs), &q.Needs), json.Unmarshal([]byte(rules), &q.Rules))
}

func packRules(r QueueRules) string {
	raw, _ := json.Marshal(r) // plain values always encode
	return string(raw)
}

func insertQueue(ctx context.Context, tx *db.Tx, key string, q Queue, _ time.Time) error {
	_, err := tx.Exec(ctx, stmtQueueInsert, key, q.ID, q.Name, q.UnitID, q.Enabled, string(q.Mode), q.HoursID, q.Everybody, pack(q.Needs),
		packRules(q.Rules), q.Version, db.Micros(q.CreatedAt), string(q.Serves))
	if err != nil {
		return err
	}
	return putPeople(ctx, tx, q)
}

func updateQueue(ctx context.Context, tx *db.Tx, q Queue) (int64, error) {
	n, err := tx.Exec(ctx, stmtQueueUpdate, q.ID, q.Name, q.UnitID, q.Enabled, string(q.Mode), q.HoursID, q.Everybody, pack(q.Needs),
		packRules(q.Rules), string(q.Serves), q.Version)
	if err != nil || n == 0 {
		return n, err
	}
	return n, putPeople(ctx, tx, q)
}

// putPeople stores members and channels anew.
func putPeople(ctx context.Context, tx *db.Tx, q Queue) error {
	for _, s := range []*db.Stmt{stmtMembersDrop, stmtChannelsDrop} {
		if _, err := tx.Exec(ctx, s, q.ID); err != nil {
			return err
		}
	}
	for _, staffID := range q.Members {
		if _, err := tx.Exec(ctx, stmtMemberInsert, q.ID, staffID); err != nil {
			return err
		}
	}
	for _, channelID := range q.Channels {
		if _, err := tx.Exec(ctx, stmtChannelInsert, channelID, q.ID); err != nil {
			return err
		}
	}
	return nil
}

// fillQueue reads members and channels of one queue.
func fillQueue(ctx context.Context, q db.Querier, v *Queue) (err error) {
	one := func(r db.Row) (id string, err error) {
		err = r.Scan(&id)
		return id, err
	}
	if v.Members, err = db.Collect(ctx, q, stmtMembersOf, one, v.ID); err != nil {
		return err
	}
	v.Channels, err = db.Collect(ctx, q, stmtChannelsOf, one, v.ID)
	return err
}

// readQueues reads all queues with members and channels.
func readQueues(ctx context.Context, q db.Querier) ([]Queue, error) {
	out, err := db.Collect(ctx, q, stmtQueues, scanQueue)
	if err != nil {
		return nil, err
	}
	at := map[string]*Queue{}
	for i := range out {
		at[out[i].ID] = &out[i]
	}
	pairs := func(s *db.Stmt, put func(q *Queue, id string)) error {
		return db.Each(ctx, q, s, func(r db.Row) error {
			var queueID, other string
			err := r.Scan(&queueID, &other)
			if q := at[queueID]; q != nil {
				put(q, other)
			}
			return err
		})
	}
	if err := pairs(stmtMembers, func(q *Queue, id string) { q.Members = append(q.Members, id) }); err != nil {
		return nil, err
	}
	return out, pairs(stmtChannels, func(q *Queue, id string) { q.Channels = append(q.Channels, id) })
}

func readHouse(ctx context.Context, q db.Querier) (*house, error) {
	h := &house{capacity: map[string]map[string]int{}, taking: map[string]bool{}, settings: DefaultSettings()}
	var err error
	if h.queues, err = readQueues(ctx, q); err != nil {
		return nil, err
	}
	err = db.Each(ctx, q, stmtCapacities, func(r db.Row) error {
		var staffID, slot string
		var places int
		err := r.Scan(&staffID, &slot, &places)
		if h.capacity[staffID] == nil {
			h.capacity[staffID] = map[string]int{}
		}
		h.capacity[staffID][slot] = places
		return err
	})
	if err != nil {
		return nil, err
	}
	err = db.Each(ctx, q, stmtTakings, func(r db.Row) error {
		var staffID string
		var takes bool
		err := r.Scan(&staffID, &takes)
		h.taking[staffID] = takes
		return err
	})
	if err != nil {
		return nil, err
	}
	h.settings, err = rules.Load(ctx, q)
	return h, err
}
