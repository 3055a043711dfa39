package org

import (
	"context"
	"time"

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
