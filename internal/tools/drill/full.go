package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"tiexin/internal/tools/rig"
)

// fullDisk is F4: the disk fills while people write, and is freed again.
func fullDisk(ctx context.Context, o options, binary string) (report string, err error) {
	if o.engine == "postgres" {
		return "skipped: the disk of PostgreSQL is its own matter", nil
	}
	mount, unmount, err := smallDisk(folder(o, "disk"))
	if err != nil {
		if os.Getenv("TIEXIN_DRILL_FULL") == "1" {
			return "", err
		}
		return "skipped: " + err.Error(), nil
	}
	defer func() { err = errors.Join(err, unmount()) }()
	h, err := open(ctx, o, binary, filepath.Join(mount, "data"))
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	c, err := hire(ctx, h, 8)
	if err != nil {
		return "", err
	}
	c.work(ctx, 5*time.Millisecond)
	time.Sleep(time.Second)
	ballast := filepath.Join(mount, "ballast")
	if err := fill(ballast); err != nil {
		c.rest()
		return "", err
	}
	full, err := whileFull(ctx, h, c)
	if err != nil {
		c.rest()
		return "", err
	}
	if err := os.Remove(ballast); err != nil {
		return "", err
	}
	freed := time.Now()
	for c.answeredSince(freed) < len(c.writers) && time.Since(freed) < 30*time.Second {
		time.Sleep(50 * time.Millisecond)
	}
	recovered := time.Since(freed)
	c.rest()
	if recovered > 10*time.Second {
		return "", fmt.Errorf("recovered only after %s", recovered)
	}
	if err := c.settle(ctx); err != nil {
		return "", err
	}
	t, err := c.check(ctx, h, time.Time{})
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s; recovered by itself %s after room came back; %d answered, 0 lost", full, recovered.Round(time.Millisecond), t.answered), h.sound(ctx)
}

// whileFull waits for the first refusal and then looks at three seconds of
// refusals and reads.
func whileFull(ctx context.Context, h *house, c *crew) (string, error) {
	began := time.Now()
	var probe *rig.Refused
	visitor, err := rig.Enter(ctx, h.Base(), h.key, h.staff.HTTP)
	if err != nil {
		return "", err
	}
	refusals, slowest := 0, time.Duration(0)
	var first time.Time
	for n := 0; time.Since(began) < 60*time.Second && (first.IsZero() || time.Since(first) < 3*time.Second); n++ {
		time.Sleep(12 * time.Millisecond) // below the rate that one visitor may write at
		ask := time.Now()
		_, err := visitor.Say(ctx, fmt.Sprintf("full%d", n), "满了吗")
		if errors.As(err, &probe) {
			if probe.Status != 507 && probe.Status != 503 {
				return "", fmt.Errorf("a write on the full disk was answered %d", probe.Status)
			}
			if first.IsZero() {
				first = ask
			}
			refusals++
			slowest = max(slowest, time.Since(ask))
		} else if err != nil {
			return "", fmt.Errorf("a write on the full disk got no answer: %w", err)
		}
		if !first.IsZero() {
			if _, err := h.staff.Thread(ctx, c.writers[0].thread); err != nil {
				return "", fmt.Errorf("reading on the full disk: %w", err)
			}
		}
	}
	if refusals == 0 {
		return "", errors.New("the disk never seemed full")
	}
	if slowest > 2*time.Second {
		return "", fmt.Errorf("a refusal took %s", slowest)
	}
	return fmt.Sprintf("%d writes refused with %d, the slowest after %s, reads went on", refusals, probe.Status, slowest.Round(time.Millisecond)), nil
}

// answeredSince counts writers who have had an answer since then.
func (c *crew) answeredSince(t time.Time) (n int) {
	for _, w := range c.writers {
		if last := w.lastDone.Load(); last > t.UnixNano() {
			n++
		}
	}
	return n
}

// smallDisk mounts a file system of 64 MB; it needs to be root.
func smallDisk(dir string) (string, func() error, error) {
	if os.Geteuid() != 0 {
		return "", nil, errors.New("mounting a small disk needs root")
	}
	image, mount := dir+".img", dir
	if err := os.MkdirAll(mount, 0o700); err != nil {
		return "", nil, err
	}
	f, err := os.Create(image)
	if err != nil {
		return "", nil, err
	}
	if err := errors.Join(f.Truncate(64<<20), f.Close()); err != nil {
		return "", nil, err
	}
	for _, step := range [][]string{{"mkfs.ext4", "-q", "-m", "0", image}, {"mount", "-o", "loop", image, mount}} {
		if out, err := exec.Command(step[0], step[1:]...).CombinedOutput(); err != nil {
			return "", nil, fmt.Errorf("%s: %w: %s", step[0], err, out)
		}
	}
	return mount, func() error { return exec.Command("umount", mount).Run() }, nil
}

// fill writes a file until the disk has no room left.
func fill(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, zeros{})
	if err == nil {
		err = errors.New("the disk took everything")
	} else {
		err = nil
	}
	return errors.Join(err, f.Close())
}

type zeros struct{}

// Read implements io.Reader.
func (zeros) Read(p []byte) (int, error) { return len(p), nil }
