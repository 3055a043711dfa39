package main

import (
	"testing"
	"time"

	"tiexin/internal/tools/rig"
)

// TestShortDrill is the short form of `make drill`.
func TestShortDrill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the real binary many times")
	}
	o := options{engine: "sqlite", rounds: 5, writers: 8, sends: 20, load: 1500 * time.Millisecond, stopped: 5 * time.Second, ready: time.Minute, room: t.TempDir()}
	binary, err := rig.Build(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Run("kill", func(t *testing.T) { logged(t)(kills(t.Context(), o, binary)) })
	t.Run("fsync", func(t *testing.T) { logged(t)(flushes(t.Context(), o, binary)) })
	t.Run("backup", func(t *testing.T) { logged(t)(backups(t.Context(), o, binary)) })
	t.Run("restart", func(t *testing.T) { logged(t)(restarts(t.Context(), o, binary)) })
	t.Run("twins", func(t *testing.T) { logged(t)(twins(t.Context(), o, binary)) })
}

func logged(t *testing.T) func(string, error) {
	return func(report string, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		t.Log(report)
	}
}
