package org

import (
	"context"

	"tiexin/internal/kit/check"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/manifest"
	"tiexin/internal/platform/web"
)

// Setup is what the first-run wizard asks (首次设置).
type Setup struct {
	Organisation string       `json:"organisation" minLength:"1" maxLength:"60"`
	Industry     string       `json:"industry" enum:"shop,property,water,telecom,restaurant,hotel,bank,hospital,logistics,other"`
	Locale       string       `json:"locale" enum:"zh-CN,zh-TW,en" default:"zh-CN"`
	SetupCode    string       `json:"setup_code,omitempty" maxLength:"64"`
	Admin        SetupAdmin   `json:"admin"`
	Channel      SetupChannel `json:"channel"`
}

// SetupAdmin is the first administrator.
type SetupAdmin struct {
	Name     string `json:"name" minLength:"1" maxLength:"40"`
	Login    string `json:"login" minLength:"3" maxLength:"64"`
	Password string `json:"password" minLength:"10" maxLength:"128"`
}

// SetupChannel is the first web chat.
type SetupChannel struct {
	Name     string `json:"name,omitempty" maxLength:"60"`
	Title    string `json:"title,omitempty" maxLength:"60"`
	Greeting string `json:"greeting,omitempty" maxLength:"500"`
	Colour   string `json:"colour,omitempty" maxLength:"7"`
}

// NeedsSetup tells whether nobody has been here yet.
func (s *Service) NeedsSetup(ctx context.Context) (bool, error) {
	var n int64
	err := db.Get(ctx, s.DB, stmtStaffCount, nil, &n)
	return n == 0, err
}

// codeRequired tells whether this request must show the code that serve
// prints: everybody must who does not come straight from this machine.
// An installation that is reached over https has something in front of it,
// whether that leaves a trace or not.
func (s *Service) codeRequired(ctx context.Context) bool {
	i := web.InfoFrom(ctx)
	return s.secure() || !i.Direct || (i.IP != "127.0.0.1" && i.IP != "::1")
}

// FirstRun makes the organisation, its first administrator and what the
// modules above add. It succeeds once in the life of an installation.
func (s *Service) FirstRun(ctx context.Context, in Setup) (Staff, error) {
	in.Admin.Login = typedLogin(in.Admin.Login)
	if s.codeRequired(ctx) && !auth.Equal(in.SetupCode, s.SetupCode) {
		return Staff{}, fault.Invalid("setup.code", "setup_code")
	}
	if err := checkSetup(in); err != nil {
		return Staff{}, err
	}
	hash, err := s.Hasher.Hash(ctx, in.Admin.Password)
	if err != nil {
		return Staff{}, err
	}
	var admin Staff
	err = s.write(ctx, func(tx *db.Tx) error {
		var n int64
		if err := db.Get(ctx, tx, stmtStaffCount, nil, &n); err != nil {
			return err
		}
		if n > 0 {
			return fault.Conflict("setup.done")
		}
		admin, err = s.found(ctx, tx, in, hash)
		return err
	})
	if db.IsUnique(err) { // somebody else was a moment faster
		err = fault.Conflict("setup.done")
	}
	return admin, err
}

func checkSetup(in Setup) error {
	if code, ok := check.Name(in.Organisation, 60); !ok {
		return fault.Invalid(code, "organisation")
	}
	if code, ok := check.Name(in.Admin.Name, 40); !ok {
		return fault.Invalid(code, "admin.name")
	}
	if code, ok := check.Login(in.Admin.Login); !ok {
		return fault.Invalid(code, "admin.login")
	}
	return checkPassword(in.Admin.Login, in.Admin.Password, "admin.password")
}

// found lays the first rows: company, roles, administrator.
func (s *Service) found(ctx context.Context, tx *db.Tx, in Setup, hash string) (Staff, error) {
	now := s.Clock.Now()
	organisation := Organisation{Name: in.Organisation, Industry: in.Industry, Locale: in.Locale, Zone: "Asia/Shanghai"}
	if err := settings.Put(ctx, tx, settingOrganisation, organisation); err != nil {
		return Staff{}, err
	}
	root := id.New(now)
	if _, err := tx.Exec(ctx, stmtInsertUnit, root, "root", "", string(Company), in.Organisation, db.Micros(now)); err != nil {
		return Staff{}, err
	}
	roles, err := s.layRoles(ctx, tx)
	if err != nil {
		return Staff{}, err
	}
	admin := Staff{ID: id.New(now), Login: in.Admin.Login, Name: in.Admin.Name, UnitID: root, State: StateActive, Password: hash,
		Theme: "system", Preferences: DefaultPreferences(), Version: 1, CreatedAt: now}
	if err := insertStaff(ctx, tx, "first-admin", admin); err != nil {
		return Staff{}, err
	}
	if _, err := tx.Exec(ctx, stmtAddRole, admin.ID, roles[manifest.RoleAdmin]); err != nil {
		return Staff{}, err
	}
	for _, more := range s.AfterSetup {
		if err := more(ctx, tx, in, root); err != nil {
			return Staff{}, err
		}
	}
	subject := audit.Subject{Kind: "organisation", ID: root, Name: in.Organisation}
	return admin, s.Audit.Record(ctx, tx, "organisation.founded", subject, nil, organisation)
}

// layRoles makes the roles that come with the program.
func (s *Service) layRoles(ctx context.Context, tx *db.Tx) (map[manifest.Role]string, error) {
	out := map[manifest.Role]string{}
	for _, key := range builtinRoles {
		out[key] = id.New(s.Clock.Now())
		if _, err := tx.Exec(ctx, stmtInsertRole, out[key], "builtin-"+string(key), string(key), string(key), true); err != nil {
			return nil, err
		}
	}
	if err := s.grantDefaults(ctx, tx, s.Permissions()); err != nil {
		return nil, err
	}
	return out, s.savePermissions(ctx, tx, nil)
}
