package org

import (
	"context"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
)

// A snapshot or a session is believed this long without asking the database;
// a change in this process is seen at once, in another one after this.
const believeFor = 2 * time.Second

const changedSubject = "tiexin.org"

// Colleague is what anybody in the house may know of a member of staff.
type Colleague struct {
	ID       string `json:"id"`
	Login    string `json:"login"`
	Name     string `json:"name"`
	UnitID   string `json:"-"`
	UnitName string `json:"unit_name"`
	State    State  `json:"-"`

	locale  string
	roleIDs []string
}

// snapshot is the organisation as last read.
type snapshot struct {
	readAt time.Time
	staff  map[string]Colleague
	order  []string // ids by login
	roles  map[string]Role
	grants map[string]map[string]auth.Scope // role id -> permission -> scope
	units  map[string]Unit
	tree   auth.UnitTree
	org    Organisation
}

// Directory answers who somebody is, from memory.
type Directory struct {
	db       *db.DB
	clock    clock.Clock
	bus      *event.Bus
	now      atomic.Pointer[snapshot]
	reading  sync.Mutex
	sessions sync.Map // token hash -> heldSession
	changes  atomic.Int64
}

type heldSession struct {
	session Session
	readAt  time.Time
}

// NewDirectory makes an empty directory; it reads when first asked.
func NewDirectory(d *db.DB, c clock.Clock, bus *event.Bus) *Directory {
	return &Directory{db: d, clock: c, bus: bus}
}

// Listen forgets what it knows when another process has changed it.
func (d *Directory) Listen() error {
	return d.bus.Subscribe(changedSubject, func([]byte) { d.forget() })
}

// Changed forgets what it knows, here and elsewhere; called after a commit.
func (d *Directory) Changed() {
	d.forget()
	d.bus.Publish(changedSubject, nil)
}

func (d *Directory) forget() {
	d.changes.Add(1) // what is being read at this moment is not kept
	d.now.Store(nil)
	d.sessions.Clear()
}

func (d *Directory) read(ctx context.Context) (*snapshot, error) {
	now := d.clock.Now()
	fresh := func() *snapshot {
		s := d.now.Load()
		if s == nil || now.Sub(s.readAt).Abs() > believeFor {
			return nil
		}
		return s
	}
	if s := fresh(); s != nil {
		return s, nil
	}
	d.reading.Lock()
	defer d.reading.Unlock()
	if s := fresh(); s != nil {
		return s, nil
	}
	seen := d.changes.Load()
	s, err := loadSnapshot(ctx, d.db)
	if err != nil {
		return nil, err
	}
	s.readAt = now
	if d.changes.Load() == seen {
		d.now.Store(s)
	}
	return s, nil
}

func loadSnapshot(ctx context.Context, q db.Querier) (*snapshot, error) {
	s := &snapshot{staff: map[string]Colleague{}, roles: map[string]Role{}, units: map[string]Unit{}, grants: map[string]map[string]auth.Scope{}}
	var err error
	if s.org, err = organisation.Load(ctx, q); err != nil {
		return nil, err
	}
	units, err := db.All[Unit](ctx, q, stmtUnits)
	if err != nil {
		return nil, err
	}
	var nodes []auth.UnitNode
	for _, u := range units {
		s.units[u.ID] = u
		nodes = append(nodes, auth.UnitNode{ID: u.ID, ParentID: u.ParentID, Kind: auth.UnitKind(u.Kind)})
	}
	if s.tree, err = auth.NewUnitTree(nodes); err != nil {
		return nil, err
	}
	roles, err := db.All[Role](ctx, q, stmtRoles)
	if err != nil {
		return nil, err
	}
	for _, r := range roles {
		s.roles[r.ID] = r
		s.grants[r.ID] = map[string]auth.Scope{}
	}
	return s, s.loadPeople(ctx, q)
}

