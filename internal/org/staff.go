package org

import (
	"time"

	"tiexin/internal/platform/auth"
)

// State of a member of staff.
type State string

const (
	StateInvited  State = "invited"  // has not chosen a password yet
	StateActive   State = "active"   // may sign in
	StateDisabled State = "disabled" // may not; past work stays under the name
)

// Valid tells whether s is a state.
func (s State) Valid() bool { return s == StateInvited || s == StateActive || s == StateDisabled }

// Staff is a member of staff.
type Staff struct {
	ID          string
	Login       string
	Name        string
	Email       string
	Phone       string
	UnitID      string
	State       State
	Password    string // PHC hash, empty while invited
	TOTPSecret  string
	TOTPOn      bool
	TOTPStep    int64    // last step used, so that a code counts once
	Recovery    []string // hashes of unused recovery codes
	Locale      string   // empty: the organisation's
	Theme       string   // system, light, dark
	Preferences Preferences
	Version     int64
	CreatedAt   time.Time
	LastSeenAt  time.Time // zero: never
}

// Preferences are a person's own habits at the desk.
type Preferences struct {
	SendKey string `json:"send_key" enum:"enter,ctrl_enter" doc:"Key that sends a reply."`
	Density string `json:"density" enum:"cozy,compact" doc:"Height of list rows."`
	Sound   bool   `json:"sound" doc:"Whether new messages are heard."`
}

// DefaultPreferences of a new member of staff.
func DefaultPreferences() Preferences {
	return Preferences{SendKey: "enter", Density: "cozy", Sound: true}
}

// UnitKind is the level of a unit.
type UnitKind string

const (
	Company UnitKind = "company" // 公司, the one root
	Region  UnitKind = "region"  // 区域
	Project UnitKind = "project" // 项目
	Team    UnitKind = "team"    // 团队
)

// Unit is a node of the organisation's tree.
type Unit struct {
	ID       string   `db:"id" json:"id"`
	ParentID string   `db:"parent_id" json:"parent_id"`
	Kind     UnitKind `db:"kind" json:"kind"`
	Name     string   `db:"name" json:"name"`
	Version  int64    `db:"version" json:"version"`
}

// Role is a set of grants that staff may hold.
type Role struct {
	ID      string `db:"id"`
	Key     string `db:"key"` // for the roles that come with the program
	Name    string `db:"name"`
	Builtin bool   `db:"builtin"`
	Version int64  `db:"version"`

	grants map[string]auth.Scope
}

// Session is a signed-in browser, or an API token.
type Session struct {
	ID         string
	StaffID    string
	Kind       SessionKind
	Name       string   // of an API token
	Scopes     []string // permissions an API token is limited to; empty: all of its owner's
	IP         string
	UserAgent  string
	CreatedAt  time.Time
	LastSeenAt time.Time
	ExpiresAt  time.Time // zero: never
}

// SessionKind tells browsers from programs.
type SessionKind string

const (
	Browser SessionKind = "browser"
	API     SessionKind = "api"
)

// Organisation is what the installation is called and how it speaks.
type Organisation struct {
	Name     string `json:"name"`
	Industry string `json:"industry" enum:"shop,property,water,telecom,restaurant,hotel,bank,hospital,logistics,other"`
	Locale   string `json:"locale" enum:"zh-CN,zh-TW,en"`
	Zone     string `json:"zone" doc:"IANA time zone."`
	// Wordings: words of both sides of the strait find each other.
	Wordings bool  `json:"search_wordings" doc:"Whether a search for 软件 finds 軟體, and 质量 finds 品質."`
	Demo     bool  `json:"demo" doc:"Sample data; nothing is ever sent outside."`
	Version  int64 `json:"version"`
}
