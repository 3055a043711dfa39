package routing

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"tiexin/internal/customer"
	"tiexin/internal/kit/opt"
	"tiexin/internal/org"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/record"
	"tiexin/internal/workforce"
)

// QueueView is a queue as those who run it see it.
type QueueView struct {
	ID        string        `json:"id"`
	Name      string        `json:"name"`
	UnitID    string        `json:"unit_id"`
	Enabled   bool          `json:"enabled"`
	Mode      Mode          `json:"mode" enum:"offer,auto,pull"`
	HoursID   string        `json:"hours_id" doc:"Working hours; empty: always open."`
	Everybody bool          `json:"everybody" doc:"All who may reply in the unit are members."`
	Members   []string      `json:"members"`
	Channels  []string      `json:"channels"`
	Needs     []Need        `json:"needs"`
	Serves    customer.Kind `json:"serves" enum:",person,organisation" doc:"Only such customers; empty: all."`
	Rules     QueueRules    `json:"rules"`
	Open      bool          `json:"open"`
	Next      *time.Time    `json:"next_opening"`
	Problems  []string      `json:"problems" doc:"Why nobody could be served: disabled, no_members, skill_missing, no_places, nobody_here, nobody_takes, nobody_ready."`
	Version   int64         `json:"version"`
}

func (s *Service) viewQueue(ctx context.Context, q Queue) QueueView {
	v := QueueView{ID: q.ID, Name: q.Name, UnitID: q.UnitID, Enabled: q.Enabled, Mode: q.Mode, HoursID: q.HoursID, Everybody: q.Everybody,
		Members: append([]string{}, q.Members...), Channels: append([]string{}, q.Channels...), Needs: append([]Need{}, q.Needs...),
		Serves: q.Serves, Rules: q.Rules, Version: q.Version}
	open, next, err := s.Calendar.OpenAt(ctx, q.HoursID, s.Clock.Now())
	v.Open = err != nil || open
	v.Problems = append([]string{}, q.problems(s.Board.Agents(SlotChat), v.Open)...)
	if err == nil && !open {
		v.Next = opt.Time(next)
	}
	return v
}

// Queues lists the queues that the acting person may see.
func (s *Service) Queues(ctx context.Context) ([]QueueView, error) {
	rows, err := readQueues(ctx, s.DB)
	out, p := []QueueView{}, auth.From(ctx)
	for _, q := range rows {
		if sees(p, PermRead, q.UnitID) {
			out = append(out, s.viewQueue(ctx, q))
		}
	}
	return out, err
}

// hold keeps what the queue refers to from being removed meanwhile.
func (s *Service) hold(ctx context.Context, tx *db.Tx, q Queue) error {
	if stands, err := s.Directory.HoldUnit(ctx, tx, q.UnitID); err != nil || !stands {
		return cmp.Or(err, error(fault.Invalid("unit.unknown", "unit_id")))
	}
	if q.HoursID != "" {
		if stands, err := s.Calendar.Hold(ctx, tx, q.HoursID); err != nil || !stands {
			return cmp.Or(err, error(fault.Invalid("routing.hours_unknown", "hours_id")))
		}
	}
	needs := make([]string, len(q.Needs))
	for i, n := range q.Needs {
		needs[i] = n.SkillID
	}
	if stand, err := s.Workforce.HoldSkills(ctx, tx, needs); err != nil || !stand {
		return cmp.Or(err, error(fault.Invalid("routing.skill_unknown", "needs")))
	}
	return nil
}

