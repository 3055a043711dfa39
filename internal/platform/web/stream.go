package web

import (
	"log/slog"
	"net/http"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/fault"
)

// Stream makes a handler for staff with a permission that answers with a
// stream, for which typed operations have no place. An error before the first
// byte is refused like any other; after it the status is gone, and cutting the
// answer short is what is left to say.
func (a *API) Stream(permission string, do func(w http.ResponseWriter, r *http.Request, p auth.Person) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, err := a.Person(r.Context(), Staff)
		if err != nil {
			a.Refuse(w, r, err)
			return
		}
		if _, ok := p.Can(permission); !ok {
			a.Refuse(w, r, fault.Forbidden(permission))
			return
		}
		out := &begun{ResponseWriter: w}
		err = do(out, r.WithContext(auth.With(r.Context(), p)), p)
		switch {
		case err != nil && !out.yes:
			a.Refuse(w, r, err)
		case err != nil:
			slog.WarnContext(r.Context(), "stream broken off", "permission", permission, "err", err)
			panic(http.ErrAbortHandler)
		}
	})
}

// begun knows whether anything was written.
type begun struct {
	http.ResponseWriter
	yes bool
}

func (b *begun) Write(p []byte) (int, error) {
	b.yes = true
	return b.ResponseWriter.Write(p)
}

func (b *begun) WriteHeader(status int) {
	b.yes = true
	b.ResponseWriter.WriteHeader(status)
}

// Unwrap lets flushing through.
func (b *begun) Unwrap() http.ResponseWriter { return b.ResponseWriter }
