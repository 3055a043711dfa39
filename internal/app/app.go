package app

import (
	"context"
	"crypto/rand"
	"embed"
	"encoding/hex"
	"errors"
	"io/fs"
	"log/slog"
	"os"

	"tiexin/internal/calendar"
	"tiexin/internal/channel"
	"tiexin/internal/channel/widget"
	"tiexin/internal/conversation"
	"tiexin/internal/customer"
	"tiexin/internal/insight"
	"tiexin/internal/org"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/blob"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/config"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/file"
	"tiexin/internal/platform/i18n"
	"tiexin/internal/platform/job"
	"tiexin/internal/platform/manifest"
	"tiexin/internal/platform/realtime"
	"tiexin/internal/platform/run"
	"tiexin/internal/platform/search"
	"tiexin/internal/platform/web"
	"tiexin/internal/routing"
	"tiexin/internal/sample"
	"tiexin/internal/slaclock"
	"tiexin/internal/workforce"
)

//go:embed texts
var textFiles embed.FS

func texts() fs.FS { return manifest.Texts(textFiles) }

// App is the program, put together.
type App struct {
	Config    config.Config
	SetupCode string
	Clock     clock.Clock
	Run       *run.Group
	DB        *db.DB
	Bus       *event.Bus
	Log       *event.Log
	Audit     *audit.Trail
	Store     blob.Store
	Files     *file.Service
	Search    *search.Index
	Signer    *auth.Signer
	Hasher    *auth.Hasher
	Hub       *realtime.Hub
	API       *web.API
	Jobs      *job.Runner
	Directory *org.Directory

	Org           *org.Service
	Calendar      *calendar.Service
	Workforce     *workforce.Service
	Clocks        *slaclock.Service
	Customers     *customer.Service
	Conversations *conversation.Service
	Channels      *channel.Service
	Widget        *widget.Service
	Routing       *routing.Service
	Insight       *insight.Service
	Sample        *sample.Service

	Modules []manifest.Module

	Tell        func(text string) // how far doctor and backup are; nil: nobody listens
	LeaveBroken bool              // a backup leaves files out that differ from what was uploaded

	lock   *folderLock
	step   int64  // of the catalog
	beside bool   // a command that may run beside a server
	guest  bool   // and does
	newKey []byte // not yet on disk

	unsummed string // the ledger as it was before its pages had sums, at this start
}

// Version is set when the program is built.
var Version = "dev"

// Open puts the program together on a ledger that is brought up to date. The
// parts that run by themselves begin with Start. On SQLite the data folder is
// this program's alone until Close.
func Open(ctx context.Context, cfg config.Config, c clock.Clock) (*App, error) {
	return open(ctx, cfg, c, false)
}

