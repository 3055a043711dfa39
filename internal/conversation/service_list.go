package conversation

import (
	"context"
	"time"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/id"
)

// dutyStretch is how many rows are sorted by duty at once.
const dutyStretch = 1000

// List reads one page of a tab and one row more, and what the acting person
// has to do with conversations.
func (s *Service) List(ctx context.Context, l listing) ([]Conversation, marks, error) {
	l, of, err := s.mine(ctx, l)
	if err != nil {
		return nil, of, err
	}
	rows, err := list(ctx, s.DB, l)
	return rows, of, err
}

// ListByDuty is List sorted by duty: overdue, waiting for us by the time that is
// left, then waiting for the customer with the newest first.
func (s *Service) ListByDuty(ctx context.Context, l listing, after *dutyPlace) ([]dutyRow, marks, error) {
	l, of, err := s.mine(ctx, l)
	if err != nil {
		return nil, of, err
	}
	var out []dutyRow
	if after == nil || !after.Quiet {
		if out, err = s.waiting(ctx, l, after); err != nil {
			return nil, of, err
		}
		after = nil
	}
	quiet := l
	quiet.limit -= len(out)
	if quiet.limit <= 0 {
		return out[:l.limit], of, nil
	}
	if after != nil {
		quiet.after = &id.Place{At: after.At, ID: after.ID}
	}
	rows, err := listQuiet(ctx, s.DB, quiet)
	for _, c := range rows {
		out = append(out, dutyRow{c, dutyPlace{Quiet: true, At: c.UpdatedAt.UnixMicro(), ID: c.ID}})
	}
	return out, of, err
}

// waiting reads who waits for us, at least as many as are wanted if there are.
func (s *Service) waiting(ctx context.Context, l listing, after *dutyPlace) ([]dutyRow, error) {
	var out []dutyRow
	var stretch dutyPlace
	if after != nil {
		stretch = dutyPlace{Since: after.Since, SinceID: after.SinceID}
	}
	for len(out) < l.limit {
		part := l
		part.limit, part.after = l.stretch, nil
		if stretch.SinceID != "" {
			part.after = &id.Place{At: stretch.Since, ID: stretch.SinceID}
		}
		rows, err := listWaiting(ctx, s.DB, part)
		if err != nil {
			return nil, err
		}
		out = append(out, byDuty(rows, stretch, func(c Conversation) time.Time { return s.Hooks.dueAt(ctx, c) }, after)...)
		if len(rows) < l.stretch {
			break
		}
		last := rows[len(rows)-1]
		stretch, after = dutyPlace{Since: last.WaitingSince.UnixMicro(), SinceID: last.ID}, nil
	}
	return out, nil
}

// mine fills a listing with who reads it.
func (s *Service) mine(ctx context.Context, l listing) (listing, marks, error) {
	p := auth.From(ctx)
	l.staffID, l.sight = p.ID, sightOf(p, PermRead)
	of := marks{followed: map[string]bool{}}
	var err error
	if of.mentioned, err = mentions(ctx, s.DB, p.ID); err != nil {
		return l, of, err
	}
	followed, err := ids(ctx, s.DB, stmtFollowed, p.ID)
	if err != nil {
		return l, of, err
	}
	for _, conversationID := range followed {
		of.followed[conversationID] = true
	}
	if l.tab == TabFollowing {
		l.ids = followed
		for conversationID := range of.mentioned {
			if !of.followed[conversationID] {
				l.ids = append(l.ids, conversationID)
			}
		}
	}
	return l, of, nil
}
