package workforce

import (
	"slices"
	"time"
)

// SkillKind says what a skill is.
type SkillKind string

// Kinds of skills.
const (
	Ability  SkillKind = "skill"    // 技能
	Language SkillKind = "language" // 语言
)

// Valid tells whether the kind is known.
func (k SkillKind) Valid() bool { return slices.Contains([]SkillKind{Ability, Language}, k) }

// Levels of a skill.
const (
	MinLevel = 1
	MaxLevel = 5
)

// Skill is something that people know in levels.
type Skill struct {
	ID   string    `json:"id"`
	Kind SkillKind `json:"kind" enum:"skill,language"`
	Name string    `json:"name"`
	// Language is the code of the language that it is, as customers have
	// theirs; customers are served by those who know it.
	Language string `json:"language" doc:"Of a language: its code, like zh-CN, yue or en; empty: nobody is matched by it."`
	Version  int64  `json:"version"`
}

// Substitute acts for somebody for a while.
type Substitute struct {
	ID           string
	StaffID      string
	SubstituteID string
	From         time.Time
	To           time.Time
	ByID         string
}
