package org_test

import (
	"context"
	"slices"
	"testing"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/manifest"
)

// TestNewPermissionsReachARunningInstallation once, and only the new ones.
func TestNewPermissionsReachARunningInstallation(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		agent := roleID(s, "agent")
		s.Admin.Must(200, "PATCH", "/roles/"+agent, map[string]any{"version": 1, "grants": []map[string]any{{"permission": "conversation.read", "scope": "own"}}})
		had := s.App.Org.Permissions
		s.App.Org.Permissions = func() []manifest.Permission {
			return append(slices.Clone(had()), manifest.Permission{Key: "ticket.read", Scopes: []auth.Scope{auth.Own, auth.All},
				Defaults: map[manifest.Role]auth.Scope{manifest.RoleAgent: auth.Own}})
		}
		grants := func(key string) map[string]string {
			out := map[string]string{}
			for _, row := range apptest.Rows(s.Admin.Must(200, "GET", "/roles", nil)) {
				if row["key"] == key {
					for _, g := range row["grants"].([]any) {
						g := g.(map[string]any)
						out[g["permission"].(string)] = g["scope"].(string)
					}
				}
			}
			return out
		}
		for range 2 {
			if err := s.App.Org.Upgrade(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		if got := grants("agent"); len(got) != 2 || got["ticket.read"] != "own" || got["conversation.read"] != "own" {
			t.Errorf("agent: %v", got)
		}
		if got := grants("admin"); got["ticket.read"] != "all" {
			t.Errorf("admin: %v", got)
		}
		if got := grants("lead"); got["ticket.read"] != "" {
			t.Errorf("lead: %v", got)
		}
		s.Admin.Must(200, "PATCH", "/roles/"+agent, map[string]any{"version": 2, "grants": []any{}})
		if err := s.App.Org.Upgrade(context.Background()); err != nil {
			t.Fatal(err)
		}
		if got := grants("agent"); len(got) != 0 {
			t.Errorf("what was taken away came back: %v", got)
		}
	})
}
