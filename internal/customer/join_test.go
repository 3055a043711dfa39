package customer

import (
	"slices"
	"testing"
)

// TestAProfileAddsWhatIsNew: a number or address that is known, or one that
// cannot be, or one too many, adds nothing.
func TestAProfileAddsWhatIsNew(t *testing.T) {
	full := Reach{}
	for range MaxReach {
		full.Phones, full.Emails = append(full.Phones, Phone{Number: "+8613700000000"}), append(full.Emails, Email{Address: "x@example.com"})
	}
	known := Reach{Phones: []Phone{{Number: "+8613800138000"}}, Emails: []Email{{Address: "Wang@example.com"}}}
	for _, v := range []struct {
		name   string
		has    Reach
		says   Profile
		phones int
		emails int
		more   bool
	}{
		{"to nothing", Reach{}, Profile{Phone: "13800138000", Email: "wang@example.com"}, 1, 1, true},
		{"the same in another spelling", known, Profile{Phone: "138 0013 8000", Email: "wang@EXAMPLE.com"}, 1, 1, false},
		{"another number", known, Profile{Phone: "13900139000"}, 2, 1, true},
		{"another address", known, Profile{Email: "li@example.com"}, 1, 2, true},
		{"nonsense", known, Profile{Phone: "nobody", Email: "nobody"}, 1, 1, false},
		{"one too many", full, Profile{Phone: "13900139000", Email: "li@example.com"}, MaxReach, MaxReach, false},
		{"nothing", known, Profile{}, 1, 1, false},
	} {
		got, more := v.says.reach(Reach{Phones: slices.Clone(v.has.Phones), Emails: slices.Clone(v.has.Emails)})
		if len(got.Phones) != v.phones || len(got.Emails) != v.emails || more != v.more {
			t.Errorf("%s: %+v %v", v.name, got, more)
		}
	}
}
