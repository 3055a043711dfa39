package rig

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/lxzan/gws"
)

// Client speaks with the API as one person.
type Client struct {
	Base   string
	Bearer string
	Cookie string // of a browser's session, name and value
	HTTP   *http.Client
}

// Transport makes an HTTP client with room for so many connections.
func Transport(connections int) *http.Client {
	return &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: connections, MaxIdleConns: connections}}
}

// Refused is an answer other than success.
type Refused struct {
	Status int
	Body   string
}

// Error implements error.
func (r *Refused) Error() string { return fmt.Sprintf("status %d: %s", r.Status, r.Body) }

// Do sends a request and reads the answer into out, which may be nil. An
// answer other than success gives *Refused; no answer gives another error.
func (c *Client) Do(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.Base+path, body)
	if err != nil {
		return err
	}
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.Bearer != "" {
		r.Header.Set("Authorization", "Bearer "+c.Bearer)
	}
	if c.Cookie != "" {
		r.Header.Set("Cookie", c.Cookie)
	}
	answer, err := c.HTTP.Do(r)
	if err != nil {
		return err
	}
	for _, cookie := range answer.Cookies() {
		if cookie.Value != "" {
			c.Cookie = cookie.Name + "=" + cookie.Value
		}
	}
	raw, err := io.ReadAll(answer.Body)
	answer.Body.Close()
	if err != nil {
		return err
	}
	if answer.StatusCode >= 300 {
		return &Refused{Status: answer.StatusCode, Body: string(raw)}
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(raw, out)
}

// Message is a line as either side sees it.
type Message struct {
	ID             string `json:"id"`
	ConversationID string `json:"conversation_id"`
	Seq            int64  `json:"seq"`
	Kind           string `json:"kind"` // staff's view
	From           string `json:"from"` // visitor's view
	Text           string `json:"text"`
	ClientKey      string `json:"client_key"`
}

// FirstRun makes an organisation and gives the channel's key.
func FirstRun(ctx context.Context, s *Server, h *http.Client) error {
	c := Client{Base: s.Base(), HTTP: h}
	return c.Do(ctx, http.MethodPost, "/setup", map[string]any{"organisation": "试验", "industry": "shop", "locale": "zh-CN",
		"admin": map[string]string{"name": "管理员", "login": "admin", "password": "drill-Pass-7781"}, "channel": map[string]string{}}, nil)
}

// ChannelKey finds the first web chat.
func (c *Client) ChannelKey(ctx context.Context) (string, error) {
	var page struct{ Rows []struct{ Key string } }
	if err := c.Do(ctx, http.MethodGet, "/channels?kind=widget", nil, &page); err != nil {
		return "", err
	}
	if len(page.Rows) == 0 {
		return "", fmt.Errorf("no channel")
	}
	return page.Rows[0].Key, nil
}

// Enter makes a new visitor.
func Enter(ctx context.Context, base, key string, h *http.Client) (*Client, error) {
	c := Client{Base: base, HTTP: h}
	var w struct{ Token string }
	err := c.Do(ctx, http.MethodPost, "/widget/visitors", map[string]string{"channel_key": key}, &w)
	return &Client{Base: base, Bearer: w.Token, HTTP: h}, err
}

// Say writes as a visitor.
func (c *Client) Say(ctx context.Context, key, text string) (m Message, err error) {
	err = c.Do(ctx, http.MethodPost, "/widget/messages", map[string]string{"client_key": key, "text": text}, &m)
	return m, err
}

// Reply writes as staff.
func (c *Client) Reply(ctx context.Context, conversation, key, text string) (m Message, err error) {
	err = c.Do(ctx, http.MethodPost, "/conversations/"+conversation+"/messages",
		map[string]string{"client_key": key, "kind": "reply", "text": text}, &m)
	return m, err
}

// Thread reads all that a conversation's staff sees.
func (c *Client) Thread(ctx context.Context, conversation string) ([]Message, error) {
	return pages(ctx, c, "/conversations/"+conversation+"/messages?limit=100&after=", 100)
}

// MyThread reads all that a visitor sees.
func (c *Client) MyThread(ctx context.Context) ([]Message, error) {
	return pages(ctx, c, "/widget/messages?limit=200&after=", 200)
}

func pages(ctx context.Context, c *Client, path string, limit int) ([]Message, error) {
	var all []Message
	after := int64(0)
	for {
		var page struct{ Rows []Message }
		if err := c.Do(ctx, http.MethodGet, path+strconv.FormatInt(after, 10), nil, &page); err != nil {
			return all, err
		}
		all = append(all, page.Rows...)
		if len(page.Rows) < limit {
			return all, nil
		}
		after = all[len(all)-1].Seq
	}
}

// Found is a row of a search.
type Found struct {
	MessageID string `json:"message_id"`
	Excerpt   string `json:"excerpt"`
}

// SearchAll pages through everything that a search finds among messages.
func (c *Client) SearchAll(ctx context.Context, word string) ([]Found, error) {
	var all []Found
	cursor := ""
	for {
		var page struct {
			Rows       []Found
			NextCursor string `json:"next_cursor"`
		}
		path := "/search?kind=message&limit=100&q=" + url.QueryEscape(word)
		if cursor != "" {
			path += "&cursor=" + url.QueryEscape(cursor)
		}
		if err := c.Do(ctx, http.MethodGet, path, nil, &page); err != nil {
			return all, err
		}
		all = append(all, page.Rows...)
		if cursor = page.NextCursor; cursor == "" {
			return all, nil
		}
	}
}

// Frame is what a socket brings.
type Frame struct {
	T              string    `json:"t"`
	ConversationID string    `json:"conversation_id"`
	Message        *Message  `json:"message"`
	Messages       []Message `json:"messages"`
	LastSeq        int64     `json:"last_seq"`
}

// Socket is an open connection.
type Socket struct {
	gws.BuiltinEventHandler
	Conn   *gws.Conn
	Closed chan struct{}
	on     func(Frame)
}

// Dial opens a socket ("/socket" or "/widget/socket") as the client's person
// and hands every frame to on, in order.
func (c *Client) Dial(path string, on func(Frame)) (*Socket, error) {
	s := &Socket{Closed: make(chan struct{}), on: on}
	header := http.Header{}
	if c.Bearer != "" {
		header.Set("Authorization", "Bearer "+c.Bearer)
	}
	if c.Cookie != "" {
		header.Set("Cookie", c.Cookie)
		header.Set("Origin", strings.TrimSuffix(c.Base, "/api/v1"))
	}
	conn, _, err := gws.NewClient(s, &gws.ClientOption{Addr: "ws" + strings.TrimPrefix(c.Base, "http") + path,
		RequestHeader: header, HandshakeTimeout: 30 * time.Second})
	if err != nil {
		return nil, err
	}
	s.Conn = conn
	go conn.ReadLoop()
	return s, nil
}

// OnMessage implements gws.Event.
func (s *Socket) OnMessage(_ *gws.Conn, m *gws.Message) {
	defer m.Close()
	var f Frame
	if json.Unmarshal(m.Bytes(), &f) == nil {
		s.on(f)
	}
}

// OnClose implements gws.Event.
func (s *Socket) OnClose(*gws.Conn, error) { close(s.Closed) }

// Send sends a frame.
func (s *Socket) Send(frame any) error {
	raw, err := json.Marshal(frame)
	if err != nil {
		return err
	}
	return s.Conn.WriteMessage(gws.OpcodeText, raw)
}

// Close ends the connection.
func (s *Socket) Close() { s.Conn.NetConn().Close() }
