package app_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"tiexin/internal/app/apptest"
	"tiexin/internal/conversation"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
)

// helps makes somebody a helper of one of lin's conversations.
func (w *world) helps(talk string, c *apptest.Client) {
	lin, _ := w.App.Directory.PersonOf(context.Background(), w.lin.ID)
	err := w.App.DB.Write(context.Background(), func(tx *db.Tx) error {
		return w.App.Conversations.Join(auth.With(context.Background(), lin), tx, talk, c.ID, conversation.Happening{Type: "helper_joined"})
	})
	if err != nil {
		panic(err)
	}
}

// TestHelpersHearUntilTheyLeave: somebody of another unit who was asked for
// advice hears the conversation live, and no more once they stop following it.
func TestHelpersHearUntilTheyLeave(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, talk := w.thread(w.shopKey, w.lin)
		w.helps(talk, w.wu)
		tb := staffTab(t, s, w.wu)
		tb.tell(map[string]any{"t": "watch", "conversation_id": talk, "after": 0})
		tb.wait("gap", named("gap"))
		say(v, "听得到吗")
		tb.wait("the customer's message", with("message", "message.text", "听得到吗"))
		w.wu.Refused(http.StatusForbidden, "auth.forbidden", "POST", "/conversations/"+talk+"/close", map[string]any{})
		w.wu.Must(http.StatusOK, "POST", "/conversations/"+talk+"/unfollow", nil)
		say(v, "现在呢")
		write(w.lin, talk, "note", "只有我们")
		tb.settle()
		if strings.Contains(tb.bytes(), "现在呢") || strings.Contains(tb.bytes(), "只有我们") {
			t.Errorf("still heard: %s", tb.bytes())
		}
		w.wu.Refused(http.StatusNotFound, "not_found", "GET", "/conversations/"+talk, nil)
	})
}
