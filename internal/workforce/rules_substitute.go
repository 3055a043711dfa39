package workforce

import (
	"time"

	"tiexin/internal/platform/fault"
)

// maxSubstitution is how long somebody may act for another in one go.
const maxSubstitution = 366 * 24 * time.Hour

// overlaps tells whether two substitutions hold at some same moment.
func (v Substitute) overlaps(o Substitute) bool { return v.From.Before(o.To) && o.From.Before(v.To) }

// check refuses a substitution that makes no sense beside the others.
func (v Substitute) check(others []Substitute, now time.Time) error {
	switch {
	case v.SubstituteID == v.StaffID:
		return fault.Invalid("workforce.substitute_self", "substitute_id")
	case !v.To.After(v.From) || !v.To.After(now):
		return fault.Invalid("workforce.substitute_span", "to")
	case v.To.Sub(v.From) > maxSubstitution:
		return fault.Invalid("workforce.substitute_span", "to")
	}
	for _, o := range others {
		if o.StaffID == v.StaffID && o.overlaps(v) {
			return fault.Conflict("workforce.substitute_overlap").With("from", o.From).With("to", o.To)
		}
	}
	if circle(v, v, others) {
		return fault.Conflict("workforce.substitute_circle")
	}
	return nil
}

// circle follows who acts for the substitute while the first substitution
// holds, and tells whether that leads back.
func circle(first, at Substitute, others []Substitute) bool {
	for i, o := range others {
		if o.StaffID != at.SubstituteID || !o.overlaps(at) {
			continue
		}
		if o.SubstituteID == first.StaffID {
			return true
		}
		joint := o
		joint.From, joint.To = later(o.From, at.From), earlier(o.To, at.To)
		rest := append(append([]Substitute{}, others[:i]...), others[i+1:]...)
		if circle(first, joint, rest) {
			return true
		}
	}
	return false
}

// actingFor follows the chain of those who act at a moment.
func actingFor(staffID string, at time.Time, list []Substitute) (string, bool) {
	who, found := staffID, false
	for range list {
		next := ""
		for _, v := range list {
			if v.StaffID == who && !at.Before(v.From) && at.Before(v.To) {
				next = v.SubstituteID
			}
		}
		if next == "" {
			break
		}
		who, found = next, true
	}
	return who, found
}
