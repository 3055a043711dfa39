package org

import (
	"context"
	"strings"
	"time"

	"tiexin/internal/kit/check"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
)

const settingOrganisation = "organisation"

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
	var after Organisation
	err := s.write(ctx, func(tx *db.Tx) error {
		before, version, err := lockSetting[Organisation](ctx, tx, settingOrganisation)
		if err != nil {
			return err
		}
		before.Version = version
		if ch.Version != version {
			return fault.VersionConflict(before)
		}
		if after, err = before.with(ch); err != nil {
			return err
		}
		if err := saveSetting(ctx, tx, settingOrganisation, after); err != nil {
			return err
		}
		after.Version = version + 1
		subject := audit.Subject{Kind: "organisation", ID: s.Directory.Root(ctx), Name: after.Name}
		return s.Audit.Record(ctx, tx, "organisation.changed", subject, before, after)
	})
	return after, err
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
