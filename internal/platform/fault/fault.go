package fault

import (
	"errors"
	"fmt"
	"maps"
	"time"
)

// Kind is the class of an error; platform/web alone knows the status of each.
type Kind string

const (
	KindInvalid     Kind = "invalid"      // the request is wrong; Field names where
	KindUnsigned    Kind = "unsigned"     // nobody is signed in
	KindForbidden   Kind = "forbidden"    // signed in, but may not
	KindNotFound    Kind = "not_found"    // absent, or not for this person's eyes
	KindConflict    Kind = "conflict"     // the state of things forbids it now
	KindTooLarge    Kind = "too_large"    // over a size limit
	KindUnsupported Kind = "unsupported"  // a type that is not accepted
	KindTooMany     Kind = "too_many"     // over a rate; RetryAfter says when again
	KindUnavailable Kind = "unavailable"  // a part we need does not answer
	KindStorageFull Kind = "storage_full" // the disk is full; reads go on
	KindInternal    Kind = "internal"     // our own mistake
)

// Error is the one error type that crosses module borders.
type Error struct {
	Kind       Kind
	Code       string         // stable, also the i18n key
	Field      string         // JSON path of the offending field, or empty
	Details    map[string]any // facts for programs and for the sentence's placeholders
	RetryAfter time.Duration  // for KindTooMany
	Err        error          // cause; logged, never shown
}

// Error gives the text for logs.
func (e *Error) Error() string {
	s := string(e.Kind) + " " + e.Code
	if e.Field != "" {
		s += " (" + e.Field + ")"
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// With returns a copy that carries one more detail.
func (e *Error) With(key string, value any) *Error {
	c := *e
	c.Details = maps.Clone(e.Details)
	if c.Details == nil {
		c.Details = map[string]any{}
	}
	c.Details[key] = value
	return &c
}

// Because returns a copy that carries the cause.
func (e *Error) Because(err error) *Error {
	c := *e
	c.Err = err
	return &c
}

// Invalid says that a field of the request is wrong.
func Invalid(code, field string) *Error {
	return &Error{Kind: KindInvalid, Code: code, Field: field}
}

// NotFound says that the thing is absent or not for this person.
func NotFound() *Error { return &Error{Kind: KindNotFound, Code: "not_found"} }

// Unsigned says that nobody is signed in.
func Unsigned() *Error { return &Error{Kind: KindUnsigned, Code: "auth.required"} }

// Forbidden names the permission that is missing.
func Forbidden(permission string) *Error {
	return (&Error{Kind: KindForbidden, Code: "auth.forbidden"}).With("permission", permission)
}

// Conflict says that the state of things forbids the act.
func Conflict(code string) *Error { return &Error{Kind: KindConflict, Code: code} }

// VersionConflict carries what is stored now, so that both versions can be shown.
func VersionConflict(current any) *Error {
	return Conflict("version.conflict").With("current", current)
}

// TooMany says when to come again.
func TooMany(code string, retryAfter time.Duration) *Error {
	seconds := int((retryAfter + time.Second - 1) / time.Second)
	return (&Error{Kind: KindTooMany, Code: code, RetryAfter: retryAfter}).With("retry_after", seconds)
}

// New makes an error of any kind.
func New(kind Kind, code string) *Error { return &Error{Kind: kind, Code: code} }

// Internal wraps our own mistake with the place it was noticed.
func Internal(err error, format string, args ...any) *Error {
	return &Error{Kind: KindInternal, Code: "internal", Err: fmt.Errorf(format+": %w", append(args, err)...)}
}

// From finds the *Error in err, or wraps it as internal.
func From(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Kind: KindInternal, Code: "internal", Err: err}
}

// Is tells whether err carries this kind.
func Is(err error, kind Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == kind
}

// HasCode tells whether err carries this code.
func HasCode(err error, code string) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == code
}
