// Command drill breaks the real binary on purpose and looks whether anything
// that was answered is lost or doubled (演练): kill -9 under load, answers
// before the flush, a full disk, backup under load and restore, restart under
// load. A client-side ledger (见 ledger.go) knows what was promised.
//
// A short form runs as a test of this package.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tiexin/internal/tools/rig"
)

type options struct {
	engine  string
	rounds  int
	writers int
	sends   int
	load    time.Duration
	stopped time.Duration
	ready   time.Duration // the goal for coming back
	room    string        // folder for everything
}

func main() {
	o := options{}
	flag.StringVar(&o.engine, "engine", "sqlite", "sqlite or postgres")
	flag.IntVar(&o.rounds, "rounds", 50, "times to kill the server")
	flag.IntVar(&o.writers, "writers", 32, "writers at a time")
	flag.IntVar(&o.sends, "sends", 100, "answers to look for a flush before")
	flag.DurationVar(&o.load, "load", 10*time.Second, "how long to load before backup and restart")
	flag.DurationVar(&o.ready, "ready", 5*time.Second, "how soon the server and its clients must be back")
	flag.DurationVar(&o.stopped, "stopped", 60*time.Second, "how long one of two processes is stopped")
	only := flag.String("only", "", "one of kill, fsync, full, backup, restart, twins")
	flag.Parse()
	if err := run(context.Background(), o, *only); err != nil {
		fmt.Fprintln(os.Stderr, "drill:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options, only string) error {
	var err error
	if o.room, err = os.MkdirTemp("", "tiexin-drill-"); err != nil {
		return err
	}
	defer os.RemoveAll(o.room)
	binary, err := rig.Build(ctx, o.room)
	if err != nil {
		return err
	}
	for _, part := range []struct {
		name string
		do   func(context.Context, options, string) (string, error)
	}{{"kill", kills}, {"fsync", flushes}, {"full", fullDisk}, {"backup", backups}, {"restart", restarts}, {"twins", twins}} {
		if only != "" && only != part.name {
			continue
		}
		began := time.Now()
		report, err := part.do(ctx, o, binary)
		if err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		fmt.Printf("%-8s (%s) %s; %.1f s\n", part.name, o.engine, report, time.Since(began).Seconds())
	}
	return nil
}

// house is a server with an organisation and a staff token.
type house struct {
	*rig.Server
	staff *rig.Client
	key   string
	drop  func() error
}

// open makes a new installation in a folder and serves it.
func open(ctx context.Context, o options, binary, data string, before ...string) (*house, error) {
	h := &house{drop: func() error { return nil }}
	database := ""
	var err error
	if o.engine == "postgres" {
		if database, h.drop, err = rig.Database(ctx); err != nil {
			return nil, err
		}
	}
	if h.Server, err = rig.Open(binary, data, database); err != nil {
		return nil, err
	}
	h.Before = before
	if _, err := h.Start(ctx); err != nil {
		return nil, err
	}
	client := rig.Transport(128)
	if err := rig.FirstRun(ctx, h.Server, client); err != nil {
		return nil, errors.Join(err, h.close())
	}
	return h, h.enter(ctx)
}

// enter gets a staff token and the channel.
func (h *house) enter(ctx context.Context) error {
	token, err := h.Token(ctx, "admin")
	if err != nil {
		return err
	}
	h.staff = &rig.Client{Base: h.Base(), Bearer: token, HTTP: rig.Transport(128)}
	h.key, err = h.staff.ChannelKey(ctx)
	return err
}

func (h *house) close() error {
	h.Kill()
	return h.drop()
}

// sound asks the doctor, passing over the room on the disk.
func (h *house) sound(ctx context.Context) error {
	out, err := h.Command(ctx, "doctor")
	for _, line := range strings.Split(out, "\n") {
		if strings.HasPrefix(line, "fail") && !strings.Contains(line, " disk ") {
			return fmt.Errorf("doctor: %s", line)
		}
	}
	if err != nil && !strings.Contains(out, "fail") {
		return err
	}
	return nil
}

func folder(o options, name string) string { return filepath.Join(o.room, name) }
