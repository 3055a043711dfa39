package routing

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"tiexin/internal/platform/db"
	"tiexin/internal/platform/id"
)

// Cry takes what somebody in danger calls out who is kept out of writing. It is
// one urgent message an hour for all whom the same thing keeps out, and what
// they say further is added to it: somebody reads it all, and nobody can fill
// the list by it. What was answered is over, and a further cry a new one.
func (s *Service) Cry(ctx context.Context, from Caller, keptOutBy string, m Message) (Message, error) {
	m.Urgency, m.cries = Urgent, true
	m, err := s.queued(ctx, from, m)
	if err != nil {
		return m, err
	}
	now := s.Clock.Now()
	var heard Message
	err = s.DB.WriteKeyed(ctx, func(tx *db.Tx) error {
		m, err := s.reach(ctx, tx, from, m)
		if err != nil {
			return err
		}
		before, key, err := cryOf(ctx, tx, keptOutBy, now)
		if err != nil {
			return err
		}
		if key == "" {
			heard, err = s.addCry(ctx, tx, before, m)
			return err
		}
		heard = m
		heard.ID, heard.State, heard.TakenAt, heard.Version = id.New(now), MessageTakenState, now, 1
		return s.takeDown(ctx, tx, key, from, &heard)
	})
	return s.namedMessage(ctx, heard), err
}

// reach adds the number that is known of whoever cries, where they left none:
// nobody has to look for it first.
func (s *Service) reach(ctx context.Context, tx *db.Tx, from Caller, m Message) (Message, error) {
	if from.PeerID == "" || m.reachable() {
		return m, nil
	}
	newest, err := s.Conversations.Newest(ctx, tx, from.PeerID)
	if errors.Is(err, db.ErrNone) {
		return m, nil
	}
	if err != nil {
		return m, err
	}
	number, err := s.Customers.NumberInNeed(ctx, tx, newest.CustomerID)
	if number != "" {
		m.Contact = number
	}
	return m, err
}

// cryOf finds the message of the last hour that goes on, locked, or the key of
// the one that begins.
func cryOf(ctx context.Context, tx *db.Tx, keptOutBy string, now time.Time) (Message, string, error) {
	key := ""
	for _, hour := range []int64{now.Unix()/3600 - 1, now.Unix() / 3600} {
		for n := 0; ; n++ {
			key = fmt.Sprintf("alarm:%s:%d:%d", keptOutBy, hour, n)
			old, err := db.First(ctx, tx, stmtMessageByKey, scanMessage, key)
			if errors.Is(err, db.ErrNone) {
				break
			}
			if err == nil {
				old, err = db.First(ctx, tx, stmtMessage, scanMessage, old.ID)
			}
			if err != nil || old.State != MessageReplied && now.Sub(old.TakenAt) < time.Hour {
				return old, "", err
			}
		}
	}
	return Message{}, key, nil
}

// addCry adds what is said further, once however often it is sent; who was told
// of less has to be told again.
func (s *Service) addCry(ctx context.Context, tx *db.Tx, before, m Message) (Message, error) {
	after := before.with(m)
	if after.Matter == before.Matter {
		return before, nil
	}
	after.State, after.ToldBy, after.ToldAt = MessageTakenState, "", nil
	if _, err := tx.Exec(ctx, stmtMessageMatter, after.ID, after.Matter); err != nil {
		return after, err
	}
	err := s.storeChange(ctx, tx, before, after, "routing.message_added")
	after.Version++
	return after, err
}

// with is the message and what another says, as far as it may grow.
func (m Message) with(other Message) Message {
	line := other.Caller + " " + other.Contact + "：" + other.Matter
	if strings.Contains(m.Caller+" "+m.Contact+"："+m.Matter, line) {
		return m
	}
	grown := []rune(m.Matter + "\n" + line)
	m.Matter = string(grown[:min(len(grown), MaxMatter)])
	return m
}
