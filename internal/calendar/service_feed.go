package calendar

import (
	"context"
	"maps"
	"net/url"
	"slices"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
)

// FeedAddress is where a calendar program fetches the feed.
type FeedAddress struct {
	URL string `json:"url" doc:"Personal and secret: whoever has it can read the feed."`
}

// FeedURL gives the acting person's own address.
func (s *Service) FeedURL(ctx context.Context) (FeedAddress, error) {
	p := auth.From(ctx)
	serial, err := feedSerial(ctx, s.DB, p.ID)
	return s.address(p.ID, serial), err
}

func (s *Service) address(staffID, serial string) FeedAddress {
	return FeedAddress{URL: s.PublicURL + "/api/v1/calendar/feed.ics?token=" + url.QueryEscape(s.Signer.MintFeed(staffID, serial))}
}

// RenewFeed gives the acting person a new address; the old one ends.
func (s *Service) RenewFeed(ctx context.Context) (FeedAddress, error) {
	p := auth.From(ctx)
	serial := id.New(s.Clock.Now())
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, stmtFeedReplace, p.ID, serial)
		return err
	})
	return s.address(p.ID, serial), err
}

// EndFeed ends somebody's address in the running transaction: it opens by a
// secret of somebody whose secrets end.
func (s *Service) EndFeed(ctx context.Context, tx *db.Tx, staffID string) error {
	_, err := tx.Exec(ctx, stmtFeedReplace, staffID, id.New(s.Clock.Now()))
	return err
}

// ReadFeed writes the feed for whoever holds a valid address.
func (s *Service) ReadFeed(ctx context.Context, token string) (string, error) {
	staffID, serial, err := s.Signer.VerifyFeed(token, s.Clock.Now())
	if err != nil {
		return "", fault.NotFound()
	}
	p, active := s.Directory.PersonOf(ctx, staffID)
	current, err := feedSerial(ctx, s.DB, staffID)
	if err != nil {
		return "", err
	}
	if !active || !auth.Equal(current, serial) {
		return "", fault.NotFound()
	}
	entries, err := s.entries(ctx, p.Locale)
	if err != nil {
		return "", err
	}
	return Feed(s.Text(p.Locale, "calendar.feed.name", nil), entries), nil
}

// entries of last year, this year and the next.
func (s *Service) entries(ctx context.Context, locale string) ([]Entry, error) {
	snap, err := s.readNow(ctx)
	if err != nil {
		return nil, err
	}
	host := "tiexin"
	if u, err := url.Parse(s.PublicURL); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	year := s.Clock.Now().Year()
	from, to := yearBegin(year-1), yearEnd(year+1)
	when, err := importTimes(ctx, s.DB, from, to)
	if err != nil {
		return nil, err
	}
	var out []Entry
	for _, date := range slices.Sorted(maps.Keys(snap.arranged)) {
		if date < from || date > to {
			continue
		}
		a := snap.arranged[date]
		changed, ok := when[date]
		if !ok {
			changed = shippedAt
		}
		out = append(out, Entry{UID: uid(date, string(a.Kind), host), Date: date, Changed: changed,
			Summary: s.Text(locale, "calendar.feed."+string(a.Kind), map[string]any{"name": a.Name})})
	}
	for _, h := range snap.order {
		if !h.removedAt.IsZero() {
			continue
		}
		for _, date := range slices.Sorted(slices.Values(h.Closed)) {
			if date < from || date > to {
				continue
			}
			out = append(out, Entry{UID: uid(date, "closed-"+h.ID, host), Date: date, Changed: h.UpdatedAt,
				Summary: s.Text(locale, "calendar.feed.closed", map[string]any{"name": h.Name})})
		}
	}
	return out, nil
}
