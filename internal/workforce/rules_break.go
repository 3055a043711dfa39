package workforce

import (
	"fmt"
	"time"

	"tiexin/internal/platform/fault"
)

// shortBreak needs no cover by its length alone.
const shortBreak = 10 * time.Minute

// maxBreakMinutes that may be set for a kind; for cooling down it is less.
const (
	maxBreakMinutes    = 240
	maxCooldownMinutes = 15
)

// BreakRule is how a kind of break is taken.
type BreakRule struct {
	Kind       BreakKind `json:"kind" enum:"meal,restroom,training,coaching,paperwork,cooldown"`
	MaxMinutes int       `json:"max_minutes" minimum:"1" maximum:"240"`
	NeedsCover bool      `json:"needs_cover" doc:"While customers wait a colleague has to take over."`
}

// Breaks are the rules of all kinds.
type Breaks struct {
	Rules   []BreakRule `json:"rules" maxItems:"6"`
	Version int64       `json:"version"`
}

// defaultBreaks hold until somebody changes them.
func defaultBreaks() Breaks {
	return Breaks{Rules: []BreakRule{{Meal, 60, true}, {Restroom, 10, false}, {Training, 120, true}, {Coaching, 60, true},
		{Paperwork, 30, true}, {Cooldown, maxCooldownMinutes, false}}}
}

func (b Breaks) of(kind BreakKind) BreakRule {
	for _, r := range b.Rules {
		if r.Kind == kind {
			return r
		}
	}
	for _, r := range defaultBreaks().Rules {
		if r.Kind == kind {
			return r
		}
	}
	return BreakRule{Kind: kind, MaxMinutes: 10}
}

// check wants every kind once and within its bounds.
func (b Breaks) check() error {
	seen := map[BreakKind]bool{}
	for i, r := range b.Rules {
		field := fmt.Sprintf("rules[%d]", i)
		most := maxBreakMinutes
		if r.Kind == Cooldown {
			most = maxCooldownMinutes
		}
		switch {
		case !r.Kind.Valid() || seen[r.Kind]:
			return fault.Invalid("workforce.break_kind", field+".kind")
		case r.MaxMinutes < 1 || r.MaxMinutes > most:
			return fault.Invalid("workforce.break_minutes", field+".max_minutes").With("limit", most)
		}
		seen[r.Kind] = true
	}
	if len(seen) != len(BreakKinds()) {
		return fault.Invalid("workforce.break_kind", "rules")
	}
	return nil
}

// wantsCover tells whether a break needs a cover while so many wait.
func (r BreakRule) wantsCover(waiting int) bool {
	return waiting > 0 && (r.NeedsCover || time.Duration(r.MaxMinutes)*time.Minute > shortBreak)
}

// checkCover refuses a cover that cannot take over: oneself, who is not
// online, or whose own cover leads back. covers maps who is away to who covers.
func checkCover(staffID, coverID string, state State, covers map[string]string) error {
	if coverID == staffID {
		return fault.Conflict("workforce.cover_self")
	}
	for at, steps := coverID, 0; at != "" && steps <= len(covers); steps++ {
		if at = covers[at]; at == staffID {
			return fault.Conflict("workforce.cover_circle")
		}
	}
	if state != Online {
		return fault.Conflict("workforce.cover_not_online")
	}
	return nil
}