// OpenBeside is Open for a command that may run beside a server on the same
// data folder. It changes no catalog under it.
func OpenBeside(ctx context.Context, cfg config.Config, c clock.Clock) (*App, error) {
	a, err := open(ctx, cfg, c, true)
	if err != nil {
		return nil, err
	}
	if err := a.lock.Close(); err != nil { // a server may start meanwhile
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

func open(ctx context.Context, cfg config.Config, c clock.Clock, beside bool) (*App, error) {
	a := &App{Config: cfg, Clock: c, Run: run.New(), SetupCode: newSetupCode(), beside: beside}
	if err := a.openStores(ctx); err != nil {
		return nil, errors.Join(err, a.letGo())
	}
	a.wire()
	if err := a.prepare(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

func newSetupCode() string {
	var b [5]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

func (a *App) openStores(ctx context.Context) (err error) {
	if err := a.Config.Check(); err != nil {
		return err
	}
	if err := os.MkdirAll(a.Config.Data, 0o700); err != nil {
		return err
	}
	if err := a.takeData(ctx); err != nil {
		return err
	}
	if err := a.lookBefore(); err != nil {
		return err
	}
	if err := a.checkLog(); err != nil {
		return err
	}
	if err := a.giveSums(ctx); err != nil {
		return err
	}
	if a.DB, err = db.Open(ctx, db.Options{Dir: a.Config.Data, URL: a.Config.Database}); err != nil {
		return err
	}
	if err := a.openKey(ctx); err != nil {
		return err
	}
	if a.Search, err = search.Open(ctx, a.DB, a.Clock, a.Config.Data); err != nil {
		return err
	}
	if a.Bus, err = event.OpenBus(a.Config.NATS); err != nil {
		return err
	}
	a.Store, err = openStore(a.Config, a.Config.Data)
	return err
}

// wire makes the platform's parts and the modules. Nothing runs yet.
func (a *App) wire() {
	a.Log = event.NewLog(a.DB, a.Clock, a.Bus)
	a.Audit = audit.New(a.DB, a.Clock)
	a.Files = file.New(file.Deps{DB: a.DB, Clock: a.Clock, Store: a.Store, Signer: a.Signer,
		Uploads: []string{conversation.PermReply, conversation.PermNote},
		Visits:  func(ctx context.Context, p auth.Person) error { return a.Widget.Recheck(ctx, p) },
		MaySend: func(ctx context.Context, p auth.Person) error { return a.Widget.MaySend(ctx, p) },
		Proof: func(ctx context.Context, visitorID, channelID string) string {
			return a.Widget.Proof(ctx, visitorID, channelID)
		}})
	a.Search.Begin = a.Log.Begin
	a.Search.Wordings = func(ctx context.Context) bool {
		o, err := a.Directory.Organisation(ctx)
		return err == nil && o.Wordings
	}
	a.Hasher = auth.NewHasher(auth.HasherOptions{})
	a.Directory = org.NewDirectory(a.DB, a.Clock, a.Bus)
	a.Hub = realtime.New(realtime.Options{Clock: a.Clock, Run: a.Run, Bus: a.Bus, Recheck: func(ctx context.Context, p auth.Person) (auth.Person, error) {
		if p.Kind == auth.Visitor {
			return p, a.Widget.Recheck(ctx, p)
		}
		return a.Org.Recheck(ctx, p)
	}})
	a.build()
	a.Modules = a.modules()
}

// prepare brings the catalog up to date and opens the door.
func (a *App) prepare(ctx context.Context) error {
	if err := a.migrateAll(ctx, a.steps()); err != nil {
		return err
	}
	if err := a.keepKey(); err != nil {
		return err
	}
	reg := job.NewRegistry()
	var sentences []fs.FS
	for _, m := range a.Modules {
		if m.Texts != nil {
			sentences = append(sentences, m.Texts)
		}
		for _, s := range m.Subscribers {
			a.Log.Subscribe(s)
		}
		if m.Jobs != nil {
			m.Jobs(reg)
		}
	}
	a.jobs(reg)
	bundle, err := i18n.New(sentences...)
	if err != nil {
		return err
	}
	proxies, err := a.Config.Proxies()
	if err != nil {
		return err
	}
	a.API = web.New(web.Options{Clock: a.Clock, Texts: bundle, Proxies: proxies, Lacking: a.Org.Lacking})
	a.API.Identifies(web.Staff, a.Org.Identify)
	a.API.Identifies(web.Visitors, a.Widget.Identify)
	for _, m := range a.Modules {
		if m.Operations != nil {
			m.Operations(a.API)
		}
		if m.Frames != nil {
			m.Frames(a.Hub)
		}
	}
	a.doors()
	a.Jobs, err = job.NewRunner(a.DB, reg)
	return err
}

func (a *App) steps() []db.Migrations {
	var steps []db.Migrations
	for _, m := range a.Modules {
		steps = append(steps, m.Migrations...)
	}
	return steps
}

// StartWriters begins what every write needs; enough for a command.
func (a *App) StartWriters() {
	a.Run.Keep("ledger writer", a.DB.Run)
	a.Run.Keep("search writer", a.Search.Run)
}

// Start begins what runs by itself. Stop ends it.
func (a *App) Start() error {
	a.sweepPieces()
	a.StartWriters()
	if err := a.Log.TakeBack(context.Background()); err != nil {
		slog.Warn("who follows the ledger elsewhere keeps its place", "err", err)
	}
	a.Run.Keep("ledger attended", func(ctx context.Context) error { return a.DB.Attending(ctx, a.stillOurs) })
	a.Run.Every("ledger checkpoint", checkpointEvery, a.DB.Checkpoint)
	if err := errors.Join(a.Log.Listen(), a.Directory.Listen(), a.Calendar.Listen(), a.Routing.Listen()); err != nil {
		return err
	}
	if err := a.Org.Upgrade(context.Background()); err != nil {
		return err
	}
	for _, name := range a.Log.Subscribers() {
		a.Run.Keep("relay "+name, func(ctx context.Context) error { return a.Log.Run(ctx, name) })
	}
	a.Run.Keep("search index", a.Search.Tidy)
	a.Run.Keep("search filling", a.Search.Filling)
	a.Run.Keep("jobs", a.Jobs.Run)
	a.Run.Every("audit seal", sealEvery, a.Audit.Seal)
	a.Run.Every("audit chain", walkEvery, a.Audit.Verify)
	a.Run.Every("nightly comparison", lookEvery, a.compareTonight)
	a.Run.Every("rest", restEvery, newRest().look)
	if err := a.Hub.Start(); err != nil {
		return err
	}
	for _, m := range a.Modules {
		if m.Start != nil {
			m.Start(a.Run)
		}
	}
	return nil
}

// Close stops everything and lets go of every file and connection.
func (a *App) Close() error {
	a.Run.Stop()
	return a.letGo()
}

// letGo of what is open, the data folder last.
func (a *App) letGo() (err error) {
	if a.Bus != nil {
		a.Bus.Close()
	}
	if a.Search != nil {
		err = a.Search.Close()
	}
	if a.DB != nil {
		err = errors.Join(err, a.DB.Close())
	}
	return errors.Join(err, a.lock.Close())
}
