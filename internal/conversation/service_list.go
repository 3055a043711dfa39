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

// ListByDuty reads one page of a tab sorted by duty: overdue, waiting for us by
// the time that is left, then waiting for the customer with the newest first;
// and where the next page begins, nil when there is none. It is asked for one
// row more than the page holds, as List is.
func (s *Service) ListByDuty(ctx context.Context, l listing, after *dutyPlace) ([]Conversation, *dutyPlace, marks, error) {
	l, of, err := s.mine(ctx, l)
	if err != nil {
		return nil, nil, of, err
	}
	var rows []dutyRow
	if after == nil || !after.Quiet {
		if rows, err = s.waiting(ctx, l, after); err != nil {
			return nil, nil, of, err
		}
		after = nil
	}
	if len(rows) < l.limit {
		quiet := l
		quiet.limit -= len(rows)
		if after != nil {
			quiet.after = &id.Place{At: after.At, ID: after.ID}
		}
		more, err := listQuiet(ctx, s.DB, quiet)
		if err != nil {
			return nil, nil, of, err
		}
		for _, c := range more {
			rows = append(rows, dutyRow{c, dutyPlace{Quiet: true, At: c.UpdatedAt.UnixMicro(), ID: c.ID}})
		}
	}
	var next *dutyPlace
	if len(rows) >= l.limit {
		rows = rows[:l.limit-1]
		next = &rows[len(rows)-1].place
	}
	page, err := s.wholeRows(ctx, l, rows)
	return page, next, of, err
}

// waiting finds who waits for us, at least as many as are wanted if there are;
// of their rows only what places them.
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

// wholeRows reads those rows of a page that were only placed; who has left the tab
// since is left out.
func (s *Service) wholeRows(ctx context.Context, l listing, rows []dutyRow) ([]Conversation, error) {
	var placed []string
	for _, r := range rows {
		if !r.place.Quiet {
			placed = append(placed, r.ID)
		}
	}
	read, err := listThese(ctx, s.DB, l, placed)
	if err != nil {
		return nil, err
	}
	var out []Conversation
	for _, r := range rows {
		c, still := read[r.ID]
		switch {
		case r.place.Quiet:
			out = append(out, r.Conversation)
		case still:
			out = append(out, c)
		}
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
