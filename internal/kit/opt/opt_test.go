package opt

import (
	"testing"
	"time"
)

func TestWhatIsMissingChangesNothing(t *testing.T) {
	name, other := "before", "after"
	if Set(&name, nil); name != "before" {
		t.Errorf("nil put %q", name)
	}
	if Set(&name, &other); name != "after" {
		t.Errorf("still %q", name)
	}
	if Get(&other) != "after" || Get[string](nil) != "" {
		t.Error("what is missing has a value, or what is there has none")
	}
	if Time(time.Time{}) != nil {
		t.Error("the zero time is shown")
	}
	if now := time.Unix(1, 0); Time(now) == nil || !Time(now).Equal(now) {
		t.Error("a moment is lost")
	}
}
