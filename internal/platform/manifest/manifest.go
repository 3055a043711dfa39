package manifest

import (
	"context"
	"embed"
	"io/fs"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/job"
	"tiexin/internal/platform/realtime"
	"tiexin/internal/platform/run"
	"tiexin/internal/platform/web"
)

// Permission is one thing that staff may be allowed to do. Its name for
// people is the text "permission.<Key>".
type Permission struct {
	Key    string
	Scopes []auth.Scope
	// Defaults gives the scope for each role that comes with the program.
	Defaults map[Role]auth.Scope
}

// Role is the key of a role that comes with the program.
type Role string

const (
	RoleAgent      Role = "agent"      // 坐席
	RoleLead       Role = "lead"       // 班组长
	RoleSupervisor Role = "supervisor" // 主管
	RoleAdmin      Role = "admin"      // 系统管理员
	RoleAuditor    Role = "auditor"    // 审计只读
)

// AdminOnly gives a permission to administrators alone.
func AdminOnly() map[Role]auth.Scope { return map[Role]auth.Scope{RoleAdmin: auth.All} }

// Check is one line of `tiexin doctor` and of the health page.
type Check struct {
	Name  string
	Warns bool // not ok is a warning, not a failure
	Run   func(ctx context.Context) Finding
}

// Finding is what a check saw. The terminal prints Message, in English; the
// health page says the text "doctor.<Text>" with Args instead when there is one.
type Finding struct {
	OK      bool
	Message string
	Text    string
	Args    map[string]any
}

// Texts gives the folder "texts" of a module's embedded files.
func Texts(files embed.FS) fs.FS {
	sub, err := fs.Sub(files, "texts")
	if err != nil {
		panic(err) // the folder is named at compile time
	}
	return sub
}

// Module is everything a module brings. Empty fields bring nothing.
type Module struct {
	Name        string
	Migrations  []db.Migrations
	Texts       fs.FS // zh-CN.json, zh-TW.json, en.json
	Permissions []Permission
	Events      []event.Kind // what it may emit
	Subscribers []event.Subscriber
	Operations  func(api *web.API)
	Frames      func(hub *realtime.Hub)
	Jobs        func(reg *job.Registry)
	Start       func(g *run.Group)
	Demo        func(ctx context.Context, world World) error
	Checks      []Check
	// Erase takes away, in the running transaction, what the module keeps of
	// customers, with statements of its own. Modules above are asked first. What
	// is kept from events goes again when the event of the erasure comes behind
	// all those that were still on their way. The audit trail stays as it is.
	Erase func(ctx context.Context, tx *db.Tx, e Erasure) error
}

// Erasure names customers of whom nothing is to be left (抹除), because they were
// samples or because they ask to be forgotten, with all that a module may know
// them by. Whoever begins it holds the conversations and identities, and names
// whole customers: every conversation and identity of theirs.
type Erasure struct {
	Customers     []string
	Identities    []string // of theirs, in channels
	Conversations []string
}

// World names the sample organisation to make, and how large.
type World struct {
	Name string // shop
	Full bool
}
