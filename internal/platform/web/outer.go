package web

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/i18n"
	"tiexin/internal/platform/id"
)

// Slow requests are worth a line in the log.
const slowRequest = time.Second

// outer is what every request passes: facts, headers, metrics, last defence.
func (a *API) outer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		watch := clock.Start()
		info := a.info(r)
		r = r.WithContext(WithInfo(r.Context(), info))
		rec := &recorder{ResponseWriter: w, status: http.StatusOK}
		h := w.Header()
		h.Set("X-Request-Id", info.ID)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		if strings.HasPrefix(r.URL.Path, "/api/") {
			h.Set("Cache-Control", "no-store")
		}
		if info.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		defer func() {
			if p := recover(); p != nil && p != http.ErrAbortHandler {
				slog.Error("panic in request", "request_id", info.ID, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
				a.Refuse(w, r, fault.Internal(fmt.Errorf("%v", p), "panic"))
				rec.status = http.StatusInternalServerError
			}
			a.note(r, rec, watch.Elapsed())
		}()
		if strings.HasPrefix(r.URL.Path, Prefix+"/widget/") && cors(w, r) {
			return
		}
		if a.full(rec, r) {
			return
		}
		if err := checkURL(r.URL); err != nil {
			a.Refuse(rec, r, err)
			return
		}
		next.ServeHTTP(rec, r)
	})
}

// checkURL refuses addresses that would be misread further in: parameters that
// Go's parser drops or that are given twice, and characters that one of the
// engines cannot take.
func checkURL(u *url.URL) error {
	if !storable(u.Path) {
		return fault.NotFound() // nothing has such a name
	}
	if !strings.HasPrefix(u.Path, "/api/") {
		return nil
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return fault.Invalid("request.invalid", "query")
	}
	for name, values := range q {
		switch {
		case !storable(name):
			return fault.Invalid("check.bad_character", "query")
		case len(values) > 1:
			return fault.Invalid("request.duplicate", name)
		case !storable(values[0]):
			return fault.Invalid("check.bad_character", name)
		}
	}
	return nil
}

func storable(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }

// cors lets pages of other sites speak with the widget's API. No cookie counts
// there, so any origin may ask; the channel decides whom it answers.
func cors(w http.ResponseWriter, r *http.Request) (done bool) {
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "Retry-After, X-Request-Id")
	if r.Method != http.MethodOptions {
		return false
	}
	h.Set("Access-Control-Allow-Methods", "GET, POST")
	h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
	h.Set("Access-Control-Max-Age", "7200")
	w.WriteHeader(http.StatusNoContent)
	return true
}

func (a *API) note(r *http.Request, rec *recorder, took time.Duration) {
	pattern := r.Pattern
	if pattern == "" {
		pattern = "none"
	}
	a.metrics.observe(pattern, rec.status, took)
	if took > slowRequest && !rec.hijacked {
		slog.Info("slow request", "request_id", infoFrom(r.Context()).ID, "route", pattern, "status", rec.status, "took_ms", took.Milliseconds())
	}
}

func (a *API) info(r *http.Request) *Info {
	info := &Info{
		ID: id.New(a.Clock.Now()), UserAgent: clip(r.UserAgent(), 300), Origin: r.Header.Get("Origin"),
		Secure: r.TLS != nil, Locale: string(i18n.Match(r.Header.Get("Accept-Language"))),
		Bearer: bearer(r), Direct: true, request: r, api: a,
	}
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return info
	}
	addr := peer.Addr().Unmap()
	info.IP = addr.String()
	// A proxy may add a line of its own below the one the client sent.
	forwarded := strings.Join(r.Header.Values("X-Forwarded-For"), ",")
	info.Direct = !relayed(r)
	info.Hidden = !info.Direct && !a.trusted(addr)
	if a.trusted(addr) && !info.Direct {
		if forwarded != "" {
			info.IP = a.clientOf(forwarded, addr).String()
		}
		info.Secure = info.Secure || r.Header.Get("X-Forwarded-Proto") == "https"
	}
	return info
}

// relayed tells whether something stands between us and the asker, by any trace
// that proxies leave. A server of HTTP/1.0 is none's browser: nginx speaks it
// where nothing else is set.
func relayed(r *http.Request) bool {
	for name := range r.Header {
		if strings.HasPrefix(name, "X-Forwarded") || strings.HasPrefix(name, "X-Original-") {
			return true
		}
	}
	for _, name := range []string{"Forwarded", "Via", "X-Real-Ip", "X-Client-Ip", "X-Cluster-Client-Ip", "True-Client-Ip", "Cf-Connecting-Ip", "X-Proxyuser-Ip"} {
		if len(r.Header[name]) > 0 {
			return true
		}
	}
	return !r.ProtoAtLeast(1, 1)
}

// clientOf walks the list from the near end past our own proxies.
func (a *API) clientOf(forwarded string, last netip.Addr) netip.Addr {
	hops := strings.Split(forwarded, ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return last
		}
		last = hop.Unmap()
		if !a.trusted(last) {
			return last
		}
	}
	return last
}

func (a *API) trusted(addr netip.Addr) bool {
	for _, p := range a.Proxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

func clip(s string, n int) string {
	if len(s) > n {
		return strings.ToValidUTF8(s[:n], "")
	}
	return strings.ToValidUTF8(s, "")
}
