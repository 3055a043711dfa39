package record

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Entry is a registered kind or setting, as data for the tests.
type Entry struct {
	Name  string // of a kind "skill", of a setting "routing.rules"
	Table string
	Acts  []string // what the trail says
	Taken string   // of a kind whose names stand once
	Fixed bool     // a kind whose rows are never changed
	Stays bool     // a kind whose rows are never removed
}

var registry struct {
	sync.Mutex
	kinds, settings []Entry
}

// Kinds lists the registered kinds by name.
func Kinds() []Entry { return sorted(&registry.kinds) }

// Settings lists the registered settings by name.
func Settings() []Entry { return sorted(&registry.settings) }

func sorted(list *[]Entry) []Entry {
	registry.Lock()
	defer registry.Unlock()
	out := slices.Clone(*list)
	slices.SortFunc(out, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func register(list *[]Entry, e Entry) {
	registry.Lock()
	defer registry.Unlock()
	if slices.ContainsFunc(*list, func(o Entry) bool { return o.Name == e.Name }) {
		panic(fmt.Sprintf("record: %s is registered twice", e.Name))
	}
	e.Acts = slices.DeleteFunc(e.Acts, func(act string) bool { return act == "" })
	*list = append(*list, e)
}

func unknown(name string) error { return fmt.Errorf("record: %s is not registered", name) }

var tableRead = regexp.MustCompile(`FROM (\w+)`)

// Of registers a kind, once, when the program starts. One that lacks a part
// that every act needs panics.
func Of[T any](k Kind[T]) *Kind[T] {
	if k.Made == "" || k.ByKey == nil || k.Lock == nil || k.Scan == nil || k.Insert == nil || k.Mark == nil ||
		(k.Changed == "") != (k.Update == nil) || (k.Removed == "") != (k.Delete == nil) || !strings.HasSuffix(k.Lock.Text, "{for_update}") {
		panic("record: " + k.Name + " is half a kind")
	}
	register(&registry.kinds, Entry{Name: k.Name, Table: tableRead.FindStringSubmatch(k.Lock.Text)[1], Taken: k.Taken, Fixed: k.Changed == "", Stays: k.Removed == "",
		Acts: append([]string{k.Made, k.Changed, k.Removed}, k.Also...)})
	k.known = true
	return &k
}

// SettingOf registers a setting, once, when the program starts.
func SettingOf[T any](s Setting[T]) *Setting[T] {
	register(&registry.settings, Entry{Name: strings.TrimSuffix(s.Table.name, "_setting") + "." + s.Key, Table: s.Table.name, Acts: []string{s.Changed}})
	s.known = true
	return &s
}
