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

const settledTxID = "(pg_snapshot_xmin(pg_current_snapshot())::text::bigint + " + txidBase + ")"

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
	// Whether a row's transaction is over. SQLite has one at a time, and asking
	// anyway would keep it from using its index.
	"settled": {SQLite: "TRUE", Postgres: "txid < " + settledTxID},
}

func spell(text string, e Engine) string {
	if !strings.Contains(text, "{") {
		return text
	}
	for name, by := range dialect {
		text = strings.ReplaceAll(text, "{"+name+"}", by[e])
	}
	return text
}
