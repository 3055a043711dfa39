package outbound

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"time"
)

// Errors of this package. Their texts are for logs; what a person reads is
// decided elsewhere by errors.Is.
var (
	// ErrForbidden: the host has no address that may be dialled, or none at all.
	ErrForbidden = errors.New("outbound: host not permitted")
	// ErrScheme: neither http nor https.
	ErrScheme = errors.New("outbound: scheme not permitted")
	// ErrRedirects: more than MaxRedirects.
	ErrRedirects = errors.New("outbound: too many redirects")
	// ErrUnreachable: a permitted host did not answer, or answered nonsense.
	ErrUnreachable = errors.New("outbound: host unreachable")
	// ErrTooLarge: the body goes on beyond Options.MaxBytes. Read returns it.
	ErrTooLarge = errors.New("outbound: body too large")
)

const (
	// MaxRedirects is the number of redirects followed before giving up.
	MaxRedirects = 3

	defaultTimeout  = 10 * time.Second
	defaultMaxBytes = 5 << 20
	maxHeaderBytes  = 64 << 10
	maxAddresses    = 4 // addresses of one name tried in turn
)

// Resolver turns a name into addresses; *net.Resolver is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Options of a client. The zero value is usable.
type Options struct {
	AllowPrivate []netip.Prefix // networks of the operator's own that may be dialled
	Timeout      time.Duration  // whole exchange with redirects and body; 0 = 10 s
	MaxBytes     int64          // decoded body; 0 = 5 MiB
	Resolver     Resolver       // nil = the system's

	dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Client opens connections to permitted hosts only. It is safe for concurrent
// use; one per purpose is enough, because idle connections are kept.
type Client struct {
	options   Options
	transport *http.Transport
	http      *http.Client
}

// New makes a client.
func New(o Options) *Client {
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = defaultMaxBytes
	}
	if o.Resolver == nil {
		o.Resolver = net.DefaultResolver
	}
	if o.dial == nil {
		o.dial = (&net.Dialer{Timeout: o.Timeout}).DialContext
	}
	c := &Client{options: o}
	c.transport = &http.Transport{
		Proxy:                  nil, // never from the environment
		DialContext:            c.DialContext,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    o.Timeout,
		ResponseHeaderTimeout:  o.Timeout,
		MaxResponseHeaderBytes: maxHeaderBytes,
		MaxIdleConns:           32,
		MaxIdleConnsPerHost:    2,
		IdleConnTimeout:        30 * time.Second,
	}
	c.http = &http.Client{
		Transport:     roundTripper{c},
		Timeout:       o.Timeout,
		CheckRedirect: checkRedirect,
	}
	return c
}

// Do sends a request and follows redirects. The caller closes the body, whose
// Read returns ErrTooLarge once the limit is passed.
func (c *Client) Do(req *http.Request) (*http.Response, error) { return c.http.Do(req) }

// HTTP is the same guarded client in the form other libraries ask for. Every
// promise of the package is kept by its transport; it must not be replaced.
func (c *Client) HTTP() *http.Client { return c.http }

// CloseIdle ends kept connections, when the program stops.
func (c *Client) CloseIdle() { c.transport.CloseIdleConnections() }

func checkRedirect(req *http.Request, via []*http.Request) error {
	if len(via) > MaxRedirects {
		return ErrRedirects
	}
	return checkScheme(req)
}

func checkScheme(req *http.Request) error {
	if req.URL == nil || (req.URL.Scheme != "http" && req.URL.Scheme != "https") {
		return ErrScheme
	}
	return nil
}

// roundTripper keeps the promises for one request; redirects come through it
// again.
type roundTripper struct{ client *Client }

// RoundTrip implements http.RoundTripper.
func (t roundTripper) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := checkScheme(req); err != nil {
		closeBody(req)
		return nil, err
	}
	if !plausibleHost(req.URL.Hostname()) {
		closeBody(req)
		return nil, ErrForbidden
	}
	res, err := t.client.transport.RoundTrip(req)
	switch {
	case err == nil:
	case errors.Is(err, ErrForbidden):
		return nil, ErrForbidden
	case req.Context().Err() != nil:
		return nil, fmt.Errorf("%w: %w", ErrUnreachable, req.Context().Err())
	default:
		return nil, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	if req.Method != http.MethodHead && res.ContentLength > t.client.options.MaxBytes {
		_ = res.Body.Close() // nothing of it is wanted
		return nil, ErrTooLarge
	}
	res.Body = &limitedBody{body: res.Body, left: t.client.options.MaxBytes}
	return res, nil
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close() // the contract of RoundTripper; nothing was read
	}
}

// limitedBody reads at most left bytes and then tells a longer body from one
// that ends there.
type limitedBody struct {
	body io.ReadCloser
	left int64
}

// Read implements io.Reader.
func (b *limitedBody) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if b.left < 0 {
		return 0, ErrTooLarge
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.body.Read(p)
	if int64(n) <= b.left {
		b.left -= int64(n)
		return n, err
	}
	n = int(b.left)
	b.left = -1
	return n, ErrTooLarge
}

// Close implements io.Closer.
func (b *limitedBody) Close() error { return b.body.Close() }
