// Package clock is the only place that asks the machine for the time (时钟).
// Everything else is given a Clock, so that deadlines, festivals and expiry
// can be tested by moving it. With `serve --test-clock` the moved clock is
// reachable over the API; time still flows on from where it was set.
package clock
