package apptest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tiexin/internal/org"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/web"
)

// Client speaks with the program as one person.
type Client struct {
	ID     string
	Login  string
	Name   string
	Token  string      // sent as bearer, if set
	Cookie string      // the session, if set; kept from answers
	Header http.Header // sent with every request

	server *Server
	http   *http.Client
}

func newClient(s *Server) *Client {
	return &Client{server: s, Header: http.Header{}, http: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// t is the test that the server runs for.
func (c *Client) t() testing.TB { return c.server.t }

// Do asks for a path below /api/v1 (or an absolute one) and decodes the answer;
// nil for an empty one. A body of []byte or string is sent as it is.
func (c *Client) Do(method, path string, body any) (int, map[string]any) {
	c.t().Helper()
	res, raw := c.Raw(method, path, body)
	if len(raw) == 0 {
		return res.StatusCode, nil
	}
	var out map[string]any
	if err := json.Unmarshal(raw, &out); err != nil {
		c.t().Fatalf("%s %s: %d with %q: %v", method, path, res.StatusCode, raw, err)
	}
	return res.StatusCode, out
}

// Raw is Do without decoding.
func (c *Client) Raw(method, path string, body any) (*http.Response, []byte) {
	c.t().Helper()
	var in io.Reader
	switch b := body.(type) {
	case nil:
	case []byte:
		in = bytes.NewReader(b)
	case string:
		in = strings.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			c.t().Fatal(err)
		}
		in = bytes.NewReader(raw)
	}
	if !strings.HasPrefix(path, "/api/") {
		path = web.Prefix + path
	}
	req, err := http.NewRequestWithContext(c.t().Context(), method, c.server.URL+path, in)
	if err != nil {
		c.t().Fatal(err)
	}
	for k, v := range c.Header {
		req.Header[k] = v
	}
	if host := c.Header.Get("Host"); host != "" {
		req.Host = host
	}
	if in != nil && req.Header.Get("Content-Type") == "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.Token != "" {
		req.Header.Set("Authorization", "Bearer "+c.Token)
	}
	if c.Cookie != "" {
		req.AddCookie(&http.Cookie{Name: org.CookieName, Value: c.Cookie})
	}
	res, err := c.http.Do(req)
	if err != nil {
		c.t().Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		c.t().Fatal(err)
	}
	if code, ok := widgetCode(req.URL.Path, res.StatusCode, raw); !ok {
		c.t().Errorf("%s %s answers a customer %d %s: %s", method, path, res.StatusCode, code, raw)
	}
	for _, cookie := range res.Cookies() {
		if cookie.Name == org.CookieName {
			c.Cookie = cookie.Value
		}
	}
	return res, raw
}

// Must is Do that ends the test on another status.
func (c *Client) Must(status int, method, path string, body any) map[string]any {
	c.t().Helper()
	got, out := c.Do(method, path, body)
	if got != status {
		c.t().Fatalf("%s %s: %d, want %d: %v", method, path, got, status, out)
	}
	return out
}

// Refused is Must for a refusal with this code; it gives the details.
func (c *Client) Refused(status int, code, method, path string, body any) map[string]any {
	c.t().Helper()
	out := c.Must(status, method, path, body)
	if out["code"] != code {
		c.t().Fatalf("%s %s: code %v, want %s", method, path, out["code"], code)
	}
	details, _ := out["details"].(map[string]any)
	return details
}

// SignIn signs in with the password that every account of a test has.
func (c *Client) SignIn(login, password string) (int, map[string]any) {
	c.t().Helper()
	return c.Do("POST", "/session", map[string]any{"login": login, "password": password})
}

// Key makes a fresh client key.
func Key() string { return id.New(Begin) }

// Text reads a text by its path, like "unit.name".
func Text(v map[string]any, path string) string {
	s, _ := At(v, path).(string)
	return s
}

// Number reads a number by its path.
func Number(v map[string]any, path string) int64 {
	n, _ := At(v, path).(float64)
	return int64(n)
}

// At reads a value by its path of names.
func At(v map[string]any, path string) any {
	var at any = v
	for name := range strings.SplitSeq(path, ".") {
		m, ok := at.(map[string]any)
		if !ok {
			return nil
		}
		at = m[name]
	}
	return at
}

// Rows reads the rows of a page.
func Rows(v map[string]any) []map[string]any {
	list, _ := v["rows"].([]any)
	out := make([]map[string]any, len(list))
	for i, row := range list {
		out[i], _ = row.(map[string]any)
	}
	return out
}

// Query writes a path with parameters, name after value.
func Query(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return path + "?" + q.Encode()
}

// Time reads a moment at a path of an answer, zero if there is none.
func Time(v map[string]any, path string) time.Time {
	t, _ := time.Parse(time.RFC3339Nano, Text(v, path))
	return t
}
