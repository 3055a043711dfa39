package app_test

import (
	"bufio"
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

// handbook gives the example that the page shows, listening without TLS, which
// another server before it would bring.
func handbook(t *testing.T, listen, upstream string) string {
	t.Helper()
	raw, err := os.ReadFile("../../docs/proxy.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(raw), "```nginx\n")
	example, _, _ := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("the page has no example")
	}
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
	cmd := exec.Command(bin, "-p", dir, "-c", conf)
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
			if strings.Contains(lines.Text(), "[emerg]") {
				fmt.Fprintln(os.Stderr, lines.Text())
			}
		}
	}()
	s.Until("nginx listens", func() bool {
		conn, err := net.Dial("tcp", listen)
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
	return s, listen
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
	res, err := http.DefaultClient.Do(req)
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
	s, listen := behindNginx(t, func(listen, upstream string) string { return handbook(t, listen, upstream) }, func(c *config.Config) {
		c.BaseURL, c.TrustedProxies = "https://kf.example.com", []string{"127.0.0.1"}
	})
	base := "http://" + listen
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
	conn, err := net.Dial("tcp", listen)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
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
