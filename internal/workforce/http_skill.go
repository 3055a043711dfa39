package workforce

import (
	"context"
	"net/http"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/web"
)

type makeSkillIn struct {
	Body struct {
		ClientKey string    `json:"client_key" minLength:"1" maxLength:"64"`
		Kind      SkillKind `json:"kind" enum:"skill,language"`
		Name      string    `json:"name" maxLength:"30"`
		Language  string    `json:"language,omitempty" maxLength:"20" doc:"Of a language: its code, like zh-CN, yue or en."`
	}
}

type editSkillIn struct {
	PathID
	Body struct {
		Version  int64     `json:"version"`
		Kind     SkillKind `json:"kind" enum:"skill,language"`
		Name     string    `json:"name" maxLength:"30"`
		Language *string   `json:"language,omitempty" maxLength:"20" doc:"Not named: as it was."`
	}
}

// Levels is what somebody can do, by skill.
type Levels struct {
	Levels map[string]int `json:"levels" doc:"1 to 5 by skill id."`
}

type setLevelsIn struct {
	PathID
	Body struct {
		Levels map[string]int `json:"levels" doc:"0 takes a skill away; what is not named stays."`
	}
}

// LevelsRow is one person's row of the sheet.
type LevelsRow struct {
	StaffID  string         `json:"staff_id"`
	Name     string         `json:"name"`
	UnitName string         `json:"unit_name"`
	MayEdit  bool           `json:"may_edit"`
	Levels   map[string]int `json:"levels"`
}

func (s *Service) skillOperations(a *web.API) {
	web.Handle(a, reads("workforce.skills", http.MethodGet, "/workforce/skills", "Skills and languages."),
		func(ctx context.Context, _ *web.Nothing) (*web.Page[Skill], error) {
			rows, err := s.SkillList(ctx)
			return web.PageOf(rows, ""), err
		})
	make := manages("workforce.make_skill", http.MethodPost, "/workforce/skills", "Add a skill.")
	make.Status = http.StatusCreated
	web.Handle(a, make, func(ctx context.Context, in *makeSkillIn) (*Skill, error) {
		k, err := s.MakeSkill(ctx, in.Body.ClientKey, Skill{Kind: in.Body.Kind, Name: in.Body.Name, Language: in.Body.Language})
		return &k, err
	})
	web.Handle(a, manages("workforce.change_skill", http.MethodPatch, "/workforce/skills/{id}", "Change a skill."),
		func(ctx context.Context, in *editSkillIn) (*Skill, error) {
			k, err := s.EditSkill(ctx, Skill{ID: in.ID, Kind: in.Body.Kind, Name: in.Body.Name, Version: in.Body.Version}, in.Body.Language)
			return &k, err
		})
	web.Handle(a, manages("workforce.drop_skill", http.MethodDelete, "/workforce/skills/{id}", "Remove a skill that nothing needs."),
		func(ctx context.Context, in *PathID) (*web.Empty, error) { return nil, s.DropSkill(ctx, in.ID) })
	web.Handle(a, reads("workforce.levels", http.MethodGet, "/workforce/levels", "Who can do what, by login."), s.httpLevels)
	web.Handle(a, reads("workforce.staff_skills", http.MethodGet, "/workforce/staff/{id}/skills", "What somebody can do."),
		func(ctx context.Context, in *PathID) (*Levels, error) {
			l, err := s.SkillsOf(ctx, in.ID)
			return &Levels{l}, err
		})
	web.Handle(a, manages("workforce.set_staff_skills", http.MethodPut, "/workforce/staff/{id}/skills", "Change the levels that are named."),
		func(ctx context.Context, in *setLevelsIn) (*Levels, error) {
			l, err := s.SetSkills(ctx, in.ID, in.Body.Levels)
			return &Levels{l}, err
		})
}

func (s *Service) httpLevels(ctx context.Context, in *peopleIn) (*web.Page[LevelsRow], error) {
	people, cursor, err := s.page(ctx, in)
	if err != nil {
		return nil, err
	}
	all, err := s.Skills(ctx)
	if err != nil {
		return nil, err
	}
	mine := auth.From(ctx).Visible(PermManage)
	rows := make([]LevelsRow, len(people))
	for i, c := range people {
		rows[i] = LevelsRow{StaffID: c.ID, Name: c.Name, UnitName: c.UnitName, MayEdit: mine.Allows("", c.UnitID), Levels: all[c.ID]}
		if rows[i].Levels == nil {
			rows[i].Levels = map[string]int{}
		}
	}
	return web.PageOf(rows, cursor), nil
}

// SubstituteView is a substitution with the names of both.
type SubstituteView struct {
	ID             string    `json:"id"`
	StaffID        string    `json:"staff_id"`
	StaffName      string    `json:"staff_name"`
	SubstituteID   string    `json:"substitute_id"`
	SubstituteName string    `json:"substitute_name"`
	From           time.Time `json:"from"`
	To             time.Time `json:"to" doc:"It ends by itself then."`
	Active         bool      `json:"active"`
	MayEnd         bool      `json:"may_end"`
}

func (s *Service) viewSubstitute(ctx context.Context, v Substitute) SubstituteView {
	a, _ := s.Directory.Colleague(ctx, v.StaffID)
	b, _ := s.Directory.Colleague(ctx, v.SubstituteID)
	return SubstituteView{ID: v.ID, StaffID: v.StaffID, StaffName: a.Name, SubstituteID: v.SubstituteID, SubstituteName: b.Name, From: v.From, To: v.To,
		Active: !s.Clock.Now().Before(v.From), MayEnd: s.mayArrange(ctx, v.StaffID) == nil}
}

type arrangeIn struct {
	Body struct {
		ClientKey    string    `json:"client_key" minLength:"1" maxLength:"64"`
		StaffID      string    `json:"staff_id" maxLength:"64"`
		SubstituteID string    `json:"substitute_id" maxLength:"64"`
		From         time.Time `json:"from"`
		To           time.Time `json:"to"`
	}
}

func (s *Service) substituteOperations(a *web.API) {
	web.Handle(a, reads("workforce.substitutes", http.MethodGet, "/workforce/substitutes", "Who acts for whom, until when; what has ended is gone."),
		func(ctx context.Context, _ *web.Nothing) (*web.Page[SubstituteView], error) {
			list, err := s.Substitutes(ctx)
			rows := make([]SubstituteView, len(list))
			for i, v := range list {
				rows[i] = s.viewSubstitute(ctx, v)
			}
			return web.PageOf(rows, ""), err
		})
	arrange := reads("workforce.arrange_substitute", http.MethodPost, "/workforce/substitutes", "Name a substitute, for oneself or for those one leads.")
	arrange.Status = http.StatusCreated
	web.Handle(a, arrange, func(ctx context.Context, in *arrangeIn) (*SubstituteView, error) {
		b := in.Body
		v, err := s.Arrange(ctx, b.ClientKey, Substitute{StaffID: b.StaffID, SubstituteID: b.SubstituteID, From: b.From.UTC(), To: b.To.UTC()})
		if err != nil {
			return nil, err
		}
		view := s.viewSubstitute(ctx, v)
		return &view, nil
	})
	web.Handle(a, reads("workforce.end_substitute", http.MethodDelete, "/workforce/substitutes/{id}", "End a substitution before its time."),
		func(ctx context.Context, in *PathID) (*web.Empty, error) { return nil, s.EndSubstitute(ctx, in.ID) })
}
