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
	// Rows of transactions that are over, after the place ($1, $2), and their
	// order. SQLite has one transaction at a time and numbers rows as they are
	// committed; asked for more it would read from the beginning.
	"settled_after": {SQLite: "seq > $2 AND $1 >= 0", Postgres: "txid < " + settledTxID + " AND (txid, seq) > ($1, $2)"},
	"settled_order": {SQLite: "seq", Postgres: "txid, seq"},
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
