// Command bench measures the product beside the near-limits in one run on one
// machine (量测): only the ratio means something elsewhere. It builds
// ../shared/loadgen and ../shared/limits, seeds the even shape, restarts the
// server, and measures; docs/bench.md is written only when asked.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"tiexin/internal/tools/rig"
)

type options struct {
	sizes   []int
	engines []string
	d       time.Duration // of one measurement
	sockets int
	write   bool
	only    string
	room    string
}

func main() {
	o := options{}
	sizes := flag.String("sizes", "10000,100000", "numbers of conversations")
	engines := flag.String("engines", "sqlite,postgres", "which engines")
	flag.DurationVar(&o.d, "d", 5*time.Second, "how long to measure each")
	flag.IntVar(&o.sockets, "sockets", 10_000, "idle visitor sockets")
	flag.StringVar(&o.only, "only", "", "parts to measure, of lists, opens, searches, writes, delays, fanout, presence, sockets; empty: all")
	flag.BoolVar(&o.write, "write", false, "write docs/bench.md")
	flag.Parse()
	o.engines = strings.Split(*engines, ",")
	for _, s := range strings.Split(*sizes, ",") {
		n, err := strconv.Atoi(s)
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(2)
		}
		o.sizes = append(o.sizes, n)
	}
	if err := run(context.Background(), o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) (err error) {
	for _, tool := range [][]string{{"loadgen"}, {"limits", "sqlite"}, {"limits", "ws"}} {
		path, err := rig.Shared(tool...)
		if err != nil {
			return err
		}
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			fmt.Println("bench: skipped,", filepath.Join(append([]string{"../shared"}, tool...)...), "is not here")
			return nil
		}
	}
	if o.room, err = os.MkdirTemp("", "tiexin-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(o.room)
	b := &bench{options: o, table: &table{}}
	if err := b.build(ctx); err != nil {
		return err
	}
	if err := b.limits(ctx); err != nil {
		return fmt.Errorf("limits: %w", err)
	}
	b.decisions()
	for _, engine := range o.engines {
		for _, n := range o.sizes {
			if err := b.house(ctx, engine, n, n == slices.Max(o.sizes)); err != nil {
				return fmt.Errorf("%s at %d: %w", engine, n, err)
			}
		}
	}
	text := b.table.markdown()
	fmt.Print(text)
	if !o.write {
		return nil
	}
	root, err := rig.Root()
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(root, "docs", "bench.md"), []byte(text), 0o644)
}

// row is one line of the table.
type row struct {
	engine, what, ours, limit, ratio, goal, met string
}

type table struct{ rows []row }

// add puts a measure in and says it aloud.
func (t *table) add(r row) {
	t.rows = append(t.rows, r)
	fmt.Printf("# %-8s %-44s %-34s limit %-10s ratio %-6s goal %-32s %s\n", r.engine, r.what, r.ours, r.limit, r.ratio, r.goal, r.met)
}

// rate adds a measure of so many a second, with the near-limit beside it.
func (t *table) rate(engine, what string, r result, limit near, share, least float64) {
	out := row{engine: engine, what: what, limit: "–", ratio: "–"}
	s := r.All
	out.ours = fmt.Sprintf("%.0f/s, p50 %.1f p95 %.1f p99 %.1f ms, cpu %.2f ms", s.PerSec, s.P50, s.P95, s.P99, r.Procs["app"].CPUPerOp)
	met := s.PerSec >= least
	out.goal = fmt.Sprintf("≥ %.0f/s", least)
	if limit.perSec > 0 {
		out.limit, out.ratio = fmt.Sprintf("%.0f/s, cpu %.2f ms", limit.perSec, limit.cpu), fmt.Sprintf("%.2f", s.PerSec/limit.perSec)
		if share > 0 {
			out.goal = fmt.Sprintf("≥ %.2f x limit and ≥ %.0f/s", share, least)
			met = met && s.PerSec/limit.perSec >= share
		}
	}
	out.ours += r.noisy()
	if s.Errors > 0 {
		out.ours += fmt.Sprintf(", %d ERRORS: %s", s.Errors, r.FirstError)
		met = false
	}
	out.met = yes(met)
	t.add(out)
}

// plain adds a measure that is only held against a goal.
func (t *table) plain(engine, what, ours, goal string, met bool) {
	t.add(row{engine: engine, what: what, ours: ours, limit: "–", ratio: "–", goal: goal, met: yes(met)})
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "NO"
}

func (t *table) markdown() string {
	var b strings.Builder
	b.WriteString("# Measured\n\nBy `make bench`, client, server and database on the same machine; what counts is the ratio to the near-limit of the same run.\n\n")
	b.WriteString("| engine | measure | ours | near-limit | ratio | goal | met |\n|---|---|---|---|---|---|---|\n")
	for _, r := range t.rows {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", r.engine, r.what, r.ours, r.limit, r.ratio, r.goal, r.met)
	}
	return b.String()
}
