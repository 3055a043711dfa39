package sample

import (
	"embed"
	"io/fs"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/manifest"
)

//go:embed migrations texts
var files embed.FS

// Migrations are the steps that make the module's table.
func Migrations() db.Migrations { return db.Migrations{Module: "sample", Files: files} }

// Texts are the module's sentences.
func Texts() fs.FS { return manifest.Texts(files) }

// Module is the manifest.
func (s *Service) Module() manifest.Module {
	return manifest.Module{Name: "sample", Migrations: []db.Migrations{Migrations()}, Texts: Texts(), Operations: s.Operations}
}
