package app_test

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tiexin/internal/app/apptest"
	"tiexin/internal/org"
	"tiexin/internal/platform/config"
)

// nginxBin finds nginx, or skips the test.
func nginxBin(t *testing.T) string {
	t.Helper()
	for _, path := range []string{"nginx", "/usr/sbin/nginx"} {
		if found, err := exec.LookPath(path); err == nil {
			return found
		}
	}
	t.Skip("nginx is not here: scripts/setup.sh test brings it")
	return ""
}

// shown gives the example that stands on the page below the mark.
func shown(t *testing.T, mark string) string {
	t.Helper()
	raw, err := os.ReadFile("../../docs/proxy.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(raw), mark)
	example, _, ended := strings.Cut(rest, "```")
	if !ok || !ended {
		t.Fatal("the page has no example")
	}
	return example
}

// handbook gives the page's example for nginx, listening without TLS, which
// another server before it would bring.
func handbook(t *testing.T, listen, upstream string) string {
	t.Helper()
	example := shown(t, "```nginx\n")
	example = regexp.MustCompile(`(?m)^  ssl_.*\n`).ReplaceAllString(example, "")
	example = strings.Replace(example, "listen 443 ssl;", "listen "+listen+";", 1)
	example = strings.Replace(example, "$scheme", "https", 1)
	if strings.Count(example, "http://127.0.0.1:8080") != 1 {
		t.Fatal("the example does not lead to us")
	}
	return strings.Replace(example, "127.0.0.1:8080", upstream, 1)
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// behindNginx starts a program, fresh, with an nginx in front; it gives the
// address of the nginx.
func behindNginx(t *testing.T, servers func(listen, upstream string) string, change func(*config.Config)) (*apptest.Server, string) {
	t.Helper()
	bin, dir, listen := nginxBin(t), t.TempDir(), freeAddress(t)
	s := apptest.Start(t, apptest.Options{Fresh: true, Config: change})
	conf := filepath.Join(dir, "nginx.conf")
	text := fmt.Sprintf("daemon off;\nmaster_process off;\npid %[1]s/pid;\nerror_log stderr;\nevents {}\nhttp {\n  access_log off;\n"+
		"  client_body_temp_path %[1]s/a;\n  proxy_temp_path %[1]s/b;\n  fastcgi_temp_path %[1]s/c;\n  uwsgi_temp_path %[1]s/d;\n  scgi_temp_path %[1]s/e;\n%[2]s\n}\n",
		dir, servers(listen, strings.TrimPrefix(s.URL, "http://")))
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	inFront(t, s, listen, exec.Command(bin, "-p", dir, "-c", conf))
	return s, listen
}

// inFront runs a proxy until the test ends, and waits until it listens.
func inFront(t *testing.T, s *apptest.Server, listen string, cmd *exec.Cmd) {
	t.Helper()
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	go func() {
		for lines := bufio.NewScanner(said); lines.Scan(); {
			if text := lines.Text(); strings.Contains(text, "[emerg]") || strings.Contains(strings.ToLower(text), "error") {
				fmt.Fprintln(os.Stderr, text)
			}
		}
	}()
	s.Until("the proxy listens", func() bool {
		conn, err := net.Dial("tcp", listen)
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
}

// behindCaddy starts a program, fresh, behind a Caddy set up as the page says,
// which makes its certificate itself where it would fetch one.
func behindCaddy(t *testing.T) (*apptest.Server, string) {
	t.Helper()
	bin, err := exec.LookPath("caddy")
	if err != nil {
		t.Skip("caddy is not here: the package of that name brings it")
	}
	dir, listen := t.TempDir(), freeAddress(t)
	s := apptest.Start(t, apptest.Options{Fresh: true, Config: atHandbook})
	_, port, _ := net.SplitHostPort(listen)
	example := strings.NewReplacer("kf.example.com {", "https://kf.example.com:"+port+" {\n  bind 127.0.0.1\n  tls internal",
		"127.0.0.1:8080", strings.TrimPrefix(s.URL, "http://")).Replace(shown(t, "<!-- caddy: tried by a test -->\n```\n"))
	if strings.Contains(example, "8080") || !strings.Contains(example, "tls internal") {
		t.Fatalf("the example is another: %s", example)
	}
	conf := filepath.Join(dir, "Caddyfile")
	if err := os.WriteFile(conf, []byte("{\n  admin off\n  auto_https disable_redirects\n  skip_install_trust\n  log {\n    level ERROR\n  }\n}\n"+example), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, "run", "--config", conf, "--adapter", "caddyfile")
	cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_DATA_HOME="+dir, "XDG_CONFIG_HOME="+dir)
	inFront(t, s, listen, cmd)
	s.Until("its certificate is made", func() bool {
		conn, err := tls.Dial("tcp", listen, atExample)
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
	return s, listen
}

// atExample asks for the host of the page, whose certificate nobody has signed.
var atExample = &tls.Config{ServerName: "kf.example.com", InsecureSkipVerify: true}

// atHandbook is how the page tells the program where it stands.
func atHandbook(c *config.Config) {
	c.BaseURL, c.TrustedProxies = "https://kf.example.com", []string{"127.0.0.1"}
}

// dialer reaches the proxy, by TLS where it speaks that.
type dialer struct {
	listen string
	tls    bool
}

func (d dialer) dial(t *testing.T) net.Conn {
	t.Helper()
	var conn net.Conn
	var err error
	if d.tls {
		conn, err = tls.Dial("tcp", d.listen, atExample)
	} else {
		conn, err = net.Dial("tcp", d.listen)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func through(t *testing.T, method, url, body string, cookie string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "kf.example.com"
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if cookie != "" {
		req.Header.Set("Cookie", cookie)
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: atExample, DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, _ := io.ReadAll(res.Body)
	return res, string(raw)
}

const firstRun = `{"organisation":"甲","industry":"shop","locale":"zh-CN","setup_code":%q,"admin":{"name":"甲","login":"admin","password":"correct-horse-battery"},"channel":{"name":"甲"}}`

// TestBehindTheHandbooksNginx does what the page says.
func TestBehindTheHandbooksNginx(t *testing.T) {
	s, listen := behindNginx(t, func(listen, upstream string) string { return handbook(t, listen, upstream) }, atHandbook)
	asTheHandbookSays(t, s, "http://"+listen, dialer{listen: listen})
}

// TestBehindTheHandbooksCaddy does what the page says.
func TestBehindTheHandbooksCaddy(t *testing.T) {
	s, listen := behindCaddy(t)
	asTheHandbookSays(t, s, "https://"+listen, dialer{listen: listen, tls: true})
}

func asTheHandbookSays(t *testing.T, s *apptest.Server, base string, d dialer) {
	t.Helper()
	if _, body := through(t, "GET", base+"/api/v1/setup", "", ""); !strings.Contains(body, `"code_required":true`) {
		t.Errorf("the first run: %s", body)
	}
	if res, _ := through(t, "GET", base+"/metrics", "", ""); res.StatusCode != 404 {
		t.Errorf("metrics: %d", res.StatusCode)
	}
	if res, body := through(t, "POST", base+"/api/v1/setup", fmt.Sprintf(firstRun, "0000000000"), ""); res.StatusCode != 400 {
		t.Errorf("another code: %d %s", res.StatusCode, body)
	}
	res, body := through(t, "POST", base+"/api/v1/setup", fmt.Sprintf(firstRun, s.App.SetupCode), "")
	if res.StatusCode != 201 {
		t.Fatalf("the first run: %d %s", res.StatusCode, body)
	}
	laid := res.Header.Get("Set-Cookie")
	for _, part := range []string{org.HostCookieName + "=", "; Secure", "; HttpOnly", "; Path=/", "; Max-Age=2592000"} {
		if !strings.Contains(laid, part) {
			t.Errorf("the cookie %q lacks %q", laid, part)
		}
	}
	if strings.Contains(laid, "Domain") || res.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%v", res.Header)
	}
	cookie, _, _ := strings.Cut(laid, ";")
	if res, body := through(t, "GET", base+"/api/v1/me/sessions", "", cookie); res.StatusCode != 200 || !strings.Contains(body, `"ip":"127.0.0.1"`) {
		t.Errorf("with the cookie: %d %s", res.StatusCode, body)
	}
	if res, _ := through(t, "GET", base+"/api/v1/me", "", strings.Replace(cookie, org.HostCookieName, org.CookieName, 1)); res.StatusCode != 401 {
		t.Errorf("under the name that anybody may lay: %d", res.StatusCode)
	}
	conn := d.dial(t)
	fmt.Fprintf(conn, "GET /api/v1/socket HTTP/1.1\r\nHost: kf.example.com\r\nOrigin: https://kf.example.com\r\nCookie: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n", cookie)
	if answer, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil || answer.StatusCode != 101 {
		t.Errorf("the socket: %v %v", answer, err)
	}
}

// TestBehindABareNginx: set up by nobody, which leaves not one trace of itself.
func TestBehindABareNginx(t *testing.T) {
	_, listen := behindNginx(t, func(listen, upstream string) string {
		return "server { listen " + listen + "; location / { proxy_pass http://" + upstream + "; proxy_http_version 1.0; } }"
	}, nil)
	base := "http://" + listen
	if _, body := through(t, "GET", base+"/api/v1/setup", "", ""); !strings.Contains(body, `"code_required":true`) {
		t.Errorf("the first run is open to the world: %s", body)
	}
	if res, _ := through(t, "POST", base+"/api/v1/setup", fmt.Sprintf(firstRun, ""), ""); res.StatusCode != 400 {
		t.Errorf("without the code: %d", res.StatusCode)
	}
	if res, _ := through(t, "GET", base+"/metrics", "", ""); res.StatusCode != 404 {
		t.Errorf("metrics: %d", res.StatusCode)
	}
}

// TestAnyTraceOfAProxyCounts for the first run and for the figures.
func TestAnyTraceOfAProxyCounts(t *testing.T) {
	s := apptest.Start(t, apptest.Options{Fresh: true})
	for name, want := range map[string]bool{"": false, "Accept": false, "Forwarded": true, "Via": true, "X-Real-IP": true, "X-Forwarded-For": true, "X-Forwarded-Host": true,
		"X-Forwarded-Proto": true, "X-Forwarded-Server": true, "X-Client-IP": true, "CF-Connecting-IP": true, "True-Client-IP": true} {
		c := s.Client()
		if name != "" {
			c.Header.Set(name, "x")
		}
		if got := c.Must(200, "GET", "/setup", nil)["code_required"]; got != want {
			t.Errorf("%s: the code is asked for: %v", name, got)
		}
		req, _ := http.NewRequest("GET", s.URL+"/metrics", nil)
		req.Header = c.Header.Clone()
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if (res.StatusCode == 404) != want {
			t.Errorf("%s: metrics %d", name, res.StatusCode)
		}
	}
}
