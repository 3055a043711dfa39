package shop

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"strings"
)

//go:embed names.txt
var nameFile string

//go:embed rules.txt
var ruleFile string

// words are the lists of names.txt.
type words struct {
	surnames, given, rare              []rune
	compound, staff, logins            []string
	items, colours, sizes              []string
	cities, couriers, roads, companies []string
}

func readWords() words {
	lists := map[string]string{}
	for _, line := range strings.Split(nameFile, "\n") {
		key, rest, _ := strings.Cut(line, " ")
		lists[key] = rest
	}
	bars := func(key string) []string { return strings.Split(lists[key], "|") }
	return words{
		surnames: []rune(lists["surnames"]), given: []rune(lists["given"]), rare: []rune(strings.ReplaceAll(lists["rare"], " ", "")),
		compound: strings.Fields(lists["compound"]), staff: strings.Fields(lists["staffnames"]), logins: strings.Fields(lists["logins"]),
		items: bars("items"), colours: bars("colours"), sizes: bars("sizes"), cities: bars("cities"), couriers: bars("couriers"),
		roads: bars("roads"), companies: bars("firms"),
	}
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// person makes a name: one in eighty with a compound surname, one in two
// hundred with a character that few fonts have.
func (w words) person(r *rand.Rand) (surname, name string) {
	surname = string(pick(r, w.surnames))
	if r.IntN(80) == 0 {
		surname = pick(r, w.compound)
	}
	given := []rune{pick(r, w.given)}
	if r.IntN(5) > 0 {
		given = append(given, pick(r, w.given))
	}
	if r.IntN(200) == 0 {
		given[r.IntN(len(given))] = pick(r, w.rare)
	}
	return surname, surname + string(given)
}

// mobile makes a number in E.164 form. It may well be somebody's: a sample
// organisation sends nothing, so nobody is ever called.
func mobile(r *rand.Rand) string {
	return fmt.Sprintf("+86%s%08d", pick(r, []string{"139", "138", "136", "150", "152", "158", "177", "186", "188", "199"}), r.IntN(100_000_000))
}

// story gives the values of one talk; each is chosen when first asked for, so
// that a talk stays with its size and its parcel.
type story struct {
	w       words
	r       *rand.Rand
	agent   string
	surname string
	settled map[string]string
}

func (s *story) value(slot string) string {
	switch slot { // these may change within a talk
	case "days":
		return fmt.Sprint(2 + s.r.IntN(7))
	case "coupon":
		return fmt.Sprint(5 * (1 + s.r.IntN(10)))
	case "agent":
		return s.agent
	case "surname":
		return s.surname
	}
	if v, ok := s.settled[slot]; ok {
		return v
	}
	v := s.choose(slot)
	s.settled[slot] = v
	return v
}

func (s *story) choose(slot string) string {
	r, w := s.r, s.w
	between := func(low, high int) string { return fmt.Sprint(low + r.IntN(high-low+1)) }
	switch slot {
	case "item":
		return pick(r, w.items)
	case "colour":
		return pick(r, w.colours)
	case "size", "size2":
		return pick(r, w.sizes)
	case "city":
		return pick(r, w.cities)
	case "courier":
		return pick(r, w.couriers)
	case "road":
		return pick(r, w.roads)
	case "firm":
		return pick(r, w.companies)
	case "when":
		return pick(r, []string{"今天", "明天", "后天", "本周五", "下周一", "三天内"})
	case "order":
		return fmt.Sprintf("XM%08d", r.IntN(100_000_000))
	case "tail":
		return fmt.Sprintf("%04d", r.IntN(10_000))
	case "way":
		return fmt.Sprintf("%s%011d", pick(r, []string{"YT", "SF", "ZTO", "JT"}), r.Int64N(100_000_000_000))
	case "phone":
		return mobile(r)[3:]
	case "mail":
		return fmt.Sprintf("xm%05d@example.com", r.IntN(100_000))
	}
	ranges := map[string][2]int{"height": {150, 176}, "weight": {86, 158}, "bust": {80, 104}, "waist": {60, 92}, "len": {58, 118},
		"few": {1, 19}, "fee": {8, 25}, "full": {99, 399}, "wool": {20, 95}}
	if lim, ok := ranges[slot]; ok {
		return between(lim[0], lim[1])
	}
	return "?" + slot
}
