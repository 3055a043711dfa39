package slaclock

import (
	"embed"
	"io/fs"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/manifest"
)

//go:embed migrations texts
var files embed.FS

// Migrations are the steps that make the module's tables.
func Migrations() db.Migrations { return db.Migrations{Module: "slaclock", Files: files} }

// Texts are the module's sentences.
func Texts() fs.FS { return manifest.Texts(files) }

// Module is the manifest.
func (s *Service) Module() manifest.Module {
	return manifest.Module{Name: "slaclock", Migrations: []db.Migrations{Migrations()}, Texts: Texts(), Operations: s.Operations,
		Events: []event.Kind{EventWarned, EventBreached, EventStopped}, Subscribers: []event.Subscriber{s.calendarSubscriber()},
		Jobs: s.jobs, Start: s.start}
}
