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
	case <-ctx.Done():
	}
	err = errors.Join(err, app.EndServer(server, drainTime))
	if figures != nil {
		err = errors.Join(err, figures.Close())
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, a.Close())
}

// announce tells the operator where to look.
func announce(ctx context.Context, a *app.App, addr string) {
	fmt.Printf("贴心 Tiexin %s\n  http://%s\n", app.Version, addr)
	if needed, err := a.Org.NeedsSetup(ctx); err == nil && needed {
		fmt.Printf("  首次使用，请在浏览器打开下面的地址完成设置 First run:\n  http://%s/setup#code=%s\n", addr, a.SetupCode)
	}
}
