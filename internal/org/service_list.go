package org

import (
	"context"
	"strings"
	"time"

	"tiexin/internal/kit/pinyin"
	"tiexin/internal/kit/textsplit"
	"tiexin/internal/platform/web"
)

// StaffView is a member of staff as those who manage them see them.
type StaffView struct {
	ID          string     `json:"id"`
	Login       string     `json:"login"`
	Name        string     `json:"name"`
	Email       string     `json:"email"`
	Phone       string     `json:"phone" doc:"Masked."`
	Unit        web.Ref    `json:"unit"`
	Roles       []web.Ref  `json:"roles"`
	State       State      `json:"state" enum:"active,disabled,invited"`
	TOTPEnabled bool       `json:"totp_enabled"`
	LastSeenAt  *time.Time `json:"last_seen_at"`
	Version     int64      `json:"version"`
}

// viewStaff shows somebody; roles and unit come from the directory.
func (s *Service) viewStaff(ctx context.Context, m Staff) (StaffView, error) {
	snap, err := s.Directory.read(ctx)
	if err != nil {
		return StaffView{}, err
	}
	v := StaffView{ID: m.ID, Login: m.Login, Name: m.Name, Email: m.Email, Phone: maskedPhone(m.Phone),
		Unit: web.Ref{ID: m.UnitID, Name: snap.units[m.UnitID].Name}, Roles: s.roleRefs(ctx, snap, m.ID), State: m.State,
		TOTPEnabled: m.TOTPOn, Version: m.Version}
	if !m.LastSeenAt.IsZero() {
		v.LastSeenAt = &m.LastSeenAt
	}
	return v, nil
}

// roleRefs names somebody's roles in the reader's language.
func (s *Service) roleRefs(ctx context.Context, snap *snapshot, staffID string) []web.Ref {
	out := []web.Ref{}
	for _, roleID := range snap.staff[staffID].roleIDs {
		out = append(out, web.Ref{ID: roleID, Name: s.roleName(ctx, snap.roles[roleID])})
	}
	return out
}

// StaffQuery narrows a list of people; zero fields do not.
type StaffQuery struct {
	Text   string // in name or login, or as pinyin
	UnitID string // the unit and everything below
	State  State
	After  string // login of the last row of the page before
	Limit  int
}

// find gives the ids of those who fit, by login, at most one over the limit.
// The directory holds everybody in memory, so that pinyin needs no index.
func (s *snapshot) find(q StaffQuery) []string {
	text := textsplit.Fold(strings.TrimSpace(q.Text))
	var out []string
	for _, staffID := range s.order {
		c := s.staff[staffID]
		if c.Login <= q.After || q.State != "" && c.State != q.State {
			continue
		}
		if q.UnitID != "" && !s.tree.Contains(q.UnitID, c.UnitID) {
			continue
		}
		if text != "" && !strings.Contains(c.Login, text) && !strings.Contains(textsplit.Fold(c.Name), text) && !pinyin.Matches(c.Name, text) {
			continue
		}
		if out = append(out, staffID); len(out) > q.Limit {
			break
		}
	}
	return out
}

// StaffList lists accounts by login, one row more than asked for if there is
// one.
func (s *Service) StaffList(ctx context.Context, q StaffQuery) ([]StaffView, error) {
	snap, err := s.Directory.read(ctx)
	if err != nil {
		return nil, err
	}
	ids := snap.find(q)
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := staffByIDs(ctx, s.DB, ids)
	if err != nil {
		return nil, err
	}
	out := make([]StaffView, 0, len(rows))
	for _, m := range rows {
		v, err := s.viewStaff(ctx, m)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// Find lists active colleagues who fit a typed text, by login, one more than
// the limit if there is one.
func (d *Directory) Find(ctx context.Context, q StaffQuery) ([]Colleague, error) {
	snap, err := d.read(ctx)
	if err != nil {
		return nil, err
	}
	q.State = StateActive
	var out []Colleague
	for _, staffID := range snap.find(q) {
		out = append(out, snap.staff[staffID])
	}
	return out, nil
}
