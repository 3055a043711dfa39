// Package erlang reckons waiting times of a line that several people serve
// (排队论): Erlang B and C. A is the offered load in erlangs, arrivals per
// second times mean service time in seconds; n the number of people.
//
// Sources: A. K. Erlang 1917; the recursion of B is the usual stable form. The
// limits of the model: arrivals at random, service times exponential, nobody
// gives up, everybody can serve everybody.
package erlang

import (
	"math"
	"time"
)

// B is the share of arrivals that find all n busy where nobody waits.
func B(n int, a float64) float64 {
	b := 1.0
	for k := 1; k <= n; k++ {
		b = a * b / (float64(k) + a*b)
	}
	return b
}

// C is the share of arrivals that have to wait; 1 where n is not enough.
func C(n int, a float64) float64 {
	if a == 0 {
		return 0
	}
	if float64(n) <= a {
		return 1
	}
	b := B(n, a)
	return b / (1 - a/float64(n)*(1-b))
}

// Level is the share answered within a time; 0 where n is not enough.
func Level(n int, a float64, service, within time.Duration) float64 {
	if a == 0 {
		return 1
	}
	if float64(n) <= a {
		return 0
	}
	return 1 - C(n, a)*math.Exp(-(float64(n)-a)*within.Seconds()/service.Seconds())
}

// Wait is the mean wait of all arrivals (ASA); ok is false where n is not
// enough and the line grows without end.
func Wait(n int, a float64, service time.Duration) (wait time.Duration, ok bool) {
	if a == 0 {
		return 0, true
	}
	if float64(n) <= a {
		return 0, false
	}
	return time.Duration(C(n, a) * float64(service) / (float64(n) - a)), true
}
