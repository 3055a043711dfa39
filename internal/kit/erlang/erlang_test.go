package erlang

import (
	"math"
	"testing"
	"time"
)

// TestCheckValues are the values of the trade's tables.
func TestCheckValues(t *testing.T) {
	near := func(got, want, within float64) bool { return math.Abs(got-want) <= within }
	for _, v := range []struct {
		calls, per, service float64 // per seconds
		n                   int
		within              time.Duration
		c, level, wait      float64
	}{
		{360, 1800, 240, 55, 15 * time.Second, .238701, .845883, 8.184},
		{100, 1800, 180, 11, 20 * time.Second, .682118, .389614, 122.781},
		{100, 1800, 180, 12, 20 * time.Second, .449388, .640158, 40.445},
		{100, 1800, 180, 13, 20 * time.Second, .285270, .795595, 17.116},
		{100, 1800, 180, 14, 20 * time.Second, .174132, .888350, 7.836},
		{60, 3600, 300, 8, 15 * time.Second, .167267, .856032, 16.727},
	} {
		a := v.calls / v.per * v.service
		service := time.Duration(v.service * float64(time.Second))
		wait, ok := Wait(v.n, a, service)
		if c, l := C(v.n, a), Level(v.n, a, service, v.within); !near(c, v.c, 1e-6) || !near(l, v.level, 1e-6) || !ok || !near(wait.Seconds(), v.wait, 1e-3) {
			t.Errorf("n %d: C %.6f level %.6f wait %.3f", v.n, c, l, wait.Seconds())
		}
	}
	if _, ok := Wait(10, 10, time.Minute); ok || Level(10, 10, time.Minute, time.Second) != 0 || C(10, 10) != 1 {
		t.Error("ten people for ten erlangs are not enough")
	}
	if C(5, 0) != 0 || Level(5, 0, time.Minute, 0) != 1 {
		t.Error("without load nobody waits")
	}
	if b := B(1010, 1000); !near(b, .018900, 1e-6) {
		t.Errorf("B(1010, 1000) is %f", b)
	}
}
