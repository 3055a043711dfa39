package widget

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"

	"tiexin/internal/channel"
	"tiexin/internal/customer"
)

// recognise lets in who their site has proved: with the talk they began as a
// stranger in the same browser, which the stranger's token shows, and with the
// name by which the site calls them.
func (s *Service) recognise(ctx context.Context, c channel.Channel, stranger string, claimed Identity) (Welcome, error) {
	visitor := signedPrefix + claimed.ID
	told := customer.Profile{Name: claimed.Name, Email: claimed.Email, Phone: claimed.Phone}
	if err := s.Conversations.Recognise(ctx, stranger, contact(c, visitor, told)); err != nil {
		return Welcome{}, err
	}
	t := about{channelID: c.ID, proof: proof(visitor, c)}
	if _, err := s.Customers.Known(ctx, s.DB, c.ID, visitor); err != nil {
		t.told = told // nothing is stored of them before they write
	}
	w, err := s.welcome(ctx, c, visitor, t.String())
	if err == nil && w.Token == "" {
		t.told = customer.Profile{} // too long to carry
		return s.welcome(ctx, c, visitor, t.String())
	}
	return w, err
}

// about is what a token says besides whose it is: the channel, by which secret
// its site has vouched, and what the site says of somebody who has not written
// yet.
type about struct {
	channelID, proof string
	told             customer.Profile
}

func (a about) String() string {
	text := a.channelID + a.proof
	if a.told == (customer.Profile{}) || a.proof == "" {
		return text
	}
	raw, _ := json.Marshal(a.told) // strings always encode
	return text + proofMark + base64.RawURLEncoding.EncodeToString(raw)
}

func parseAbout(text string) about {
	var a about
	a.channelID, text, _ = strings.Cut(text, proofMark)
	sum, told, _ := strings.Cut(text, proofMark)
	if sum != "" {
		a.proof = proofMark + sum
	}
	if raw, err := base64.RawURLEncoding.DecodeString(told); err == nil && len(raw) > 0 {
		if json.Unmarshal(raw, &a.told) != nil {
			a.told = customer.Profile{}
		}
	}
	return a
}

// toldOf reads from a token what the site has said of its holder.
func (s *Service) toldOf(token string) customer.Profile {
	had, err := s.Signer.Verify(token, s.Clock.Now())
	if err != nil {
		return customer.Profile{}
	}
	return parseAbout(had.Channel).told
}
