package customer

import (
	"context"
	"slices"
	"time"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/id"
)

const customerColumns = `id, kind, name, unit_id, note, grade, vip, steward_id, language, first_seen_at, last_seen_at, version`

var (
	stmtOfUnit   = db.SQL("customer.of_unit", `SELECT COUNT(*) FROM customer WHERE unit_id = $1`)
	stmtIdentity = db.SQL("customer.identity", `SELECT i.id, i.customer_id, i.channel_id, i.channel_kind, i.channel_name,
		i.external_id, i.name, i.verified FROM customer_identity i WHERE i.channel_id = $1 AND i.external_id = $2`)
	stmtIdentityLock = db.SQL("customer.identity_lock", `SELECT i.id, i.customer_id, i.channel_id, i.channel_kind, i.channel_name,
		i.external_id, i.name, i.verified FROM customer_identity i WHERE i.channel_id = $1 AND i.external_id = $2 {for_update}`)
	stmtIdentityByIDLock = db.SQL("customer.identity_by_id_lock", `SELECT i.id, i.customer_id, i.channel_id, i.channel_kind, i.channel_name,
		i.external_id, i.name, i.verified FROM customer_identity i WHERE i.id = $1 {for_update}`)
	stmtIdentityName   = db.SQL("customer.identity_name", `UPDATE customer_identity SET name = $2 WHERE id = $1`)
	stmtProveIdentity  = db.SQL("customer.prove_identity", `UPDATE customer_identity SET external_id = $2, verified = $3 WHERE id = $1`)
	stmtDropIdentity   = db.SQL("customer.drop_identity", `DELETE FROM customer_identity WHERE id = $1`)
	stmtIdentitiesLock = db.SQL("customer.identities_lock", `SELECT id, customer_id, channel_id, channel_kind, channel_name,
		external_id, name, verified FROM customer_identity WHERE customer_id = $1 ORDER BY id {for_update}`)
	stmtDropIdentities = db.SQL("customer.drop_identities", `DELETE FROM customer_identity WHERE customer_id = $1`)
	stmtMetKey         = db.SQL("customer.met_key", `UPDATE customer SET client_key = $3 WHERE id = $1 AND client_key = $2`)
	stmtDissolve       = db.SQL("customer.dissolve", `DELETE FROM customer WHERE id = $1`)
	stmtInsertIdentity = db.SQL("customer.insert_identity", `INSERT INTO customer_identity
		(id, customer_id, channel_id, channel_kind, channel_name, external_id, name, verified, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`)
	stmtIdentities = db.SQL("customer.identities", `SELECT id, customer_id, channel_id, channel_kind, channel_name,
		external_id, name, verified FROM customer_identity WHERE customer_id = $1 ORDER BY created_at, id LIMIT 100`)
	stmtInsert = db.SQL("customer.insert", `INSERT INTO customer (client_key, `+customerColumns+`, find)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13)`)
	stmtByKey  = db.SQL("customer.by_client_key", `SELECT `+customerColumns+` FROM customer WHERE client_key = $1`)
	stmtLock   = db.SQL("customer.lock", `SELECT `+customerColumns+` FROM customer WHERE id = $1 {for_update}`)
	stmtUpdate = db.SQL("customer.update", `UPDATE customer SET kind = $2, name = $3, note = $4, find = $5, grade = $6, vip = $7,
		steward_id = $8, language = $9, version = version + 1 WHERE id = $1 AND version = $10`)
	stmtSeen        = db.SQL("customer.seen", `UPDATE customer SET last_seen_at = $2 WHERE id = $1`)
	stmtFindKey     = db.SQL("customer.find_key", `UPDATE customer SET find = $2 WHERE id = $1`)
	stmtUnfindable  = db.SQL("customer.unfindable", `SELECT `+customerColumns+` FROM customer WHERE find = '' ORDER BY id LIMIT $1`)
	stmtDropPhones  = db.SQL("customer.drop_phones", `DELETE FROM customer_phone WHERE customer_id = $1`)
	stmtDropEmails  = db.SQL("customer.drop_emails", `DELETE FROM customer_email WHERE customer_id = $1`)
	stmtByID        = db.SQL("customer.by_id", `SELECT `+customerColumns+` FROM customer WHERE id = $1`)
	stmtPhones      = db.SQL("customer.phones", `SELECT id, number, label FROM customer_phone WHERE customer_id = $1 ORDER BY id LIMIT 50`)
	stmtEmails      = db.SQL("customer.emails", `SELECT id, address, label FROM customer_email WHERE customer_id = $1 ORDER BY id LIMIT 50`)
	stmtInsertPhone = db.SQL("customer.insert_phone", `INSERT INTO customer_phone (id, customer_id, number, label) VALUES ($1, $2, $3, $4)`)
	stmtInsertEmail = db.SQL("customer.insert_email", `INSERT INTO customer_email (id, customer_id, address, label) VALUES ($1, $2, $3, $4)`)
)

