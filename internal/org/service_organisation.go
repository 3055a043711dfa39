package org

import (
	"context"
	"strings"
	"time"

	"tiexin/internal/kit/check"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/record"
)

const settingOrganisation = "organisation"

var organisation = record.SettingOf(record.Setting[Organisation]{Table: settings, Key: settingOrganisation, Changed: "organisation.changed",
	Mark: func(o *Organisation) *int64 { return &o.Version }})

// OrganisationChange is what may be changed of the organisation; nil leaves it.
type OrganisationChange struct {
	Version  int64
	Name     *string
	Industry *string
	Locale   *string
	Zone     *string
	Wordings *bool
}

// EditOrganisation changes what the installation is called and how it speaks.
func (s *Service) EditOrganisation(ctx context.Context, ch OrganisationChange) (Organisation, error) {
	d := record.Do[Organisation]{DB: s.DB, Audit: s.Audit, After: s.Directory.Changed,
		Named: func(o Organisation) audit.Subject {
			return audit.Subject{Kind: "organisation", ID: s.Directory.Root(ctx), Name: o.Name}
		}}
	return record.Replace(ctx, d, organisation, ch.Version, func(_ *db.Tx, o Organisation) (Organisation, error) { return o.with(ch) })
}

// with is the organisation after a change.
func (o Organisation) with(ch OrganisationChange) (Organisation, error) {
	if ch.Name != nil {
		o.Name = strings.TrimSpace(*ch.Name)
		if code, ok := check.Name(o.Name, 60); !ok {
			return o, fault.Invalid(code, "name")
		}
	}
	if ch.Zone != nil {
		if _, err := time.LoadLocation(*ch.Zone); err != nil || *ch.Zone == "" || *ch.Zone == "Local" {
			return o, fault.Invalid("organisation.zone", "zone")
		}
		o.Zone = *ch.Zone
	}
	if ch.Wordings != nil {
		o.Wordings = *ch.Wordings
	}
	if ch.Industry != nil {
		o.Industry = *ch.Industry
	}
	if ch.Locale != nil {
		o.Locale = *ch.Locale
	}
	return o, nil
}
