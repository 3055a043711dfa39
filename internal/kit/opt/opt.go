// Package opt is about values that may be missing (可缺省的值): changes that
// name only some fields, and moments that have not come.
package opt

import "time"

// Set puts a value in place if there is one; nil leaves what was there.
func Set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// Get is the value, or the zero value where it is missing.
func Get[T any](from *T) (v T) {
	Set(&v, from)
	return v
}

// Time is a moment as answers show it: nil for the zero time.
func Time(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