func scanIdentity(r db.Row) (Identity, error) {
	var i Identity
	err := r.Scan(&i.ID, &i.CustomerID, &i.ChannelID, &i.ChannelKind, &i.ChannelName, &i.ExternalID, &i.Name, &i.Verified)
	return i, err
}

func identity(ctx context.Context, q db.Querier, channelID, externalID string) (Identity, error) {
	return db.First(ctx, q, stmtIdentity, scanIdentity, channelID, externalID)
}

func scanCustomer(r db.Row) (Customer, error) {
	var c Customer
	var first, last int64
	err := r.Scan(&c.ID, &c.Kind, &c.Name, &c.UnitID, &c.Note, &c.Regard.Grade, &c.Regard.VIP,
		&c.Regard.StewardID, &c.Regard.Language, &first, &last, &c.Version)
	c.FirstSeenAt, c.LastSeenAt = db.Time(first), db.Time(last)
	return c, err
}

func byID(ctx context.Context, q db.Querier, id string) (Customer, error) {
	return one(ctx, q, stmtByID, id)
}

// one reads a customer or gives db.ErrNone.
func one(ctx context.Context, q db.Querier, s *db.Stmt, key string) (Customer, error) {
	return db.First(ctx, q, s, scanCustomer, key)
}

func countOfUnit(ctx context.Context, q db.Querier, unitID string) (n int64, err error) {
	err = db.Get(ctx, q, stmtOfUnit, []any{unitID}, &n)
	return n, err
}

// insert stores a new customer with phones and addresses.
func insert(ctx context.Context, tx *db.Tx, clientKey string, c Customer, r Reach) error {
	_, err := tx.Exec(ctx, stmtInsert, clientKey, c.ID, string(c.Kind), c.Name, c.UnitID, c.Note, string(c.Regard.Grade), c.Regard.VIP,
		c.Regard.StewardID, c.Regard.Language, db.Micros(c.FirstSeenAt), db.Micros(c.LastSeenAt), findKey(c.Name, r))
	if err != nil {
		return err
	}
	return insertReach(ctx, tx, c.ID, r)
}

func scanCard(r db.Row) (card, error) {
	c, err := scanCustomer(r)
	return card{Customer: c}, err
}

func fillCard(ctx context.Context, q db.Querier, c *card) (err error) {
	c.reach, err = reachOf(ctx, q, c.ID)
	return err
}

func insertCard(ctx context.Context, tx *db.Tx, key string, c card, _ time.Time) error {
	return insert(ctx, tx, key, c.Customer, c.reach)
}

func updateCard(ctx context.Context, tx *db.Tx, c card) (int64, error) {
	return update(ctx, tx, c.Customer, c.reach)
}

func insertReach(ctx context.Context, tx *db.Tx, customerID string, r Reach) error {
	for _, p := range r.Phones {
		if _, err := tx.Exec(ctx, stmtInsertPhone, p.ID, customerID, p.Number, p.Label); err != nil {
			return err
		}
	}
	for _, e := range r.Emails {
		if _, err := tx.Exec(ctx, stmtInsertEmail, e.ID, customerID, e.Address, e.Label); err != nil {
			return err
		}
	}
	return nil
}

// update stores c with what reaches them, if nobody has changed it since.
func update(ctx context.Context, tx *db.Tx, c Customer, r Reach) (int64, error) {
	n, err := tx.Exec(ctx, stmtUpdate, c.ID, string(c.Kind), c.Name, c.Note, findKey(c.Name, r), string(c.Regard.Grade), c.Regard.VIP,
		c.Regard.StewardID, c.Regard.Language, c.Version)
	if err != nil || n == 0 {
		return n, err
	}
	for _, s := range []*db.Stmt{stmtDropPhones, stmtDropEmails} {
		if _, err := tx.Exec(ctx, s, c.ID); err != nil {
			return n, err
		}
	}
	return n, insertReach(ctx, tx, c.ID, r)
}

