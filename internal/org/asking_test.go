package org_test

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/web"
)

// from is a request's context with this client address.
func from(ip string) context.Context {
	return web.WithInfo(context.Background(), &web.Info{IP: ip, Locale: "zh-CN"})
}

func tokenOf(link string) string { return link[strings.LastIndexByte(link, '/')+1:] }

// staffRow finds an account in the list.
func staffRow(s *apptest.Server, login string) map[string]any {
	for _, row := range apptest.Rows(s.Admin.Must(200, "GET", "/staff?limit=100", nil)) {
		if row["login"] == login {
			return row
		}
	}
	return nil
}

// roleID finds a role by key or name.
func roleID(s *apptest.Server, key string) string {
	for _, row := range apptest.Rows(s.Admin.Must(200, "GET", "/roles", nil)) {
		if row["key"] == key || row["name"] == key {
			return row["id"].(string)
		}
	}
	return ""
}

// wantAudit asks for exactly one line of an action about a subject, with these
// states before and after.
func wantAudit(t *testing.T, s *apptest.Server, action, subject string, before, after map[string]any) {
	t.Helper()
	rows := apptest.Rows(s.Admin.Must(200, "GET", apptest.Query("/audit", "action", action), nil))
	if len(rows) != 1 {
		t.Errorf("%s: %d lines", action, len(rows))
		return
	}
	if got := apptest.Text(rows[0], "subject.name"); got != subject {
		t.Errorf("%s: about %q, want %q", action, got, subject)
	}
	for name, want := range map[string]map[string]any{"before": before, "after": after} {
		if !same(rows[0][name], want) {
			t.Errorf("%s: %s is %v, want %v", action, name, rows[0][name], want)
		}
	}
}

func same(got any, want map[string]any) bool {
	if want == nil {
		return got == nil
	}
	var w any
	raw, _ := json.Marshal(want)
	return json.Unmarshal(raw, &w) == nil && reflect.DeepEqual(got, w)
}
