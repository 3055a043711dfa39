package app_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"tiexin/internal/app/apptest"
)

// world is a shop and a bank under one roof, each with its channel and people,
// for tests of the walls between them.
type world struct {
	*apptest.Server
	shop, bank       string // units
	shopKey, bankKey string // channels
	shopChannel      string
	lin, chen        *apptest.Client // agents of the shop
	wu               *apptest.Client // agent of the bank
	lead             *apptest.Client // of the shop
	supervisor       *apptest.Client // of the company
	auditor          *apptest.Client
}

func newWorld(s *apptest.Server) *world {
	w := &world{Server: s}
	w.shop, w.bank = w.unit("门店"), w.unit("银行")
	w.shopChannel, w.shopKey = w.channel("门店官网", w.shop, nil)
	_, w.bankKey = w.channel("银行官网", w.bank, nil)
	w.lin, w.chen = s.Staff("lin", "agent", w.shop), s.Staff("chen", "agent", w.shop)
	w.wu = s.Staff("wulei", "agent", w.bank)
	w.lead = s.Staff("lead", "lead", w.shop)
	w.supervisor = s.Staff("supervisor", "supervisor", s.Root)
	w.auditor = s.Staff("auditor", "auditor", s.Root)
	return w
}

func (w *world) unit(name string) string {
	return apptest.Text(w.Admin.Must(http.StatusCreated, "POST", "/units",
		map[string]any{"client_key": apptest.Key(), "parent_id": w.Root, "kind": "project", "name": name}), "id")
}

func channelSettings(change map[string]any) map[string]any {
	out := map[string]any{"title": "在线客服", "subtitle": "", "greeting": "您好", "offline_text": "", "colour": "#1f6f66",
		"position": "right", "allowed_sites": []string{}, "language": "auto", "show_staff_names": true}
	for k, v := range change {
		out[k] = v
	}
	return out
}

func (w *world) channel(name, unit string, settings map[string]any) (id, key string) {
	made := w.Admin.Must(http.StatusCreated, "POST", "/channels", map[string]any{"client_key": apptest.Key(), "kind": "widget",
		"name": name, "unit_id": unit, "settings": channelSettings(settings)})
	return apptest.Text(made, "id"), apptest.Text(made, "key")
}

// queue makes a queue of the shop with a promise and a channel of its own, and
// gives the channel's key. People take for themselves.
func (w *world) queue(name string, seconds int) string {
	channel, key := w.channel(name, w.shop, nil)
	w.Admin.Must(http.StatusCreated, "POST", "/routing/queues", map[string]any{"client_key": name, "name": name, "unit_id": w.shop, "mode": "pull", "everybody": true,
		"channels": []string{channel}, "rules": map[string]any{"offer_seconds": 20, "steward_seconds": 0, "last_agent_seconds": 0, "language_seconds": 0,
			"overflow_seconds": 0, "message_seconds": 0, "callbacks": true, "target_seconds": seconds}})
	return key
}

// visitor comes in by a channel.
func (w *world) visitor(key string) *apptest.Client {
	c := w.Client()
	in := c.Must(http.StatusCreated, "POST", "/widget/visitors", map[string]any{"channel_key": key})
	c.ID, c.Token = apptest.Text(in, "visitor_id"), apptest.Text(in, "token")
	return c
}

// say writes as a visitor; it gives the message.
func say(c *apptest.Client, text string) map[string]any {
	return c.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "text": text})
}

// write writes as staff.
func write(c *apptest.Client, conversation, kind, text string) map[string]any {
	return c.Must(http.StatusCreated, "POST", "/conversations/"+conversation+"/messages",
		map[string]any{"client_key": apptest.Key(), "kind": kind, "text": text})
}

// thread begins a conversation of a new visitor, owned by owner (nil: it waits).
func (w *world) thread(key string, owner *apptest.Client) (*apptest.Client, string) {
	v := w.visitor(key)
	id := apptest.Text(say(v, "在吗？"), "conversation_id")
	if owner != nil {
		owner.Must(http.StatusOK, "POST", "/conversations/"+id+"/claim", nil)
	}
	return v, id
}

var requestID = regexp.MustCompile(`"request_id":"[^"]*"`)

// sameButID takes the request id out of an answer.
func sameButID(raw []byte) string { return requestID.ReplaceAllString(string(raw), `"request_id":""`) }

// corpus reads a JSON list that lies beside the project, or skips the test.
func corpus[T any](t *testing.T, name string) []T {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "corpora", filepath.FromSlash(name)))
	if err != nil {
		t.Skipf("the corpus %s is not here: %v", name, err)
	}
	var out []T
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// pixel is a small picture; each n has other bytes.
func pixel(n int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 2, 2))
	img.Set(0, 0, color.RGBA{R: uint8(n), A: 255})
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}