// checked refuses what cannot be, with all that it refers to.
func (s *Service) checked(ctx context.Context, tx *db.Tx, q Queue) (Queue, error) {
	p := auth.From(ctx)
	q.Name = strings.TrimSpace(q.Name)
	all, err := readQueues(ctx, tx)
	if err != nil {
		return q, err
	}
	if err := q.check(all); err != nil {
		return q, err
	}
	if _, known := p.Units.Unit(q.UnitID); !known || !p.Visible(PermManage).Allows("", q.UnitID) {
		return q, fault.Invalid("unit.unknown", "unit_id")
	}
	if err := s.hold(ctx, tx, q); err != nil {
		return q, err
	}
	q.Members, q.Channels = distinct(q.Members), distinct(q.Channels)
	for _, staffID := range q.Members {
		if who, ok := s.Directory.PersonOf(ctx, staffID); !ok || !Serves(who) {
			return q, fault.Invalid("staff.unknown", "members")
		}
	}
	for _, o := range all {
		for _, ch := range q.Channels {
			if o.ID != q.ID && slices.Contains(o.Channels, ch) && o.Serves == q.Serves {
				return q, fault.Conflict("routing.channel_bound").With("queue", o.Name)
			}
		}
	}
	return q, nil
}

func distinct(list []string) []string { return slices.Compact(slices.Sorted(slices.Values(list))) }

var queues = record.Of(record.Kind[Queue]{Name: "queue", Made: "routing.queue_made", Changed: "routing.queue_changed", Removed: "routing.queue_dropped",
	Taken: "routing.name_taken", ByKey: stmtQueueByKey, Lock: stmtQueueLock, Scan: scanQueue, Fill: fillQueue, Insert: insertQueue, Update: updateQueue,
	Delete: record.Deletes(stmtMembersDrop, stmtChannelsDrop, stmtQueueDrop),
	Mark:   func(q *Queue) (string, string, *int64) { return q.ID, q.Name, &q.Version }})

// queueActs lets those who change queues take turns: which overflows into which,
// whose a channel is and which is the last hold over all of them.
func (s *Service) queueActs() record.Do[Queue] {
	return record.Do[Queue]{DB: s.DB, Clock: s.Clock, Audit: s.Audit, After: s.houseChanged,
		Turn: func(ctx context.Context, tx *db.Tx) error { return settings.Put(ctx, tx, "queues", struct{}{}) },
		Sees: func(ctx context.Context, q Queue) error {
			if !auth.From(ctx).Visible(PermManage).Allows("", q.UnitID) {
				return fault.NotFound()
			}
			return nil
		},
		Shown: func(ctx context.Context, q Queue) (any, error) { return s.viewQueue(ctx, q), nil }}
}

// MakeQueue adds a queue.
func (s *Service) MakeQueue(ctx context.Context, clientKey string, q Queue) (QueueView, error) {
	q, err := record.Make(ctx, s.queueActs(), queues, clientKey, func(tx *db.Tx) (Queue, error) {
		q.ID, q.Enabled, q.Version, q.CreatedAt = id.New(s.Clock.Now()), true, 1, s.Clock.Now()
		return s.checked(ctx, tx, q)
	})
	return s.viewQueue(ctx, q), err
}

// Seed makes the first queue of an installation, in the running transaction.
func (s *Service) Seed(ctx context.Context, tx *db.Tx, name, unitID string) error {
	now := s.Clock.Now()
	q := Queue{ID: id.New(now), Name: name, UnitID: unitID, Enabled: true, Mode: ModeOffer, Everybody: true, Rules: DefaultRules(), Version: 1, CreatedAt: now}
	tx.AfterCommit(s.houseChanged)
	return insertQueue(ctx, tx, "seed:"+q.ID, q, now)
}

// QueueChange is what may be changed of a queue; nil leaves it.
type QueueChange struct {
	Version   int64
	Name      *string
	UnitID    *string
	Enabled   *bool
	Mode      *Mode
	HoursID   *string
	Everybody *bool
	Members   *[]string
	Channels  *[]string
	Needs     *[]Need
	Serves    *customer.Kind
	Rules     *QueueRules
}

