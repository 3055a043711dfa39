package db

import "time"

// Micros is how a moment is stored: microseconds since 1970, UTC.
func Micros(t time.Time) int64 { return t.UnixMicro() }

// Time reads a stored moment.
func Time(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

// MicrosOrNil stores the zero time as NULL.
func MicrosOrNil(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	m := t.UnixMicro()
	return &m
}

// TimeOrZero reads a stored moment that may be NULL.
func TimeOrZero(micros *int64) time.Time {
	if micros == nil {
		return time.Time{}
	}
	return Time(*micros)
}
