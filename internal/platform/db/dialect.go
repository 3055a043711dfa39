package db

import "strings"

// Engine names the database behind a DB.
type Engine string

const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// txidBase is what a restore adds to transaction numbers: a new PostgreSQL
// server counts from the start again, below the numbers that are stored.
const txidBase = "COALESCE(NULLIF(current_setting('" + TxIDBase + "', true), ''), '0')::bigint"

// settledTxID is the oldest transaction of this database that was under way in
// the statement's snapshot, or where there was none the first that had not
// begun: every one of ours below it is over, and visible if it was committed.
// Those of other databases on the same server are left out, or whoever writes
// for an hour there would hold up our events.
//
// A number counts as foreign only when a backend of another database holds it
// now. It held it at the snapshot, too, for it was under way then and still is;
// so that row cannot speak of anybody else. What is not found (just ended,
// prepared, hidden from us) counts as ours and is looked at again next time.
// PostgreSQL keeps the list of backends as first read until the transaction
// ends; so a transaction asks for this once.
const settledTxID = `(COALESCE((SELECT MIN(running::text::bigint) FROM pg_snapshot_xip(pg_current_snapshot()) AS running
	WHERE NOT EXISTS (SELECT 1 FROM pg_stat_get_activity(NULL) AS backend WHERE backend.backend_xid = running::xid
	AND backend.datid <> (SELECT oid FROM pg_database WHERE datname = current_database()))),
	pg_snapshot_xmax(pg_current_snapshot())::text::bigint) + ` + txidBase + ")"

// TxIDBase names the setting of the database that holds it.
const TxIDBase = "tiexin.txid_base"

// Fragments that the engines spell differently. A statement writes {name}.
var dialect = map[string]map[Engine]string{
	// Locks the rows read until the transaction ends. SQLite has one writer
	// at a time and needs nothing.
	"for_update": {SQLite: "", Postgres: "FOR UPDATE"},
	// The number of the running transaction, to order the outbox by.
	"txid": {SQLite: "0", Postgres: "(pg_current_xact_id()::text::bigint + " + txidBase + ")"},
	// Every transaction below this number is over. See package event.
	"settled_txid": {SQLite: "1", Postgres: settledTxID},
	// Rows of transactions that are over, after the place ($1, $2), and their
	// order. SQLite has one transaction at a time and numbers rows as they are
	// committed; asked for more it would read from the beginning.
	"settled_after": {SQLite: "seq > $2 AND $1 >= 0", Postgres: "txid < " + settledTxID + " AND (txid, seq) > ($1, $2)"},
	"settled_order": {SQLite: "seq", Postgres: "txid, seq"},
}

func spell(text string, e Engine) string {
	if e == SQLite {
		// SQLite plans by the value that is bound for a bare limit, and so plans
		// anew for every value that is bound.
		text = strings.ReplaceAll(text, "LIMIT $", "LIMIT +$")
	}
	if !strings.Contains(text, "{") {
		return text
	}
	for name, by := range dialect {
		text = strings.ReplaceAll(text, "{"+name+"}", by[e])
	}
	return text
}
