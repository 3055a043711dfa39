package calendar

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/manifest"
)

//go:embed migrations texts years
var files embed.FS

// PermManage lets somebody import the official arrangement and keep working
// hours.
const PermManage = "calendar.manage"

// Permissions lists what this module knows, with the defaults.
func Permissions() []manifest.Permission {
	return []manifest.Permission{{Key: PermManage, Scopes: []auth.Scope{auth.All}, Defaults: manifest.AdminOnly()}}
}

// Migrations are the steps that make the module's tables.
func Migrations() db.Migrations { return db.Migrations{Module: "calendar", Files: files} }

// Texts are the module's sentences.
func Texts() fs.FS { return manifest.Texts(files) }

// Module is the manifest.
func (s *Service) Module() manifest.Module {
	return manifest.Module{Name: "calendar", Migrations: []db.Migrations{Migrations()}, Texts: Texts(), Permissions: Permissions(),
		Events: []event.Kind{EventChanged}, Operations: s.Operations, Checks: []manifest.Check{{Name: "calendar", Warns: true, Run: s.check}}}
}

// check warns while the arrangement of this or, from November on, the next
// year is missing.
func (s *Service) check(ctx context.Context) manifest.Finding {
	now := s.Clock.Now()
	for _, year := range []int{now.Year(), now.Year() + 1} {
		y, err := s.Year(ctx, year)
		if err != nil {
			return manifest.Finding{Message: err.Error()}
		}
		if y.Warning {
			return manifest.Finding{Text: "calendar.not_imported", Args: map[string]any{"year": year},
				Message: fmt.Sprintf("%d: official holidays and make-up days are not imported", year)}
		}
	}
	return manifest.Finding{OK: true}
}
