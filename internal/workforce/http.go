package workforce

import (
	"context"
	"net/http"

	"tiexin/internal/org"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/web"
)

// Mine is one's own state and what one may do about it.
type Mine struct {
	Presence PresenceView `json:"presence"`
	Serves   bool         `json:"serves" doc:"Whether this person answers customers; who does not has no state."`
	Breaks   []BreakRule  `json:"breaks"`
	Waiting  int          `json:"waiting" doc:"Customers who wait for this person now."`
	// Elsewhere says whether signing out here takes them off.
	Elsewhere bool `json:"elsewhere" doc:"Another browser of theirs is connected: signing out here leaves their state."`
}

// Taken is one's own state as it was just taken.
type Taken struct {
	PresenceView
	WaitingAll int `json:"waiting_all" doc:"Customers who wait, for anybody or for an answer, while one is on a break, as far as one sees; 0 in every other state."`
}

// ChoiceBody is a state to take.
type ChoiceBody struct {
	State     State     `json:"state" enum:"online,busy,break,off"`
	BreakKind BreakKind `json:"break_kind,omitempty" enum:"meal,restroom,training,coaching,paperwork,cooldown"`
	CoverID   string    `json:"cover_id,omitempty" maxLength:"64" doc:"Who takes over: on a break, or from who goes off."`
	Release   bool      `json:"release,omitempty" doc:"Off: those who wait go back into the line."`
	Anyway    bool      `json:"anyway,omitempty" doc:"Break: go without a cover; those who wait stay one's own."`
}

func (b ChoiceBody) choice() Choice {
	return Choice{State: b.State, BreakKind: b.BreakKind, CoverID: b.CoverID, Release: b.Release, Anyway: b.Anyway}
}

type setMineIn struct{ Body ChoiceBody }

type setIn struct {
	StaffID string `path:"staff_id" maxLength:"64"`
	Body    ChoiceBody
}

type peopleIn struct {
	web.List
	UnitID string `query:"unit_id" maxLength:"64"`
}

// PathID is the id in the path.
type PathID struct {
	ID string `path:"id" maxLength:"64"`
}

type breaksIn struct{ Body Breaks }

func reads(id, method, path, summary string) web.Route {
	return web.Route{ID: id, Method: method, Path: path, For: web.Staff, Permission: PermRead, Summary: summary}
}

func manages(id, method, path, summary string) web.Route {
	return web.Route{ID: id, Method: method, Path: path, For: web.Staff, Permission: PermManage, Summary: summary}
}

// own describes a route about one's own presence: of who sits at a browser.
func own(id, method, path, summary string) web.Route {
	return web.Route{ID: id, Method: method, Path: path, For: web.Staff, Browser: true, Summary: summary}
}

// Operations registers what this module answers.
func (s *Service) Operations(a *web.API) {
	s.presenceOperations(a)
	s.skillOperations(a)
	s.substituteOperations(a)
	s.shiftOperations(a)
}

func (s *Service) presenceOperations(a *web.API) {
	web.Handle(a, own("workforce.me", http.MethodGet, "/workforce/me", "One's own state, the kinds of breaks and how many customers wait."), s.httpMine)
	web.Handle(a, own("workforce.set_me", http.MethodPut, "/workforce/me/state", "Take a state. A break that needs a cover while customers wait, and going off while some wait, is refused with who could cover."), s.httpSetMine)
	web.Handle(a, own("workforce.covers", http.MethodGet, "/workforce/me/covers", "Who could cover for oneself now, the freest first."),
		func(ctx context.Context, _ *web.Nothing) (*web.Page[Candidate], error) {
			rows, err := s.Candidates(ctx, auth.From(ctx).ID)
			return web.PageOf(rows, ""), err
		})
	web.Handle(a, reads("workforce.presence", http.MethodGet, "/workforce/presence", "Who is here, of those who serve, by login."), s.httpPresence)
	web.Handle(a, manages("workforce.set_presence", http.MethodPut, "/workforce/presence/{staff_id}", "Set a colleague's state."),
		func(ctx context.Context, in *setIn) (*PresenceView, error) {
			return s.httpSet(ctx, in.StaffID, in.Body)
		})
	web.Handle(a, web.Route{ID: "workforce.breaks", Method: http.MethodGet, Path: "/workforce/breaks", For: web.Staff, Summary: "How breaks are taken."},
		func(ctx context.Context, _ *web.Nothing) (*Breaks, error) {
			b, err := s.Breaks(ctx)
			return &b, err
		})
	web.Handle(a, manages("workforce.set_breaks", http.MethodPut, "/workforce/breaks", "Change how breaks are taken."),
		func(ctx context.Context, in *breaksIn) (*Breaks, error) {
			b, err := s.SetBreaks(ctx, in.Body)
			return &b, err
		})
}

func (s *Service) httpMine(ctx context.Context, _ *web.Nothing) (*Mine, error) {
	p := auth.From(ctx)
	b, err := s.Breaks(ctx)
	if err != nil {
		return nil, err
	}
	waiting, err := s.Hooks.waiting(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	return &Mine{Presence: s.view(ctx, s.PresenceOf(p.ID)), Serves: s.Hooks.canServe(p), Breaks: b.Rules, Waiting: waiting,
		Elsewhere: s.board.elsewhere(p.ID, p.SessionID, s.Clock.Now())}, nil
}

func (s *Service) httpSetMine(ctx context.Context, in *setMineIn) (*Taken, error) {
	v, err := s.httpSet(ctx, auth.From(ctx).ID, in.Body)
	if err != nil {
		return nil, err
	}
	out := &Taken{PresenceView: *v}
	if v.State == Break {
		out.WaitingAll, err = s.Hooks.waitingAll(ctx)
	}
	return out, err
}

func (s *Service) httpSet(ctx context.Context, staffID string, b ChoiceBody) (*PresenceView, error) {
	p, err := s.Set(ctx, staffID, b.choice())
	v := s.view(ctx, p)
	return &v, err
}

func (s *Service) httpPresence(ctx context.Context, in *peopleIn) (*web.Page[PresenceView], error) {
	people, cursor, err := s.page(ctx, in)
	if err != nil {
		return nil, err
	}
	rows := make([]PresenceView, len(people))
	for i, c := range people {
		rows[i] = s.view(ctx, s.PresenceOf(c.ID))
	}
	return web.PageOf(rows, cursor), nil
}

type peopleKey struct {
	Login string `json:"l"`
}

// page gives a part of those who serve, by login, and the cursor of the next.
func (s *Service) page(ctx context.Context, in *peopleIn) ([]org.Colleague, string, error) {
	all, err := s.serving(ctx, in.UnitID, func(string) bool { return false })
	if err != nil {
		return nil, "", err
	}
	page, err := cut(in.List, all, func(c org.Colleague) string { return c.Login })
	return page.Rows, page.NextCursor, err
}

// cut takes the page that a cursor asks for out of rows ordered by login.
func cut[T any](in web.List, rows []T, login func(T) string) (*web.Page[T], error) {
	key, _, err := web.DecodeCursor[peopleKey](in.Cursor)
	if err != nil {
		return web.PageOf[T](nil, ""), err
	}
	for len(rows) > 0 && login(rows[0]) <= key.Login {
		rows = rows[1:]
	}
	return web.Cut(rows[:min(len(rows), in.Limit+1)], in.Limit, func(r T) any { return peopleKey{login(r)} }), nil
}
