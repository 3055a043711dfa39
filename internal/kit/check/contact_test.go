package check_test

import (
	"encoding/json"
	"os"
	"testing"

	"tiexin/internal/kit/check"
)

// TestContacts holds the rule to the table that the form is held to as well,
// which asks whom is to be called for nothing but a number: the third column.
func TestContacts(t *testing.T) {
	raw, err := os.ReadFile("testdata/contacts.json")
	if err != nil {
		t.Fatal(err)
	}
	var table [][3]any
	if err := json.Unmarshal(raw, &table); err != nil || len(table) < 30 {
		t.Fatal(len(table), err)
	}
	for _, row := range table {
		contact := row[0].(string)
		if got := check.Reachable(contact); got != row[1] {
			t.Errorf("%q: reachable is %v", contact, got)
		}
	}
}
