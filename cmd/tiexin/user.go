package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"tiexin/internal/app"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/config"
)

type userCmd struct {
	Token userTokenCmd `cmd:"" help:"Print a new API token of an account."`
}

type userTokenCmd struct {
	config.Config `embed:""`
	Login         string `help:"Whose token." required:""`
}

// Run makes the token in the ledger; a running server accepts it at once.
func (u *userTokenCmd) Run() error {
	return withApp(u.Config, func(ctx context.Context, a *app.App) error {
		token, err := a.Org.CommandToken(ctx, u.Login)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(os.Stdout, token)
		return err
	})
}

// withApp opens the program for one command.
func withApp(cfg config.Config, do func(ctx context.Context, a *app.App) error) error {
	setLog(cfg.LogLevel)
	ctx := context.Background()
	a, err := app.Open(ctx, cfg, clock.System{})
	if err != nil {
		return err
	}
	a.Run.Keep("ledger writer", a.DB.Run)
	return errors.Join(do(ctx, a), a.Close())
}
