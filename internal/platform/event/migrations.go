package event

import (
	"embed"

	"tiexin/internal/platform/db"
)

//go:embed migrations
var files embed.FS

// Migrations are the steps that make the outbox.
func Migrations() db.Migrations { return db.Migrations{Module: "event", Files: files} }