func (s *snapshot) loadPeople(ctx context.Context, q db.Querier) error {
	err := db.Each(ctx, q, stmtGrants, func(r db.Row) error {
		var role, permission string
		var scope auth.Scope
		err := r.Scan(&role, &permission, &scope)
		s.grants[role][permission] = scope
		return err
	})
	if err != nil {
		return err
	}
	err = db.Each(ctx, q, stmtDirectory, func(r db.Row) error {
		var c Colleague
		err := r.Scan(&c.ID, &c.Login, &c.Name, &c.UnitID, &c.State, &c.locale)
		c.UnitName = s.units[c.UnitID].Name
		s.staff[c.ID] = c
		s.order = append(s.order, c.ID)
		return err
	})
	if err != nil {
		return err
	}
	return db.Each(ctx, q, stmtStaffRoles, func(r db.Row) error {
		var staff, role string
		err := r.Scan(&staff, &role)
		c := s.staff[staff]
		c.roleIDs = append(c.roleIDs, role)
		s.staff[staff] = c
		return err
	})
}

// grantsOf joins the grants of a colleague's roles; the wider scope wins.
func (s *snapshot) grantsOf(c Colleague) map[string]auth.Scope {
	out := map[string]auth.Scope{}
	for _, role := range c.roleIDs {
		for permission, scope := range s.grants[role] {
			out[permission] = auth.Wider(out[permission], scope)
		}
	}
	return out
}

// Person makes the acting person of a colleague, limited to scopes if given.
func (s *snapshot) person(c Colleague, session Session) auth.Person {
	grants := s.grantsOf(c)
	if len(session.Scopes) > 0 {
		limited := map[string]auth.Scope{}
		for _, permission := range session.Scopes {
			if scope, ok := grants[permission]; ok {
				limited[permission] = scope
			}
		}
		grants = limited
	}
	locale := c.locale
	if locale == "" {
		locale = s.org.Locale
	}
	return auth.Person{Kind: auth.Staff, ID: c.ID, Name: c.Name, UnitID: c.UnitID, Grants: grants,
		Units: s.tree, Locale: locale, SessionID: session.ID, Program: session.Kind == API}
}

// Colleague finds a member of staff by id, whatever the state.
func (d *Directory) Colleague(ctx context.Context, id string) (Colleague, bool) {
	s, err := d.read(ctx)
	if err != nil {
		return Colleague{}, false
	}
	c, ok := s.staff[id]
	return c, ok
}

// Colleagues gives every active member of staff by id.
func (d *Directory) Colleagues(ctx context.Context) (map[string]Colleague, error) {
	s, err := d.read(ctx)
	if err != nil {
		return nil, err
	}
	out := maps.Clone(s.staff)
	maps.DeleteFunc(out, func(_ string, c Colleague) bool { return c.State != StateActive })
	return out, nil
}

// Granters names active members of staff, other than one, who manage everybody's account.
func (d *Directory) Granters(ctx context.Context, besides string) ([]string, error) {
	s, err := d.read(ctx)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, id := range s.order {
		c := s.staff[id]
		if len(out) < grantersNamed && c.ID != besides && c.State == StateActive && s.grantsOf(c)[PermStaffManage] == auth.All {
			out = append(out, c.Name)
		}
	}
	return out, nil
}

// PersonOf makes the acting person of an active member of staff.
func (d *Directory) PersonOf(ctx context.Context, staffID string) (auth.Person, bool) {
	s, err := d.read(ctx)
	if err != nil {
		return auth.Person{}, false
	}
	c, ok := s.staff[staffID]
	if !ok || c.State != StateActive {
		return auth.Person{}, false
	}
	return s.person(c, Session{}), true
}

// Unit finds a unit by id.
func (d *Directory) Unit(ctx context.Context, id string) (Unit, bool) {
	s, err := d.read(ctx)
	if err != nil {
		return Unit{}, false
	}
	u, ok := s.units[id]
	return u, ok
}

// Root is the company unit's id, empty before the first run is done.
func (d *Directory) Root(ctx context.Context) string {
	s, err := d.read(ctx)
	if err != nil {
		return ""
	}
	for id, u := range s.units {
		if u.ParentID == "" {
			return id
		}
	}
	return ""
}

// Organisation tells what the installation is called and how it speaks.
func (d *Directory) Organisation(ctx context.Context) (Organisation, error) {
	s, err := d.read(ctx)
	if err != nil {
		return Organisation{}, err
	}
	return s.org, nil
}
