package workforce

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"tiexin/internal/kit/check"
	"tiexin/internal/kit/opt"
	"tiexin/internal/org"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/record"
)

// heldSkills is believed until a change is heard of, and at most this long.
type heldSkills struct {
	at     time.Time
	levels map[string]map[string]int
}

const believeSkills = 30 * time.Second

// Skills gives everybody's levels, 1 to 5, by staff id and skill id; from
// memory. The maps are shared: read only.
func (s *Service) Skills(ctx context.Context) (map[string]map[string]int, error) {
	now := s.Clock.Now()
	if h := s.skills.Load(); h != nil && now.Sub(h.at).Abs() <= believeSkills {
		return h.levels, nil
	}
	seen := s.skillTurns.Load()
	all, err := levels(ctx, s.DB, stmtLevels)
	if err != nil {
		return nil, err
	}
	if s.skillTurns.Load() == seen {
		s.skills.Store(&heldSkills{at: now, levels: all})
	}
	return all, nil
}

// skillsChanged forgets what is held and calls who wants to know.
func (s *Service) skillsChanged() {
	s.skillTurns.Add(1)
	s.skills.Store(nil)
	s.mu.Lock()
	list := s.onSkills
	s.mu.Unlock()
	for _, do := range list {
		do()
	}
}

// tellSkills makes every process look again.
func (s *Service) tellSkills() {
	s.skillsChanged()
	s.say(word{Skills: true})
}

// SkillList gives the skills, abilities first.
func (s *Service) SkillList(ctx context.Context) ([]Skill, error) {
	return db.Collect(ctx, s.DB, stmtSkills, scanSkill)
}

func checkSkill(k Skill) (Skill, error) {
	k.Name = strings.TrimSpace(k.Name)
	if code, ok := check.Name(k.Name, 30); !ok {
		return k, fault.Invalid(code, "name")
	}
	if !k.Kind.Valid() {
		return k, fault.Invalid("workforce.skill_kind", "kind")
	}
	if k.Language == "" {
		return k, nil
	}
	if _, ok := check.Language(k.Language); !ok || k.Kind != Language {
		return k, fault.Invalid("workforce.language", "language")
	}
	return k, nil
}

var skills = record.Of(record.Kind[Skill]{Name: "skill", Made: "skill.made", Changed: "skill.changed", Removed: "skill.removed", Taken: "workforce.skill_taken",
	ByKey: stmtSkillByKey, Lock: stmtSkillByID, Scan: scanSkill, Insert: insertSkill, Update: updateSkill, Delete: record.Deletes(stmtLevelsDrop, stmtSkillDelete),
	Mark: func(k *Skill) (string, string, *int64) { return k.ID, k.Name, &k.Version }})

func (s *Service) skillActs() record.Do[Skill] {
	return record.Do[Skill]{DB: s.DB, Clock: s.Clock, Audit: s.Audit, After: s.tellSkills}
}

// MakeSkill adds a skill.
func (s *Service) MakeSkill(ctx context.Context, clientKey string, k Skill) (Skill, error) {
	k.ID, k.Version = id.New(s.Clock.Now()), 1
	return record.Make(ctx, s.skillActs(), skills, clientKey, func(*db.Tx) (Skill, error) { return checkSkill(k) })
}

// EditSkill renames a skill or changes its kind and language; without a
// language it keeps the one it has, as long as it is one.
func (s *Service) EditSkill(ctx context.Context, to Skill, language *string) (Skill, error) {
	return record.Edit(ctx, s.skillActs(), skills, to.ID, to.Version, func(_ *db.Tx, k Skill) (Skill, error) {
		if k.Kind, k.Name = to.Kind, to.Name; k.Kind != Language {
			k.Language = ""
		}
		opt.Set(&k.Language, language)
		return checkSkill(k)
	})
}

// HoldSkills keeps skills from being dropped until the transaction ends, for
// what is about to ask for them. It tells whether all of them stand.
func (s *Service) HoldSkills(ctx context.Context, tx *db.Tx, ids []string) (bool, error) {
	for _, id := range slices.Sorted(slices.Values(ids)) { // in one order, or two would wait for each other
		if stands, err := record.Hold(ctx, tx, skills, id); err != nil || !stands {
			return false, err
		}
	}
	return true, nil
}

// DropSkill removes a skill that nothing needs.
func (s *Service) DropSkill(ctx context.Context, skillID string) error {
	return record.Drop(ctx, s.skillActs(), skills, skillID, func(tx *db.Tx, _ Skill) error {
		uses, err := s.Hooks.skillUses(ctx, tx, skillID)
		if err == nil && len(uses) > 0 {
			err = fault.Conflict("workforce.skill_in_use").With("usage", uses)
		}
		return err
	})
}

// visible finds a colleague whom the acting person may see or lead.
func (s *Service) visible(ctx context.Context, staffID, permission string) (org.Colleague, error) {
	c, ok := s.Directory.Colleague(ctx, staffID)
	p := auth.From(ctx)
	own := staffID
	if permission == PermManage {
		own = "" // to lead oneself takes the unit, too
	}
	switch {
	case !ok || !p.Visible(PermRead).Allows(staffID, c.UnitID):
		return c, fault.NotFound()
	case !p.Visible(permission).Allows(own, c.UnitID):
		return c, fault.Forbidden(permission)
	}
	return c, nil
}

// SkillsOf gives somebody's levels by skill.
func (s *Service) SkillsOf(ctx context.Context, staffID string) (map[string]int, error) {
	if _, err := s.visible(ctx, staffID, PermRead); err != nil {
		return nil, err
	}
	all, err := levels(ctx, s.DB, stmtLevelsOf, staffID)
	if all[staffID] == nil {
		return map[string]int{}, err
	}
	return all[staffID], err
}

// SetSkills changes the levels that are named, 0 takes a skill away; others
// stay, so that two leads can work on one sheet.
func (s *Service) SetSkills(ctx context.Context, staffID string, set map[string]int) (map[string]int, error) {
	if _, err := s.visible(ctx, staffID, PermManage); err != nil {
		return nil, err
	}
	for skillID, level := range set {
		if level != 0 && (level < MinLevel || level > MaxLevel) {
			return nil, fault.Invalid("workforce.level", "levels."+skillID)
		}
	}
	var after map[string]int
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		all, err := levels(ctx, tx, stmtLevelsOf, staffID)
		if err != nil {
			return err
		}
		before := all[staffID]
		after = map[string]int{}
		maps.Copy(after, before)
		for skillID, level := range set {
			if _, err := oneSkill(ctx, tx, stmtSkillByID, skillID); err != nil {
				if fault.Is(err, fault.KindNotFound) {
					err = fault.Invalid("workforce.skill_unknown", "levels."+skillID)
				}
				return err
			}
			if err := putLevel(ctx, tx, staffID, skillID, level); err != nil {
				return err
			}
			if after[skillID] = level; level == 0 {
				delete(after, skillID)
			}
		}
		if maps.Equal(before, after) {
			return nil
		}
		tx.AfterCommit(s.tellSkills)
		return s.Audit.Record(ctx, tx, "staff.skills_changed", s.subject(ctx, staffID), before, after)
	})
	return after, err
}