func (q Queue) with(ch QueueChange) Queue {
	opt.Set(&q.Name, ch.Name)
	opt.Set(&q.UnitID, ch.UnitID)
	opt.Set(&q.Enabled, ch.Enabled)
	opt.Set(&q.Mode, ch.Mode)
	opt.Set(&q.HoursID, ch.HoursID)
	opt.Set(&q.Everybody, ch.Everybody)
	opt.Set(&q.Members, ch.Members)
	opt.Set(&q.Channels, ch.Channels)
	opt.Set(&q.Needs, ch.Needs)
	opt.Set(&q.Serves, ch.Serves)
	opt.Set(&q.Rules, ch.Rules)
	return q
}

// EditQueue changes a queue.
func (s *Service) EditQueue(ctx context.Context, queueID string, ch QueueChange) (QueueView, error) {
	q, err := record.Edit(ctx, s.queueActs(), queues, queueID, ch.Version, func(tx *db.Tx, q Queue) (Queue, error) {
		return s.checked(ctx, tx, q.with(ch))
	})
	return s.viewQueue(ctx, q), err
}

// DropQueue removes a queue in which nothing is and that no other needs.
func (s *Service) DropQueue(ctx context.Context, queueID string) error {
	return record.Drop(ctx, s.queueActs(), queues, queueID, func(tx *db.Tx, _ Queue) error {
		var n int
		if err := db.Get(ctx, tx, stmtQueueItems, []any{queueID}, &n); err != nil {
			return err
		}
		if n > 0 {
			return fault.Conflict("routing.queue_in_use").With("items", n)
		}
		all, err := readQueues(ctx, tx)
		if err != nil {
			return err
		}
		for _, o := range all {
			if o.Rules.OverflowQueueID == queueID {
				return fault.Conflict("routing.queue_overflow").With("queue", o.Name)
			}
		}
		if len(all) == 1 {
			return fault.Conflict("routing.last_queue")
		}
		return nil
	})
}

// HoursUses names the queues that keep named hours.
func (s *Service) HoursUses(ctx context.Context, q db.Querier, hoursID string) ([]string, error) {
	rows, err := readQueues(ctx, q)
	var out []string
	for _, q := range rows {
		if q.HoursID == hoursID {
			out = append(out, q.Name)
		}
	}
	return out, err
}

// SkillUses names the queues that ask for a skill.
func (s *Service) SkillUses(ctx context.Context, q db.Querier, skillID string) ([]workforce.Use, error) {
	rows, err := readQueues(ctx, q)
	var out []workforce.Use
	for _, q := range rows {
		if slices.ContainsFunc(q.Needs, func(n Need) bool { return n.SkillID == skillID }) {
			out = append(out, workforce.Use{Kind: "queue", ID: q.ID, Name: q.Name})
		}
	}
	return out, err
}

// UnitUse tells how many queues hang on a unit.
func (s *Service) UnitUse() org.UnitUse {
	return org.UnitUse{What: "queues", Count: func(ctx context.Context, q db.Querier, unitID string) (n int64, err error) {
		err = db.Get(ctx, q, stmtQueueOfUnit, []any{unitID}, &n)
		return n, err
	}}
}

var rules = record.SettingOf(record.Setting[Settings]{Table: settings, Key: "rules", Changed: "routing.settings_changed", Subject: audit.Subject{Kind: "routing"},
	Fresh: DefaultSettings, Mark: func(v *Settings) *int64 { return &v.Version }})

// Settings gives the numbers that hold for the whole house.
func (s *Service) Settings(ctx context.Context) (Settings, error) { return rules.Load(ctx, s.DB) }

// EditSettings replaces them.
func (s *Service) EditSettings(ctx context.Context, to Settings) (Settings, error) {
	d := record.Do[Settings]{DB: s.DB, Audit: s.Audit, After: s.houseChanged}
	return record.Replace(ctx, d, rules, to.Version, func(_ *db.Tx, _ Settings) (Settings, error) {
		to = to.whole()
		return to, to.check()
	})
}
