package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"tiexin/internal/tools/rig"
)

// flushes is F2: between a request and its answer lies a flush of the ledger,
// as the kernel saw it. kill -9 alone cannot find this fault.
func flushes(ctx context.Context, o options, binary string) (report string, err error) {
	if o.engine == "postgres" {
		return "skipped: PostgreSQL flushes for itself", nil
	}
	if _, err := exec.LookPath("strace"); err != nil {
		if os.Getenv("CI") != "" {
			return "", errors.New("strace is missing")
		}
		return "skipped: strace is missing", nil
	}
	trace := folder(o, "trace")
	h, err := open(ctx, o, binary, folder(o, "flush"), "strace", "-f", "-y", "-s", "80", "-o", trace, "-e", "trace=read,write,fsync,fdatasync")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	visitor, err := rig.Enter(ctx, h.Base(), h.key, h.staff.HTTP)
	if err != nil {
		return "", err
	}
	for i := range o.sends {
		if _, err := visitor.Say(ctx, fmt.Sprintf("f%d", i), "冲刷"); err != nil {
			return "", err
		}
		time.Sleep(15 * time.Millisecond) // so that what follows a message has settled
	}
	if err := h.Stop(); err != nil { // strace stays until the server has gone, and writes all it has
		return "", err
	}
	covered, answers, err := readTrace(trace)
	if err != nil {
		return "", err
	}
	if answers != o.sends || covered != answers {
		return "", fmt.Errorf("%d of %d answers (%d expected) had a flush before them", covered, answers, o.sends)
	}
	return fmt.Sprintf("%d of %d answers each had a flush of the write-ahead log between request and answer", covered, answers), nil
}

// readTrace counts the answers to messages, and those of them between whose
// request and answer a flush began and ended. One request runs at a time.
func readTrace(path string) (covered, answers int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	asked, flushed := false, false
	flushing := map[string]bool{} // process -> began after the request
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		line := in.Text()
		pid, call, _ := strings.Cut(line, " ")
		call = strings.TrimSpace(call)
		sync := strings.HasPrefix(call, "fsync(") || strings.HasPrefix(call, "fdatasync(")
		switch {
		case strings.Contains(call, `OST /api/v1/widget/messages`): // net/http may read the first byte ahead
			asked, flushed = true, false
			clear(flushing)
		case sync && strings.Contains(call, "-wal>") && asked:
			if strings.HasSuffix(call, "= 0") {
				flushed = true
			} else {
				flushing[pid] = true
			}
		case strings.Contains(call, "sync resumed>") && strings.HasSuffix(call, "= 0") && flushing[pid]:
			flushed = true
			delete(flushing, pid)
		case asked && strings.HasPrefix(call, "write(") && strings.Contains(call, `"HTTP/1.1 201`):
			answers++
			if flushed {
				covered++
			}
			asked = false
		}
	}
	return covered, answers, in.Err()
}
