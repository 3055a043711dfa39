package customer

import (
	"context"

	"tiexin/internal/platform/db"
)

const customerColumns = `id, kind, name, unit_id, note, first_seen_at, last_seen_at, version`

var (
	stmtOfUnit   = db.SQL("customer.of_unit", `SELECT COUNT(*) FROM customer WHERE unit_id = $1`)
	stmtIdentity = db.SQL("customer.identity", `SELECT i.id, i.customer_id, i.channel_id, i.channel_kind, i.channel_name,
		i.external_id, i.name, i.verified FROM customer_identity i WHERE i.channel_id = $1 AND i.external_id = $2`)
	stmtInsertIdentity = db.SQL("customer.insert_identity", `INSERT INTO customer_identity
		(id, customer_id, channel_id, channel_kind, channel_name, external_id, name, verified, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`)
	stmtIdentities = db.SQL("customer.identities", `SELECT id, customer_id, channel_id, channel_kind, channel_name,
		external_id, name, verified FROM customer_identity WHERE customer_id = $1 ORDER BY created_at, id LIMIT 100`)
	stmtInsert = db.SQL("customer.insert", `INSERT INTO customer (client_key, `+customerColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 1)`)
	stmtInsertSample = db.SQL("customer.insert_sample", `INSERT INTO customer (client_key, `+customerColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)`)
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
	var i Identity
	found := false
	err := db.Each(ctx, q, stmtIdentity, func(r db.Row) (err error) {
		found = true
		i, err = scanIdentity(r)
		return err
	}, channelID, externalID)
	if err == nil && !found {
		return i, db.ErrNone
	}
	return i, err
}

func scanCustomer(r db.Row) (Customer, error) {
	var c Customer
	var first, last int64
	err := r.Scan(&c.ID, &c.Kind, &c.Name, &c.UnitID, &c.Note, &first, &last, &c.Version)
	c.FirstSeenAt, c.LastSeenAt = db.Time(first), db.Time(last)
	return c, err
}

func byID(ctx context.Context, q db.Querier, id string) (Customer, error) {
	var c Customer
	found := false
	err := db.Each(ctx, q, stmtByID, func(r db.Row) (err error) {
		found = true
		c, err = scanCustomer(r)
		return err
	}, id)
	if err == nil && !found {
		return c, db.ErrNone
	}
	return c, err
}

func countOfUnit(ctx context.Context, q db.Querier, unitID string) (n int64, err error) {
	err = db.Get(ctx, q, stmtOfUnit, []any{unitID}, &n)
	return n, err
}
