package record_test

import (
	"slices"
	"testing"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/record"
)

// ownLives are tables with a version whose rows live otherwise, and why.
var ownLives = map[string]string{
	"conversation":       "changed by what happens in it, under its lock; the version orders frames for screens",
	"org_staff":          "begins with a link and carries acts of its owner; version compared under the row's lock, the login stands once by constraint",
	"routing_item":       "kept by the queue engine, under the locks of conversation, item and seat",
	"routing_message":    "goes through states, each an act of its own with its word in the trail; version compared under the row's lock",
	"routing_capacity":   "one number of one person in one slot; the last word counts, both are in the trail",
	"slaclock":           "kept by the clocks' engine, under the row's lock and by version",
	"workforce_presence": "kept by presence, by version; what people choose is judged by what they are in",
}

// TestEveryVersionHasAKind: a table with a version belongs to a registered kind
// or setting, or says why not.
func TestEveryVersionHasAKind(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		owned := map[string]bool{}
		for _, e := range slices.Concat(record.Kinds(), record.Settings()) {
			owned[e.Table] = true
		}
		var found []string
		err := db.Each(t.Context(), s.App.DB, versioned(s.App.DB.Engine()), func(r db.Row) error {
			var table string
			err := r.Scan(&table)
			found = append(found, table)
			return err
		})
		if err != nil || len(found) < 15 {
			t.Fatalf("%v, %v", found, err)
		}
		for _, table := range found {
			if owned[table] == (ownLives[table] != "") {
				t.Errorf("%s has a version: register a kind or a setting for it, or say here why its rows live otherwise, not both", table)
			}
		}
		for table := range ownLives {
			if !slices.Contains(found, table) {
				t.Errorf("%s has no version", table)
			}
		}
	})
}

// versioned lists the tables; those of the job library and of the search index
// hold nothing that people change.
func versioned(e db.Engine) *db.Stmt {
	if e == db.Postgres {
		return db.Shape("record.versioned", `SELECT table_name::text FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'version'
			AND table_name NOT LIKE 'river%' AND table_name NOT LIKE 'search%' ORDER BY 1`)
	}
	return db.Shape("record.versioned", `SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c ON c.name = 'version'
		WHERE m.type = 'table' AND m.name NOT LIKE 'river%' AND m.name NOT LIKE 'search%' ORDER BY 1`)
}

// TestEveryKindIsRaced: what is registered has its row in the races, and the
// races know the refusal that it has.
func TestEveryKindIsRaced(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range record.Kinds() {
		k, known := kinds[e.Name]
		if !known || k.taken != e.Taken || k.stays != e.Stays || (k.edit == nil) != e.Fixed {
			t.Errorf("races: %s is %+v, registered as %+v", e.Name, k, e)
		}
		seen[e.Name] = true
	}
	for _, e := range record.Settings() {
		if _, known := settings[e.Name]; !known {
			t.Errorf("races: the setting %s has no row", e.Name)
		}
		seen[e.Name] = true
	}
	for name, k := range kinds {
		if !seen[name] && !k.own {
			t.Errorf("races: no kind %s is registered", name)
		}
	}
	for name := range settings {
		if !seen[name] {
			t.Errorf("races: no setting %s is registered", name)
		}
	}
}
