package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"tiexin/internal/app"
	"tiexin/internal/platform/config"
)

type doctorCmd struct {
	config.Config `embed:""`
}

// Run prints one line for each check and fails when one of them does.
func (d *doctorCmd) Run() error {
	return withApp(d.Config, func(ctx context.Context, a *app.App) error {
		a.Tell = func(text string) { fmt.Fprintln(os.Stderr, text) }
		list := a.Doctor(ctx)
		for _, l := range list {
			fmt.Printf("%-5s %-14s %s\n", l.State, l.Name, l.Message)
		}
		if !app.Healthy(list) {
			return errors.New("检查未通过 (unhealthy)")
		}
		return nil
	})
}
