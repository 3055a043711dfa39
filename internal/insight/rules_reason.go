package insight

import (
	"fmt"
	"slices"

	"tiexin/internal/kit/check"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
)

const (
	// MaxReasons of an organisation, retired ones included.
	MaxReasons = 60
	// MaxReason is the length of one, in characters.
	MaxReason = 30
)

// Reason is one of the causes that an organisation offers to whom it asks why an
// answer came late.
type Reason struct {
	Key    Cause  `json:"key" maxLength:"64" doc:"Of the program's own, or of one made before; empty makes a new one."`
	Name   string `json:"name" maxLength:"60" doc:"The organisation's own word; empty: the usual one."`
	Active bool   `json:"active" doc:"Whether it is offered."`
}

// Reasons are all of them, in the order in which they are offered.
type Reasons struct {
	Rows    []Reason `json:"rows"`
	Version int64    `json:"version"`
}

// forShops are causes that only a shop has.
var forShops = []Cause{CauseProduct, CauseSize, CauseStock, CausePrice, CauseRelated}

// usual gives the reasons of a trade until somebody changes them. Whatever the
// trade leaves out is there to be switched on.
func usual(trade string) Reasons {
	var out Reasons
	for _, c := range Causes {
		out.Rows = append(out.Rows, Reason{Key: c, Active: trade == "shop" || !slices.Contains(forShops, c)})
	}
	return out
}

func (r Reasons) find(key Cause) (Reason, bool) {
	k := slices.IndexFunc(r.Rows, func(o Reason) bool { return o.Key == key })
	if k < 0 {
		return Reason{}, false
	}
	return r.Rows[k], true
}

// follow gives what comes after had when somebody wants these: new ones get
// their key by mint, and what was left out is no longer offered, but keeps its
// word for what was told before.
func (r Reasons) follow(want []Reason, mint func() string) (Reasons, error) {
	out := Reasons{Version: r.Version}
	names := map[string]bool{}
	for i, w := range want {
		field := fmt.Sprintf("rows[%d]", i)
		_, known := r.find(w.Key)
		if _, twice := out.find(w.Key); w.Key != "" && (!known || twice) {
			return r, fault.Invalid("insight.cause", field+".key")
		}
		if w.Name != "" || !slices.Contains(Causes, w.Key) {
			if code, ok := check.Name(w.Name, MaxReason); !ok {
				return r, fault.Invalid(code, field+".name").With("limit", MaxReason)
			}
		}
		if w.Name != "" && names[w.Name] {
			return r, fault.Invalid("insight.cause_twice", field+".name")
		}
		names[w.Name] = true
		if w.Key == "" {
			w.Key = Cause(mint())
		}
		out.Rows = append(out.Rows, w)
	}
	for _, had := range r.Rows {
		if _, stays := out.find(had.Key); !stays {
			had.Active = false
			out.Rows = append(out.Rows, had)
		}
	}
	if !slices.ContainsFunc(out.Rows, func(o Reason) bool { return o.Active }) {
		return r, fault.Invalid("insight.cause_none", "rows")
	}
	if len(out.Rows) > MaxReasons {
		return r, fault.Invalid("insight.cause_many", "rows").With("limit", MaxReasons)
	}
	return out, nil
}

// filters tells whether rounds may be asked for by a cause.
func (c Cause) filters() bool { return slices.Contains(Causes, c) || id.Valid(string(c)) }
