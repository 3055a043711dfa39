package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"tiexin/internal/app"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/config"
)

type serveCmd struct {
	config.Config `embed:""`
}

// drainTime is what requests have to finish in when the house closes.
const drainTime = 1500 * time.Millisecond

// brokenTime is how long a house that accepts nothing any more still says why
// (readyz, health page, metrics) before it ends.
const brokenTime = 3 * time.Second

// Run serves until it is told to stop, then lets requests and sockets finish.
func (s *serveCmd) Run() error {
	setLog(s.LogLevel)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var c clock.Clock = clock.System{}
	if s.TestClock {
		c = &clock.Shifted{}
	}
	a, err := app.Open(ctx, s.Config, c)
	if err != nil {
		return err
	}
	if err := a.Start(); err != nil {
		return errors.Join(err, a.Close())
	}
	return s.serve(ctx, a, brokenTime)
}

// serve opens the door of a program that has started. It ends
// with ctx, or with an error, for which a supervisor begins anew.
func (s *serveCmd) serve(ctx context.Context, a *app.App, linger time.Duration) error {
	listener, err := net.Listen("tcp", s.Listen)
	if err != nil {
		return errors.Join(err, a.Close())
	}
	server := a.API.Server(s.Listen)
	failed := make(chan error, 2)
	a.Run.Go("http", func() { failed <- server.Serve(a.Crowd().Listen(listener)) })
	figures := a.MetricsServer()
	if figures != nil {
		a.Run.Go("metrics", func() { failed <- figures.ListenAndServe() })
	}
	announce(ctx, a, listener.Addr().String())
	select {
	case err = <-failed:
		if errors.Is(err, http.ErrServerClosed) {
			err = nil
		}
	case <-ctx.Done():
	case <-a.DB.Lost():
		err = lastWords(ctx, a, linger)
	}
	err = errors.Join(err, app.EndServer(server, drainTime))
	if figures != nil {
		err = errors.Join(err, figures.Close())
	}
	return errors.Join(err, a.Close())
}

// lastWords waits a moment, so that whoever watches the house sees why it ends.
func lastWords(ctx context.Context, a *app.App, linger time.Duration) error {
	select {
	case <-ctx.Done():
	case <-time.After(linger):
	}
	return fmt.Errorf("磁盘没能写下数据，程序退出以便重启 (the disk failed to keep what it was given; ending, to be started again): %w", a.DB.Broken())
}

// announce tells the operator where to look.
func announce(ctx context.Context, a *app.App, addr string) {
	fmt.Printf("贴心 Tiexin %s\n  http://%s\n", app.Version, addr)
	if needed, err := a.Org.NeedsSetup(ctx); err == nil && needed {
		fmt.Printf("  首次使用，请在浏览器打开下面的地址完成设置 First run:\n  http://%s/setup#code=%s\n", addr, a.SetupCode)
	}
}