// reachOf reads phones and addresses of one customer.
func reachOf(ctx context.Context, q db.Querier, customerID string) (r Reach, err error) {
	if r.Phones, err = db.All[Phone](ctx, q, stmtPhones, customerID); err != nil {
		return r, err
	}
	r.Emails, err = db.All[Email](ctx, q, stmtEmails, customerID)
	return r, err
}

// manyByID reads those of these customers that are there.
func manyByID(ctx context.Context, q db.Querier, ids []string) ([]Customer, error) {
	return db.CollectOf(ctx, q, db.Build("customer.many", `SELECT `+customerColumns+` FROM customer WHERE`).InList("id", ids), scanCustomer)
}

// reachOfAll reads phones and addresses of customers by id.
func reachOfAll(ctx context.Context, q db.Querier, ids []string) (map[string]Reach, error) {
	phones, err := ofMany(ctx, q, db.Build("customer.phones_of", `SELECT customer_id, id, number, label FROM customer_phone WHERE`), ids,
		func(p *Phone) []any { return []any{&p.ID, &p.Number, &p.Label} })
	if err != nil {
		return nil, err
	}
	emails, err := ofMany(ctx, q, db.Build("customer.emails_of", `SELECT customer_id, id, address, label FROM customer_email WHERE`), ids,
		func(e *Email) []any { return []any{&e.ID, &e.Address, &e.Label} })
	out := map[string]Reach{}
	for _, of := range ids {
		if r := (Reach{Phones: phones[of], Emails: emails[of]}); len(r.Phones)+len(r.Emails) > 0 {
			out[of] = r
		}
	}
	return out, err
}

// ofMany reads what hangs on many customers, by customer and in the order in
// which it came; fields are where the columns behind the customer's id go.
func ofMany[T any](ctx context.Context, q db.Querier, b *db.Query, ids []string, fields func(*T) []any) (map[string][]T, error) {
	out := map[string][]T{}
	if len(ids) == 0 {
		return out, nil
	}
	err := db.EachOf(ctx, q, b.InList("customer_id", ids).Add("ORDER BY id"), func(r db.Row) error {
		var of string
		var one T
		err := r.Scan(append([]any{&of}, fields(&one)...)...)
		out[of] = append(out[of], one)
		return err
	})
	return out, err
}

func idsOf(rows []Customer) []string {
	ids := make([]string, len(rows))
	for i, c := range rows {
		ids[i] = c.ID
	}
	return ids
}

func collect(ctx context.Context, q db.Querier, s *db.Stmt, args ...any) ([]Customer, error) {
	return db.Collect(ctx, q, s, scanCustomer, args...)
}

func (c Customer) place() id.Place { return id.PlaceOf(c.LastSeenAt, c.ID) }

type listing struct {
	wanted wanted
	sight  sight
	reveal sight // whose numbers are found by a part
	after  *id.Place
	limit  int
}

// list reads one page, the latest seen first.
func list(ctx context.Context, q db.Querier, l listing) ([]Customer, error) {
	b := l.sight.where(db.Build("customer.list", `SELECT `+customerColumns+` FROM customer WHERE 1 = 1`))
	if len(l.wanted.shown) > 0 {
		b.Add("AND (1 = 0")
		for _, p := range append(slices.Clone(l.wanted.shown), l.wanted.whole) {
			if p != "" {
				b.Add(`OR find LIKE ? ESCAPE '\'`, p)
			}
		}
		if l.wanted.part != "" {
			l.reveal.where(b.Add(`OR (find LIKE ? ESCAPE '\'`, l.wanted.part)).Add(")")
		}
		b.Add(")")
	}
	b.Latest("last_seen_at", "id", l.after, l.limit)
	return db.CollectOf(ctx, q, b, scanCustomer)
}

// where narrows a list to what the person sees.
func (s sight) where(q *db.Query) *db.Query {
	switch {
	case s.filter.All:
		return q
	case s.filter.None:
		return q.Add("AND 1 = 0")
	}
	return q.InList("AND unit_id", append(slices.Clone(s.above), s.filter.UnitIDs...))
}
