package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tiexin/internal/app"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/config"
	"tiexin/internal/platform/fault"
)

func testApp(t *testing.T) (*serveCmd, *app.App) {
	t.Helper()
	s := &serveCmd{Config: config.Config{Data: t.TempDir(), Listen: "127.0.0.1:0"}}
	a, err := app.Open(t.Context(), s.Config, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Start(); err != nil {
		t.Fatal(err)
	}
	return s, a
}

// TestServeEndsWhenTheDiskIsLost, with an error, which makes the exit code.
func TestServeEndsWhenTheDiskIsLost(t *testing.T) {
	s, a := testApp(t)
	cause := errors.New("fsync: input/output error")
	a.DB.Distrust(cause)
	if err := s.serve(t.Context(), a, 0); !fault.HasCode(err, "storage.broken") || !errors.Is(err, cause) || !strings.Contains(err.Error(), "to be started again") {
		t.Errorf("ended with %v", err)
	}
}

// TestDoctorsErrorMakesTheExitCode, so that whoever watches by it hears.
func TestDoctorsErrorMakesTheExitCode(t *testing.T) {
	s, a := testApp(t)
	a.Close()
	d := &doctorCmd{Config: s.Config}
	if err := d.Run(); err != nil {
		t.Fatalf("a sound house: %v", err)
	}
	ledger, err := os.OpenFile(filepath.Join(s.Config.Data, "tiexin.db"), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer ledger.Close()
	end, err := ledger.Seek(-1, io.SeekEnd)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.WriteAt([]byte{0xa5}, end-100); err != nil { // of the last page
		t.Fatal(err)
	}
	if err := d.Run(); err == nil || !strings.Contains(err.Error(), "unhealthy") {
		t.Errorf("a damaged house: %v", err)
	}
}

// TestServeEndsAtOnceWhenToldTo even while it only stays to be seen.
func TestServeEndsAtOnceWhenToldTo(t *testing.T) {
	s, a := testApp(t)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := s.serve(ctx, a, time.Hour); err != nil {
		t.Errorf("ended with %v", err)
	}
	s, a = testApp(t)
	a.DB.Distrust(errors.New("fsync"))
	_ = s.serve(ctx, a, time.Hour) // either reason may be seen first
}
