package customer

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"tiexin/internal/platform/fault"
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

// TestWhatReachesSomebodyIsReadOnce: neither a number nor an id comes twice, and
// a masked one stands for the one that is stored.
func TestWhatReachesSomebodyIsReadOnce(t *testing.T) {
	phones := []Phone{{ID: "a", Number: "+8613800138000"}, {ID: "b", Number: "+8613900139000"}}
	emails := []Email{{ID: "a", Address: "wang@example.com"}, {ID: "b", Address: "li@example.com"}}
	for name, v := range map[string]struct {
		phones []Phone
		emails []Email
		want   string // the numbers and addresses, or the refusal
	}{
		"as they are":             {[]Phone{{ID: "a", Number: "138 **** 8000"}, {ID: "b", Number: "138****8000"}}, []Email{{ID: "a", Address: "wang@example.com"}}, "+8613800138000 +8613900139000 wang@example.com"},
		"one typed as it is seen": {[]Phone{{ID: "b", Number: "139 **** 9000"}}, nil, "+8613900139000"},
		"changed and new":         {[]Phone{{ID: "a", Number: "13700137000"}, {Number: "021-64312345"}}, []Email{{Address: " x@example.com "}}, "+8613700137000 +862164312345 x@example.com"},
		"a number twice":          {[]Phone{{ID: "a", Number: "13700137000"}, {Number: "137 0013 7000"}}, nil, "customer.twice"},
		"an id twice":             {[]Phone{{ID: "a", Number: "13700137000"}, {ID: "a", Number: "13600136000"}}, nil, "customer.twice"},
		"two new ones":            {[]Phone{{Number: "13700137000"}, {Number: "13600136000"}}, []Email{{Address: "x@example.com"}, {Address: "y@example.com"}}, "+8613700137000 +8613600136000 x@example.com y@example.com"},
		"another's":               {[]Phone{{ID: "c", Number: "13700137000"}}, nil, "customer.unknown_phone"},
		"masked and new":          {[]Phone{{Number: "138 **** 8000"}}, nil, "phone.invalid"},
		"an address twice":        {nil, []Email{{ID: "a", Address: "x@example.com"}, {Address: "X@example.com"}}, "customer.twice"},
		"an address's id twice":   {nil, []Email{{ID: "a", Address: "x@example.com"}, {ID: "a", Address: "y@example.com"}}, "customer.twice"},
		"another's address":       {nil, []Email{{ID: "c", Address: "x@example.com"}}, "customer.unknown_email"},
		"too many":                {make([]Phone, MaxReach+1), nil, "customer.too_many"},
		"too many addresses":      {nil, make([]Email, MaxReach+1), "customer.too_many"},
	} {
		var got []string
		p, err := checkPhones(v.phones, phones)
		e, err2 := checkEmails(v.emails, emails)
		for _, one := range p {
			got = append(got, one.Number)
		}
		for _, one := range e {
			got = append(got, one.Address)
		}
		if err = errors.Join(err, err2); err != nil {
			got = []string{fault.From(err).Code}
		}
		if strings.Join(got, " ") != v.want {
			t.Errorf("%s: %v, want %s", name, got, v.want)
		}
	}
}
