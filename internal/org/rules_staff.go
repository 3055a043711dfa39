package org

import (
	"slices"
	"strings"

	"tiexin/internal/kit/check"
	"tiexin/internal/kit/cnphone"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/fault"
)

// MaxRoles that one member of staff may hold.
const MaxRoles = 20

// covers tells whether a person holds every grant, at least as far. Nobody
// gives, or takes over by a link, more than they have themselves.
func covers(p auth.Person, grants map[string]auth.Scope) bool {
	for permission, scope := range grants {
		own, ok := p.Can(permission)
		if !ok || auth.Wider(own, scope) != own {
			return false
		}
	}
	return true
}

// coversAt tells whether what somebody sees who holds the grants in a unit is
// what the person sees too: "my project" is another one elsewhere, and who puts
// people there, or takes over whoever is there, would look into it.
func coversAt(p auth.Person, unitID string, grants map[string]auth.Scope) bool {
	if !covers(p, grants) {
		return false
	}
	there := auth.Person{Kind: auth.Staff, ID: "-", UnitID: unitID, Grants: grants, Units: p.Units}
	for permission := range grants {
		mine := p.Visible(permission)
		if mine.All {
			continue
		}
		near := append(append([]string{p.UnitID}, p.Units.Ancestors(p.UnitID)...), mine.UnitIDs...)
		for _, unit := range append([]string{unitID}, there.Visible(permission).UnitIDs...) {
			if !slices.Contains(near, unit) {
				return false
			}
		}
	}
	return true
}

// seesMore tells whether a person would see something in another tree, or from
// another unit, that they do not see now.
func seesMore(now, then auth.Person) bool {
	for permission := range now.Grants {
		before, after := now.Visible(permission), then.Visible(permission)
		if before.All {
			continue
		}
		near := append([]string{now.UnitID}, before.UnitIDs...)
		near = append(near, now.Units.Ancestors(now.UnitID)...)
		for _, unit := range append(after.UnitIDs, append(then.Units.Ancestors(then.UnitID), then.UnitID)...) {
			if !slices.Contains(near, unit) {
				return true
			}
		}
	}
	return false
}

// withState is somebody in the state that an administrator asks for. Who never
// chose a password goes back to being invited when enabled.
func (m Staff) withState(asked State) (Staff, error) {
	switch {
	case asked == m.State:
	case asked == StateDisabled:
		m.State = StateDisabled
	case asked == StateActive && m.State == StateDisabled && m.Password == "":
		m.State = StateInvited
	case asked == StateActive && m.State == StateDisabled:
		m.State = StateActive
	default:
		return m, fault.Invalid("staff.state", "state")
	}
	return m, nil
}

// checked is somebody with a clean name, address and number; the number is
// kept in full and shown masked.
func (m Staff) checked() (Staff, error) {
	m.Name = strings.TrimSpace(m.Name)
	if code, ok := check.Name(m.Name, 40); !ok {
		return m, fault.Invalid(code, "name")
	}
	if m.Email != "" {
		if code, ok := check.Email(m.Email); !ok {
			return m, fault.Invalid(code, "email")
		}
	}
	if m.Phone != "" {
		n, code, ok := cnphone.Parse(m.Phone)
		if !ok {
			return m, fault.Invalid(code, "phone")
		}
		m.Phone = n.E164()
		if n.Ext() != "" {
			m.Phone = n.National()
		}
	}
	return m, nil
}

// maskedPhone is what others see of a number.
func maskedPhone(number string) string {
	n, _, ok := cnphone.Parse(number)
	if !ok {
		return ""
	}
	return n.Masked()
}

// fullPhone is how its owner sees a number.
func fullPhone(number string) string {
	n, _, ok := cnphone.Parse(number)
	if !ok {
		return ""
	}
	return n.National()
}

// facts of somebody that the trail compares: no secrets, no full number.
func (m Staff) facts(roles []string) map[string]any {
	f := map[string]any{"name": m.Name, "login": m.Login, "email": m.Email, "phone": maskedPhone(m.Phone), "unit_id": m.UnitID,
		"state": m.State, "totp_enabled": m.TOTPOn}
	if roles != nil {
		f["roles"] = roles
	}
	return f
}
