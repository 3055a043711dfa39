#!/usr/bin/env bash
# Lays down a new module: make module name=x
set -euo pipefail
name=${1:?name=… is missing}
[[ $name =~ ^[a-z]+$ ]] || { echo "A module's name is one lower-case word." >&2; exit 1; }
dir=internal/$name
[ ! -e "$dir" ] || { echo "$dir is there already." >&2; exit 1; }
mkdir -p "$dir"/{migrations/sqlite,migrations/postgres,texts}
stamp=$(date +%Y%m%d)
for e in sqlite postgres; do printf -- '-- +goose Up\n' >"$dir/migrations/$e/${stamp}9901_${name}_base.sql"; done
for l in zh-CN zh-TW en; do echo '{}' >"$dir/texts/$l.json"; done
cat >"$dir/doc.go" <<EOF
// Package $name …
//
// Invariants: …
//
// Tables: …
package $name
EOF
cat >"$dir/module.go" <<EOF
package $name

import (
	"embed"
	"io/fs"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/manifest"
)

//go:embed migrations texts
var files embed.FS

// Permissions lists what this module knows, with the defaults.
func Permissions() []manifest.Permission { return nil }

// Migrations are the steps that make the module's tables.
func Migrations() db.Migrations { return db.Migrations{Module: "$name", Files: files} }

// Texts are the module's sentences.
func Texts() fs.FS { return manifest.Texts(files) }

// Deps is what the service stands on.
type Deps struct{ DB *db.DB }

// Service holds the use cases.
type Service struct{ Deps }

// New makes the service.
func New(d Deps) *Service { return &Service{Deps: d} }

// Module is the manifest.
func (s *Service) Module() manifest.Module {
	return manifest.Module{Name: "$name", Migrations: []db.Migrations{Migrations()}, Texts: Texts(), Permissions: Permissions()}
}
EOF
gofmt -l "$dir"
echo "Now: write $dir/doc.go, add $name to internal/app/modules.go and its edges to internal/archtest/arch_test.go. Pages: web/desk/modules/$name/module.ts, see CONTRIBUTING.md."
