package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"tiexin/internal/tools/rig"
)

// bench holds the programs and what the near-limits gave.
type bench struct {
	options
	table                *table
	binary, loadgen      string
	limitSQL, limitWS    string
	listLimit, openLimit near
	writeLimit           near
	flushLimit           summary // of a durable write at 100 a second, its log copied back meanwhile
	publishLimit         float64
	listCost             map[string]float64 // engine -> ms of CPU for a list at the smallest size
}

func (b *bench) build(ctx context.Context) (err error) {
	b.listCost = map[string]float64{}
	if b.binary, err = rig.Build(ctx, b.room); err != nil {
		return err
	}
	for out, path := range map[*string][]string{&b.loadgen: {"loadgen"}, &b.limitSQL: {"limits", "sqlite"}, &b.limitWS: {"limits", "ws"}} {
		dir, err := rig.Shared(path...)
		if err != nil {
			return err
		}
		if *out, err = rig.GoBuild(ctx, dir, ".", filepath.Join(b.room, strings.Join(path, "-"))); err != nil {
			return err
		}
	}
	return nil
}

// near is a near-limit: so many a second, and what one costs.
type near struct {
	perSec float64
	cpu    float64 // ms
}

// summary, usage and result are what loadgen prints.
type summary struct {
	N      int     `json:"n"`
	Errors int     `json:"errors"`
	PerSec float64 `json:"per_s"`
	P50    float64 `json:"p50_ms"`
	P95    float64 `json:"p95_ms"`
	P99    float64 `json:"p99_ms"`
}

type usage struct {
	CPU      float64 `json:"cpu_s"`
	CPUPerOp float64 `json:"cpu_ms_per_op"`
	RSSMiB   float64 `json:"rss_mib"`
	PSSMiB   float64 `json:"pss_mib"`
	PerConn  float64 `json:"pss_kib_per_conn"`
}

type result struct {
	All        summary          `json:"all"`
	FirstError string           `json:"first_error"`
	Procs      map[string]usage `json:"procs"`
	Open       int              `json:"open"`
	Failed     int              `json:"failed"`
	Lost       int64            `json:"lost"`
	HeldFor    float64          `json:"held_s"`
	AfterOpen  map[string]usage `json:"after_open"`
	AfterHold  map[string]usage `json:"after_hold"`
	Sent       int              `json:"sent"`
	Missing    int              `json:"missing"`
	Seconds    float64          `json:"seconds"`
	OtherCPU   float64          `json:"other_cpu_s"` // machine time of neither side
	SendErrors int              `json:"send_errors"`
	Seen       summary          `json:"send_to_socket"`
	Deliveries float64          `json:"deliveries_per_s"`
}

// step of a scenario.
type step struct {
	Name    string            `json:"name"`
	Method  string            `json:"method,omitempty"`
	Path    string            `json:"path"`
	Body    string            `json:"body,omitempty"`
	Headers map[string]string `json:"headers,omitempty"`
	Status  int               `json:"status,omitempty"`
	MustHas string            `json:"must_has,omitempty"`
}

type wsSpec struct {
	URL       string            `json:"url"`
	Headers   map[string]string `json:"headers,omitempty"`
	WaitFor   string            `json:"wait_for,omitempty"`
	Ping      string            `json:"ping,omitempty"`
	PingEvery string            `json:"ping_every,omitempty"`
}

type scenario struct {
	Base    string            `json:"base"`
	Headers map[string]string `json:"headers,omitempty"`
	Lists   map[string]string `json:"lists,omitempty"`
	Steps   []step            `json:"steps"`
	WS      *wsSpec           `json:"ws,omitempty"`
}

// gen runs loadgen on a scenario and reads its answer.
func (b *bench) gen(ctx context.Context, mode string, s scenario, args ...string) (result, error) {
	var r result
	raw, err := json.Marshal(s)
	if err != nil {
		return r, err
	}
	file := filepath.Join(b.room, "scenario.json")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		return r, err
	}
	cmd := exec.CommandContext(ctx, b.loadgen, append([]string{mode, "-scenario", file}, args...)...)
	cmd.Dir = b.room
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return r, fmt.Errorf("loadgen %s: %w: %s", mode, err, errs.String())
	}
	return r, json.Unmarshal(out.Bytes(), &r)
}

