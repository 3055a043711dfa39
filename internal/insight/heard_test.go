package insight_test

import (
	"context"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/insight"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/db/dbtest"
)

// TestARoundIsStoredOrNot: whichever statement fails, it is said, so that no
// answered round lacks the parts of those who had a share in it.
func TestARoundIsStoredOrNot(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		at := s.Clock.Now()
		r := insight.Round{ID: "round", About: insight.About{ConversationID: "talk"}, StartSeq: 1, EndSeq: 2, Number: 1, Started: at, Ended: at.Add(time.Minute),
			Outcome: insight.Answered, Parts: []insight.Part{{StaffID: "a", Span: insight.Span{From: at, To: at.Add(time.Second)}}, {StaffID: "b", Span: insight.Span{From: at.Add(time.Second), To: at.Add(time.Minute)}}}}
		dbtest.EachFails(t, s.App.DB, 4, func(ctx context.Context, tx *db.Tx) error { return insight.Put(ctx, tx, r) })
	})
}
