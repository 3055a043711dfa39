package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"time"

	"tiexin/internal/tools/rig"
)

// kills is F1: kill -9 at random moments under load.
func kills(ctx context.Context, o options, binary string) (report string, err error) {
	h, err := open(ctx, o, binary, folder(o, "kill-"+o.engine))
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	c, err := hire(ctx, h, o.writers)
	if err != nil {
		return "", err
	}
	var slowest time.Duration
	for range o.rounds {
		c.work(ctx, 0)
		time.Sleep(time.Duration(50+rand.IntN(1950)) * time.Millisecond)
		h.Kill()
		ready, err := h.Start(ctx)
		if err != nil {
			c.rest()
			return "", err
		}
		slowest = max(slowest, ready)
		c.rest()
	}
	if err := c.settle(ctx); err != nil {
		return "", err
	}
	t, err := c.check(ctx, h, time.Time{})
	if err != nil {
		return "", err
	}
	if err := h.sound(ctx); err != nil {
		return "", err
	}
	if slowest > o.ready {
		return "", fmt.Errorf("ready only after %s", slowest)
	}
	return fmt.Sprintf("%d kills, %d writers, %d answered, 0 lost, 0 doubled, %d sent again; ready again within %s",
		o.rounds, o.writers, t.answered, t.retried, slowest.Round(time.Millisecond)), nil
}

// backups is F20: backup under load, wipe, restore elsewhere.
func backups(ctx context.Context, o options, binary string) (report string, err error) {
	h, err := open(ctx, o, binary, folder(o, "backup-"+o.engine))
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	c, err := hire(ctx, h, o.writers)
	if err != nil {
		return "", err
	}
	c.work(ctx, 10*time.Millisecond)
	time.Sleep(o.load)
	file := filepath.Join(o.room, "backup-"+o.engine+".tar.zst")
	began := time.Now()
	_, err = h.Command(ctx, "backup", "--to", file)
	took := time.Since(began)
	c.rest()
	if err != nil {
		return "", err
	}
	h.Kill()
	again, err := rig.Open(binary, folder(o, "restored-"+o.engine), "")
	if err != nil {
		return "", err
	}
	fresh := &house{Server: again, drop: func() error { return nil }}
	if o.engine == "postgres" {
		if again.Database, fresh.drop, err = rig.Database(ctx); err != nil {
			return "", err
		}
	}
	defer func() { err = errors.Join(err, fresh.close()) }()
	back := time.Now()
	if _, err := again.Command(ctx, "restore", "--from", file); err != nil { // compares every digest
		return "", err
	}
	restored := time.Since(back)
	if _, err := again.Start(ctx); err != nil {
		return "", err
	}
	var no *rig.Refused
	old := rig.Client{Base: again.Base(), Bearer: h.staff.Bearer, HTTP: h.staff.HTTP}
	if err := old.Do(ctx, "GET", "/me", nil, nil); !errors.As(err, &no) || no.Status != 401 {
		return "", fmt.Errorf("a token of before the restore is answered: %v", err)
	}
	if err := fresh.enter(ctx); err != nil {
		return "", err
	}
	t, err := c.check(ctx, fresh, began)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("taken under load in %s, restored in %s, digests equal, all %d answered before it there, old sessions ended",
		took.Round(time.Millisecond), restored.Round(time.Millisecond), t.answered), fresh.sound(ctx)
}
