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
	Create userCreateCmd `cmd:"" help:"Invite somebody and print the one-time link."`
	Reset  userResetCmd  `cmd:"" help:"Print a one-time link that sets a new password; takes the second factor away."`
	Token  userTokenCmd  `cmd:"" help:"Print a new API token of an account."`
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

type userCreateCmd struct {
	config.Config `embed:""`
	Login         string `help:"Login name, lower case." required:""`
	Name          string `help:"Name as colleagues see it." required:""`
	Role          string `help:"admin, supervisor, lead, agent or auditor." default:"agent" enum:"admin,supervisor,lead,agent,auditor"`
}

// Run makes the account; it becomes active when the link is used.
func (u *userCreateCmd) Run() error {
	return withApp(u.Config, func(ctx context.Context, a *app.App) error {
		link, err := a.Org.CommandCreate(ctx, u.Login, u.Name, u.Role)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(os.Stdout, link)
		return err
	})
}

type userResetCmd struct {
	config.Config `embed:""`
	Login         string `help:"Whose password." required:""`
}

// Run makes the link; the old password holds until it is used.
func (u *userResetCmd) Run() error {
	return withApp(u.Config, func(ctx context.Context, a *app.App) error {
		link, err := a.Org.CommandReset(ctx, u.Login)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(os.Stdout, link)
		return err
	})
}

// withApp opens the program for one command, which may run beside a server.
func withApp(cfg config.Config, do func(ctx context.Context, a *app.App) error) error {
	return with(app.OpenBeside, cfg, do)
}

type opener func(ctx context.Context, cfg config.Config, c clock.Clock) (*app.App, error)

func with(open opener, cfg config.Config, do func(ctx context.Context, a *app.App) error) error {
	setLog(cfg.LogLevel)
	ctx := context.Background()
	a, err := open(ctx, cfg, clock.System{})
	if err != nil {
		return err
	}
	a.StartWriters()
	return errors.Join(do(ctx, a), a.Close())
}
