// Package pages holds the built front end (网页) and serves it: the desk for
// every path that is no API, the widget's script, and the sample site.
package pages

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strings"
	"sync"
	"time"
)

//go:embed all:dist
var dist embed.FS

// policy of our own pages: scripts and connections are ours alone. Sockets are
// named by their host, since some browsers do not count them as 'self'.
func policy(host string) string {
	sockets := ""
	if plainHost.MatchString(host) {
		sockets = " ws://" + host + " wss://" + host
	}
	return fmt.Sprintf(policyText, sockets)
}

// plainHost can stand in a policy.
var plainHost = regexp.MustCompile(`^[A-Za-z0-9.\-]+(:[0-9]+)?$|^\[[0-9a-fA-F:]+\](:[0-9]+)?$`)

const policyText = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
	"media-src 'self' blob:; connect-src 'self'%s; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

type asset struct {
	plain, packed []byte
	kind          string
}

type server struct {
	files fs.FS
	mu    sync.Mutex
	held  map[string]*asset
}

// Handler serves the built pages.
func Handler() http.Handler {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err)
	}
	return &server{files: files, held: map[string]*asset{}}
}

// ServeHTTP finds the file for a path; a path without a file is a page of the
// desk, which finds its own way.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	name := locate(r.URL.Path)
	a := s.load(name)
	if a == nil && (strings.HasPrefix(r.URL.Path, "/assets/") || isPart(name)) {
		http.NotFound(w, r)
		return
	}
	if a == nil {
		name = "desk/index.html"
		a = s.load(name)
	}
	if a == nil {
		a = s.load("placeholder.html")
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Content-Security-Policy", policy(r.Host))
	h.Set("Cache-Control", caching(name))
	if name == "widget.js" || isPart(name) {
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	}
	body := a.plain
	if a.packed != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = a.packed
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// widgetPart begins the names of what the widget's script loads when it is wanted.
const widgetPart = "widget-"

var partPath = regexp.MustCompile(`^widget/[A-Za-z-]+\.js$`)

func isPart(name string) bool { return strings.HasPrefix(name, widgetPart) && path.Dir(name) == "." }

// locate maps a path to a file of the build.
func locate(p string) string {
	p = strings.TrimPrefix(path.Clean("/"+p), "/")
	switch {
	case p == "widget.js":
		return p
	case partPath.MatchString(p):
		return widgetPart + strings.TrimPrefix(p, "widget/")
	case p == "widget/demo":
		return "widget-demo/demo.html"
	case strings.HasPrefix(p, "widget/demo/"):
		return "widget-demo/" + strings.TrimPrefix(p, "widget/demo/")
	case p == "":
		return "desk/index.html"
	}
	return "desk/" + p
}

// caching keeps files whose name carries their digest, and asks again for others.
func caching(name string) string {
	if strings.HasPrefix(name, "desk/assets/") {
		return "public, max-age=31536000, immutable"
	}
	return "no-cache"
}

func (s *server) load(name string) *asset {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a, ok := s.held[name]; ok {
		return a
	}
	plain, err := fs.ReadFile(s.files, name)
	if err != nil {
		return nil // not held: unknown names have no end
	}
	a := &asset{plain: plain, kind: kindOf(name)}
	if len(plain) > 1024 && !strings.HasPrefix(a.kind, "image/") {
		a.packed = pack(plain)
	}
	s.held[name] = a
	return a
}

func kindOf(name string) string {
	if k := mime.TypeByExtension(path.Ext(name)); k != "" {
		return k
	}
	return "application/octet-stream"
}

func pack(plain []byte) []byte {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil
	}
	if _, err := z.Write(plain); err != nil || z.Close() != nil {
		return nil
	}
	return b.Bytes()
}
