// Command tiexin is the whole product in one program: it serves, and does what
// an operator needs at the command line. Each command is a type with a Run
// method; package app puts the parts together.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	_ "time/tzdata" // zones also where the system has none

	"github.com/alecthomas/kong"

	"tiexin/internal/app"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/config"
)

type commands struct {
	Serve   serveCmd   `cmd:"" help:"Serve the desk, the widget and the API."`
	Demo    demoCmd    `cmd:"" help:"Fill an empty data folder with a sample organisation."`
	Migrate migrateCmd `cmd:"" help:"Bring the database up to date and stop."`
	User    userCmd    `cmd:"" help:"Make and help accounts."`
	OpenAPI openAPICmd `cmd:"" name:"openapi" help:"Print the API document."`
	Config  configCmd  `cmd:"" help:"Print the configuration in force, secrets hidden."`
	Backup  backupCmd  `cmd:"" help:"Write everything into one file, while the server may run."`
	Restore restoreCmd `cmd:"" help:"Bring a backup into an empty data folder or database."`
	Doctor  doctorCmd  `cmd:"" help:"Look for what is wrong; fails when something is."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

func main() {
	var c commands
	parser := kong.Must(&c, kong.Name("tiexin"), kong.Description("贴心 Tiexin: customer service that an organisation hosts itself."),
		kong.UsageOnError(), kong.Configuration(kong.JSON, configFile(os.Args)))
	ctx, err := parser.Parse(os.Args[1:])
	parser.FatalIfErrorf(err)
	if err := ctx.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "tiexin:", err)
		os.Exit(1)
	}
}

// configFile finds tiexin.json in the data folder that the arguments name.
func configFile(args []string) string {
	dir := os.Getenv("TIEXIN_DATA")
	for i, a := range args {
		if a == "--data" && i+1 < len(args) {
			dir = args[i+1]
		} else if len(a) > 7 && a[:7] == "--data=" {
			dir = a[7:]
		}
	}
	if dir == "" {
		dir = "data"
	}
	return filepath.Join(dir, "tiexin.json")
}

func setLog(level string) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo
	}
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: l})))
}

type migrateCmd struct {
	config.Config `embed:""`
}

// Run migrates by opening.
func (m *migrateCmd) Run() error {
	a, err := app.Open(context.Background(), m.Config, clock.System{})
	if err != nil {
		return err
	}
	return a.Close()
}

type openAPICmd struct{}

// Run prints the document of a program without a ledger worth the name.
func (openAPICmd) Run() error {
	dir, err := os.MkdirTemp("", "tiexin-openapi")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	a, err := app.Open(context.Background(), config.Config{Data: dir, Listen: "127.0.0.1:8080"}, clock.System{})
	if err != nil {
		return err
	}
	defer a.Close()
	doc, err := a.API.OpenAPI()
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(doc)
	return err
}

type configCmd struct {
	config.Config `embed:""`
}

// Run prints what is in force.
func (c *configCmd) Run() error {
	fmt.Print(c.Config.Print())
	return c.Config.Check()
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run() error {
	fmt.Println(app.Version)
	return nil
}
