package db

import "context"

// failing is the key of what Failing puts into a context.
type failing struct{}

// Failing gives a context in which fn is asked before every statement, and an
// error of it is the statement's own; write says whether it is part of a write.
// Tests ask with it, of every use case and on both engines alike, what becomes
// of a statement that fails, and what is written at all.
func Failing(ctx context.Context, fn func(s *Stmt, write bool, args []any) error) context.Context {
	return context.WithValue(ctx, failing{}, fn)
}

// failed is the error that a test wants of this statement, or nil.
func failed(ctx context.Context, s *Stmt, write bool, args []any) error {
	if fn, ok := ctx.Value(failing{}).(func(*Stmt, bool, []any) error); ok {
		return named(s, fn(s, write, args))
	}
	return nil
}
