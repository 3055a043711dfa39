package pagesum_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"syscall"
	"testing"
)

// ways of reading, to see what sums cost: below us, mapped and not, and as it is.
var ways = []struct{ name, address string }{
	{"mapped", "vfs=unix&_pragma=mmap_size(268435456)"}, {"plain", "vfs=unix"}, {"sums", ""},
}

func bench(b *testing.B, path, address string) *sql.DB {
	d := open(b, path, "&_pragma=cache_size(-4096)&_pragma=synchronous(NORMAL)&", address)
	d.SetMaxOpenConns(1)
	return d
}

// spending counts the processor's time, which others on the machine do not change.
func spending() func(b *testing.B) {
	used := func() int64 {
		var u syscall.Rusage
		if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
			return 0
		}
		return u.Utime.Nano() + u.Stime.Nano()
	}
	from := used()
	return func(b *testing.B) { b.ReportMetric(float64(used()-from)/float64(b.N), "cpu-ns/op") }
}

// BenchmarkRead asks for rows all over a file that is far larger than the cache.
func BenchmarkRead(b *testing.B) {
	path := filepath.Join(b.TempDir(), "a.db")
	d := open(b, path)
	must(b, d, "CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
	must(b, d, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) INSERT INTO word SELECT i, hex(randomblob(200)) FROM n")
	must(b, d, "PRAGMA wal_checkpoint(TRUNCATE)")
	for _, w := range ways {
		b.Run(w.name, func(b *testing.B) {
			d := bench(b, path, w.address)
			q, err := d.Prepare("SELECT text FROM word WHERE id = ?")
			if err != nil {
				b.Fatal(err)
			}
			spent := spending()
			random := rand.New(rand.NewPCG(1, 1))
			var text string
			for b.Loop() {
				if err := q.QueryRow(1 + random.IntN(200000)).Scan(&text); err != nil {
					b.Fatal(err)
				}
			}
			b.StopTimer()
			spent(b)
			d.Close()
		})
	}
}

// BenchmarkReadLog asks for rows that are still in the log.
func BenchmarkReadLog(b *testing.B) {
	path := filepath.Join(b.TempDir(), "a.db")
	keep := open(b, path, "&_pragma=wal_autocheckpoint(0)")
	must(b, keep, "CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
	must(b, keep, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) INSERT INTO word SELECT i, hex(randomblob(200)) FROM n")
	for _, w := range ways[1:] {
		b.Run(w.name, func(b *testing.B) {
			d := bench(b, path, w.address+"&_pragma=wal_autocheckpoint(0)")
			q, err := d.Prepare("SELECT text FROM word WHERE id = ?")
			if err != nil {
				b.Fatal(err)
			}
			spent := spending()
			random := rand.New(rand.NewPCG(1, 1))
			var text string
			for b.Loop() {
				if err := q.QueryRow(1 + random.IntN(60000)).Scan(&text); err != nil {
					b.Fatal(err)
				}
			}
			b.StopTimer()
			spent(b)
			d.Close()
		})
	}
}

// BenchmarkWrite commits rows all over a file, and copies the log back now and then.
func BenchmarkWrite(b *testing.B) {
	for _, w := range ways[1:] {
		b.Run(w.name, func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "a.db")
			d := bench(b, path, w.address)
			must(b, d, "CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
			must(b, d, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO word SELECT i, hex(randomblob(200)) FROM n")
			spent := spending()
			random := rand.New(rand.NewPCG(1, 1))
			n := 0
			for b.Loop() {
				if _, err := d.Exec("UPDATE word SET text = ? WHERE id = ?", fmt.Sprint(n), 1+random.IntN(20000)); err != nil {
					b.Fatal(err)
				}
				if n++; n%1000 == 0 {
					must(b, d, "PRAGMA wal_checkpoint(PASSIVE)")
				}
			}
			b.StopTimer()
			spent(b)
			d.Close()
		})
	}
}