// noisy tells that something else used the machine, so that the figure counts
// for little.
func (r result) noisy() string {
	if r.Seconds > 0 && r.OtherCPU > r.Seconds/10 {
		return fmt.Sprintf(" (noisy: %.1f of %.0f s of CPU went elsewhere)", r.OtherCPU, r.Seconds)
	}
	return ""
}

// aside runs a near-limit on an address while do measures it.
func aside(ctx context.Context, binary, addr string, args []string, do func(pid int) error) error {
	cmd := exec.Command(binary, append([]string{"-addr", addr}, args...)...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		return err
	}
	defer func() { cmd.Process.Kill(); cmd.Wait() }()
	h := rig.Transport(1)
	for range 1200 {
		if r, err := h.Get("http://" + addr + "/ping"); err == nil {
			r.Body.Close()
			return do(cmd.Process.Pid)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	return fmt.Errorf("%s is not ready within a minute", filepath.Base(binary))
}

func (b *bench) list(name string, lines []string) error {
	return os.WriteFile(filepath.Join(b.room, name), []byte(strings.Join(lines, "\n")+"\n"), 0o600)
}

// limits measures what bare programs reach.
func (b *bench) limits(ctx context.Context) error {
	addr, err := rig.FreeAddr()
	if err != nil {
		return err
	}
	n := b.sizes[len(b.sizes)-1]
	args := []string{"-db", filepath.Join(b.room, "limit.db"), "-sync", "FULL", "-batch", "-n", fmt.Sprint(n)}
	s := scenario{Base: "http://" + addr, Steps: []step{{Name: "list", Path: "/list"}, {Name: "msgs", Path: fmt.Sprintf("/msgs?conv={rand:%d}", n)},
		{Name: "msg", Method: "POST", Path: "/msg", Body: fmt.Sprintf(`{"conv":{rand:%d},"message":"{pad:100}"}`, n)}}}
	err = aside(ctx, b.limitSQL, addr, args, func(pid int) error {
		for name, into := range map[string]*near{"list": &b.listLimit, "msgs": &b.openLimit, "msg": &b.writeLimit} {
			r, err := b.gen(ctx, "http", s, "-step", name, "-c", "16", "-d", b.d.String(), "-warm", "1s", "-pids", fmt.Sprintf("app=%d", pid))
			if err != nil {
				return err
			}
			*into = near{r.All.PerSec, r.Procs["app"].CPUPerOp}
		}
		r, err := b.gen(ctx, "http", s, "-step", "msg", "-c", "8", "-rate", "100", "-d", b.d.String(), "-warm", "1s", "-pids", fmt.Sprintf("app=%d", pid))
		b.flushLimit = r.All
		return err
	})
	if err != nil {
		return err
	}
	fmt.Printf("# near-limits at %d: list %.0f/s, messages %.0f/s, durable write %.0f/s\n", n, b.listLimit.perSec, b.openLimit.perSec, b.writeLimit.perSec)
	if addr, err = rig.FreeAddr(); err != nil {
		return err
	}
	w := scenario{Base: "http://" + addr, Steps: []step{{Name: "send", Method: "POST", Path: "/publish", Body: `{"text":"{mark}"}`}}, WS: &wsSpec{URL: "ws://" + addr + "/ws"}}
	return aside(ctx, b.limitWS, addr, nil, func(int) error {
		r, err := b.gen(ctx, "e2e", w, "-listeners", "100", "-rate", "0", "-c", "8", "-d", b.d.String())
		b.publishLimit = r.Deliveries
		fmt.Printf("# bare hub: %.0f deliveries/s to 100, %d of %d missing\n", r.Deliveries, r.Missing, 100*r.Sent)
		return err
	})
}
