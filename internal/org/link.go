package org

import "time"

// LinkKind tells what a one-time link is for.
type LinkKind string

const (
	LinkInvite LinkKind = "invite" // 邀请: choose the first password
	LinkReset  LinkKind = "reset"  // 重置: choose a new one
)

// Valid tells whether k is a kind.
func (k LinkKind) Valid() bool { return k == LinkInvite || k == LinkReset }

// Link is a one-time link as its maker gets it, once.
type Link struct {
	URL       string    `json:"url"`
	ExpiresAt time.Time `json:"expires_at"`
}

// LinkInfo is what the holder of a link sees before using it.
type LinkInfo struct {
	Kind         LinkKind `json:"kind" enum:"invite,reset"`
	Login        string   `json:"login"`
	Name         string   `json:"name"`
	Organisation string   `json:"organisation"`
}

// storedLink is a link as stored; the token itself is not.
type storedLink struct {
	StaffID   string
	Kind      LinkKind
	ExpiresAt time.Time
	UsedAt    time.Time // zero: not yet
}
