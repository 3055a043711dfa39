package dbtest

import (
	"database/sql"
	"net/url"
	"os"
	"strings"
	"testing"
)

// PageSize of every SQLite file of ours.
const PageSize = 4096

// Flip turns one bit of a file.
func Flip(t testing.TB, path string, bit int64) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var b [1]byte
	if _, err := f.ReadAt(b[:], bit/8); err != nil {
		t.Fatal(err)
	}
	b[0] ^= 1 << (bit % 8)
	if _, err := f.WriteAt(b[:], bit/8); err != nil {
		t.Fatal(err)
	}
}

// Older makes a SQLite file anew as a program without page sums would have left
// it. Nobody may have it open.
func Older(t testing.TB, path string) {
	t.Helper()
	d, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path + ".older"}).EscapedPath()+"?room=0")
	if err != nil {
		t.Fatal(err)
	}
	d.SetMaxOpenConns(1)
	do := func(statement string, args ...any) {
		t.Helper()
		if _, err := d.Exec(statement, args...); err != nil {
			t.Fatalf("%.80s: %v", statement, err)
		}
	}
	do("ATTACH $1 AS new", path)
	do("PRAGMA foreign_keys = 0")
	rows, err := d.Query("SELECT type, name, sql FROM new.sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' ORDER BY type <> 'table', rowid")
	if err != nil {
		t.Fatal(err)
	}
	var tables, rest []string
	for rows.Next() {
		var kind, name, text string
		if err := rows.Scan(&kind, &name, &text); err != nil {
			t.Fatal(err)
		}
		if kind == "table" {
			tables = append(tables, name)
		}
		rest = append(rest, text)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for _, text := range rest {
		if strings.HasPrefix(text, "CREATE TABLE") {
			do(text)
		}
	}
	for _, name := range tables {
		do(`INSERT INTO main."` + name + `" SELECT * FROM new."` + name + `"`)
	}
	for _, text := range rest {
		if !strings.HasPrefix(text, "CREATE TABLE") {
			do(text)
		}
	}
	do("INSERT OR REPLACE INTO main.sqlite_sequence SELECT * FROM new.sqlite_sequence")
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".older", path); err != nil {
		t.Fatal(err)
	}
}
