package app_test

import (
	"context"
	"slices"
	"testing"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
	"tiexin/internal/platform/manifest"
)

// TestNoErasingFailsUnheard: whichever statement fails, in whichever module, it is
// said, or something would be left of who is to be forgotten.
func TestNoErasingFailsUnheard(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		_, talk := w.thread(w.shopKey, w.lin)
		customer := apptest.Text(w.lin.Must(200, "GET", "/conversations/"+talk, nil), "customer_id")
		e := manifest.Erasure{Customers: []string{customer}, Conversations: []string{talk}}
		for _, m := range slices.Backward(s.App.Modules) {
			if m.Erase != nil {
				dbtest.EachFails(t, s.App.DB, 1, func(ctx context.Context, tx *db.Tx) error { return m.Erase(ctx, tx, e) })
			}
		}
	})
}
