package routing_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/clock"
	"tiexin/internal/workforce"
)

// line is an open tab that always answers.
type line struct{ clock clock.Clock }

func (l line) Seen() time.Time { return l.clock.Now() }

// shop is a running house with people who are here.
type shop struct {
	*apptest.Server
	t     *testing.T
	lines map[string]*line
	n     int
}

func newShop(t *testing.T, s *apptest.Server) *shop {
	return &shop{Server: s, t: t, lines: map[string]*line{}}
}

// set gives somebody a state.
func (s *shop) set(c *apptest.Client, ch workforce.Choice) {
	s.t.Helper()
	p, ok := s.App.Directory.PersonOf(context.Background(), c.ID)
	if !ok {
		s.t.Fatalf("%s is nobody", c.Login)
	}
	if _, err := s.App.Workforce.Set(auth.With(context.Background(), p), c.ID, ch); err != nil {
		s.t.Fatal(err)
	}
}

// online makes somebody come to the desk.
func (s *shop) online(list ...*apptest.Client) {
	s.t.Helper()
	for _, c := range list {
		if s.lines[c.ID] == nil {
			s.lines[c.ID] = &line{s.Clock}
			s.App.Workforce.Opened(c.ID, s.lines[c.ID])
		}
		s.set(c, workforce.Choice{State: workforce.Online})
	}
	s.App.Routing.AgentsChanged()
}

// shuts closes somebody's laptop, and lets the time pass until they are away.
// It passes in steps: a leap would be a jump of the clock, which takes nobody
// away.
func (s *shop) shuts(c *apptest.Client) {
	s.t.Helper()
	s.App.Workforce.Closed(c.ID, s.lines[c.ID])
	delete(s.lines, c.ID)
	s.Until(c.Login+" is away", func() bool {
		s.Clock.Advance(5 * time.Second)
		if err := s.App.Workforce.Tick(context.Background()); err != nil {
			s.t.Fatal(err)
		}
		return s.App.Workforce.PresenceOf(c.ID).State == workforce.Away
	})
}

// says makes a new customer write, and gives the conversation.
func (s *shop) says(text string) (*apptest.Client, string) {
	s.t.Helper()
	v := s.Visitor()
	return v, s.more(v, text)
}

func (s *shop) more(v *apptest.Client, text string) string {
	s.t.Helper()
	s.n++
	m := v.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": fmt.Sprint("k", s.n), "text": text})
	return apptest.Text(m, "conversation_id")
}

// offered waits until somebody is offered a conversation, and gives the offer.
func (s *shop) offered(c *apptest.Client, conversation string) string {
	s.t.Helper()
	offer := ""
	s.Until(c.Login+" is offered "+conversation, func() bool {
		offer = s.offerOf(c, conversation)
		return offer != ""
	})
	return offer
}

// accepts makes somebody take the conversation that they are offered.
func (s *shop) accepts(c *apptest.Client, conversation string) {
	s.t.Helper()
	c.Must(http.StatusOK, "POST", "/routing/offers/"+s.offered(c, conversation)+"/accept", nil)
}

// serves makes a new customer write, and somebody take them.
func (s *shop) serves(c *apptest.Client, text string) (*apptest.Client, string) {
	s.t.Helper()
	v, talk := s.says(text)
	s.accepts(c, talk)
	return v, talk
}

func (s *shop) offerOf(c *apptest.Client, conversation string) string {
	me := c.Must(http.StatusOK, "GET", "/routing/me", nil)
	for _, o := range me["offers"].([]any) {
		o := o.(map[string]any)
		id := apptest.Text(o, "subject_id")
		if t, ok := o["subject"].(map[string]any)["conversation"].(map[string]any); ok {
			id = apptest.Text(t, "id")
		}
		if id == conversation {
			return apptest.Text(o, "id")
		}
	}
	return ""
}

func (s *shop) owner(conversation string) string {
	return apptest.Text(s.Admin.Must(http.StatusOK, "GET", "/conversations/"+conversation, nil), "owner_id")
}

func (s *shop) owned(c *apptest.Client, conversation string) {
	s.t.Helper()
	s.Until(c.Login+" owns "+conversation, func() bool { return s.owner(conversation) == c.ID })
}

// standing is what a customer is told of the queue.
func (s *shop) standing(v *apptest.Client) map[string]any {
	s.t.Helper()
	thread := v.Must(http.StatusOK, "GET", "/widget/messages", nil)
	q, _ := thread["conversation"].(map[string]any)["queue"].(map[string]any)
	return q
}

func (s *shop) events(conversation string) []string {
	var out []string
	page := s.Admin.Must(http.StatusOK, "GET", "/conversations/"+conversation+"/messages?limit=100", nil)
	for _, m := range page["rows"].([]any) {
		if e, ok := m.(map[string]any)["event"].(map[string]any); ok {
			word := apptest.Text(e, "type")
			if data, ok := e["data"].(map[string]any); ok && data["why"] != nil {
				word += ":" + data["why"].(string)
			}
			out = append(out, word)
		}
	}
	return out
}

// queue makes a queue that asks for a skill, say.
func (s *shop) queue(name string, more map[string]any) map[string]any {
	s.t.Helper()
	body := map[string]any{"client_key": name, "name": name, "unit_id": s.Root, "mode": "offer", "everybody": true}
	for k, v := range more {
		body[k] = v
	}
	return s.Admin.Must(http.StatusCreated, "POST", "/routing/queues", body)
}

// first is the queue that every house begins with.
func (s *shop) first() map[string]any {
	queue := apptest.Rows(s.Admin.Must(http.StatusOK, "GET", "/routing/queues", nil))[0]
	for _, list := range []string{"members", "channels", "needs", "problems"} {
		if queue[list] == nil {
			s.t.Errorf("%s of a queue is null", list)
		}
	}
	return queue
}

func (s *shop) change(queue map[string]any, with map[string]any) map[string]any {
	s.t.Helper()
	with["version"] = queue["version"]
	return s.Admin.Must(http.StatusOK, "PATCH", "/routing/queues/"+apptest.Text(queue, "id"), with)
}
