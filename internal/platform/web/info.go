package web

import (
	"context"
	"net/http"
	"strings"
)

// Info is what a handler may know of the request behind it.
type Info struct {
	ID        string // request id, also in the answer's X-Request-Id
	IP        string // the client's address, after trusted proxies
	Direct    bool   // no proxy stood between
	Hidden    bool   // one stood between that is not trusted: IP is its own
	UserAgent string
	Origin    string // Origin header, empty if none
	Secure    bool   // reached over https
	Locale    string // zh-CN, zh-TW or en
	Bearer    string // token of the Authorization header
	request   *http.Request
	api       *API
	cookies   []string
}

type infoKey struct{}

func infoFrom(ctx context.Context) *Info {
	if i, ok := ctx.Value(infoKey{}).(*Info); ok {
		return i
	}
	return &Info{}
}

// InfoFrom gives the request's facts; a zero Info outside of a request.
func InfoFrom(ctx context.Context) *Info { return infoFrom(ctx) }

// WithInfo puts facts into a context, for sockets and tests.
func WithInfo(ctx context.Context, i *Info) context.Context {
	return context.WithValue(ctx, infoKey{}, i)
}

// Cookie reads a cookie of the request.
func (i *Info) Cookie(name string) string {
	if i.request == nil {
		return ""
	}
	c, err := i.request.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// SetCookie adds a cookie to the answer. It is marked Secure on
// https, whatever is asked.
func SetCookie(ctx context.Context, c *http.Cookie) {
	i := infoFrom(ctx)
	c.Secure = c.Secure || i.Secure
	i.cookies = append(i.cookies, c.String())
}

func bearer(r *http.Request) string {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if !ok || !strings.EqualFold(scheme, "bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}
