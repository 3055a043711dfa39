// Package rig runs the real binary for the tools that replay, drill and
// measure (试验台): it builds it, starts and kills it, and speaks with it over
// HTTP and sockets the way the desk and the widget do. Loopback only.
package rig

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// Root finds the project's folder from anywhere inside it.
func Root() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, statErr := os.Stat(filepath.Join(dir, "go.mod")); statErr == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("no go.mod above the working folder")
		}
		dir = filepath.Dir(dir)
	}
	return "", err
}

// Shared is a folder beside the project, like ../shared/corpora.
func Shared(path ...string) (string, error) {
	root, err := Root()
	return filepath.Join(append([]string{root, "..", "shared"}, path...)...), err
}

// Build builds the binary into a folder and gives its path.
func Build(ctx context.Context, dir string) (string, error) {
	root, err := Root()
	if err != nil {
		return "", err
	}
	return GoBuild(ctx, root, "./cmd/tiexin", filepath.Join(dir, "tiexin"))
}

// GoBuild builds a program of a module, static.
func GoBuild(ctx context.Context, module, pkg, out string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-trimpath", "-o", out, pkg)
	cmd.Dir = module
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build %s: %w\n%s", pkg, err, text)
	}
	return out, nil
}

// FreeAddr finds a loopback address that nobody listens on.
func FreeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// Database makes an empty database on the server that TIEXIN_TEST_POSTGRES
// names; drop removes it.
func Database(ctx context.Context) (address string, drop func() error, err error) {
	server := os.Getenv("TIEXIN_TEST_POSTGRES")
	if server == "" {
		return "", nil, errors.New("TIEXIN_TEST_POSTGRES is not set; run under scripts/with-postgres.sh")
	}
	name := fmt.Sprintf("tiexin_tool_%d_%d", os.Getpid(), time.Now().UnixNano())
	if err := onServer(ctx, server, "CREATE DATABASE "+name); err != nil {
		return "", nil, err
	}
	u, err := url.Parse(server)
	if err != nil {
		return "", nil, err
	}
	u.Path = "/" + name
	return u.String(), func() error {
		return onServer(context.WithoutCancel(ctx), server, "DROP DATABASE "+name+" WITH (FORCE)")
	}, nil
}

func onServer(ctx context.Context, server, statement string) error {
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}

// Server is one installation and the process that serves it.
type Server struct {
	Binary   string
	Data     string
	Database string   // empty: SQLite
	Addr     string   // host:port; stays the same over restarts
	Before   []string // put before the command, like strace

	cmd  *exec.Cmd
	done chan error
}

// Open prepares a server in a data folder on a free address.
func Open(binary, data, database string) (*Server, error) {
	addr, err := FreeAddr()
	return &Server{Binary: binary, Data: data, Database: database, Addr: addr}, err
}

// Base is the address of its API.
func (s *Server) Base() string { return "http://" + s.Addr + "/api/v1" }

// Log is where the process writes.
func (s *Server) Log() string { return s.Data + ".log" }

// Start starts the process and waits until it is ready; it tells how long
// that took.
func (s *Server) Start(ctx context.Context) (time.Duration, error) {
	args := append(append([]string{}, s.Before...), s.Binary, "serve", "--data", s.Data, "--listen", s.Addr, "--log-level", "warn")
	if s.Database != "" {
		args = append(args, "--database", s.Database)
	}
	log, err := os.OpenFile(s.Log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	defer log.Close()
	s.cmd = exec.Command(args[0], args[1:]...)
	s.cmd.Stdout, s.cmd.Stderr = log, log
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		return 0, err
	}
	done := make(chan error, 1)
	s.done = done
	cmd := s.cmd
	go func() { done <- cmd.Wait() }()
	client := http.Client{Timeout: 500 * time.Millisecond}
	for time.Since(began) < 60*time.Second && ctx.Err() == nil {
		if r, err := client.Get("http://" + s.Addr + "/readyz"); err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return time.Since(began), nil
			}
		}
		select {
		case err := <-done:
			return 0, fmt.Errorf("server ended at start: %w\n%s", err, s.tail())
		case <-time.After(3 * time.Millisecond):
		}
	}
	return 0, fmt.Errorf("server not ready within a minute\n%s", s.tail())
}

func (s *Server) tail() string {
	text, err := os.ReadFile(s.Log())
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-2000):])
}

// Pid of the process.
func (s *Server) Pid() int { return s.cmd.Process.Pid }

// Kill ends the process at once, with whatever runs it.
func (s *Server) Kill() {
	if s.cmd == nil {
		return
	}
	syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL)
	<-s.done
	s.cmd = nil
}

// Stop asks the process to end and waits for it.
func (s *Server) Stop() error {
	if s.cmd == nil {
		return nil
	}
	syscall.Kill(-s.cmd.Process.Pid, syscall.SIGTERM)
	select {
	case err := <-s.done:
		s.cmd = nil
		return err
	case <-time.After(20 * time.Second):
		s.Kill()
		return errors.New("server did not stop within 20 s")
	}
}

// Command runs another command of the binary on this installation.
func (s *Server) Command(ctx context.Context, name string, args ...string) (string, error) {
	all := append(strings.Fields(name), "--data", s.Data, "--log-level", "error")
	if s.Database != "" {
		all = append(all, "--database", s.Database)
	}
	cmd := exec.CommandContext(ctx, s.Binary, append(all, args...)...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("tiexin %s: %w\n%s%s", name, err, out.String(), errs.String())
	}
	return strings.TrimSpace(out.String()), nil
}

// Token makes an API token of an account.
func (s *Server) Token(ctx context.Context, login string) (string, error) {
	return s.Command(ctx, "user token", "--login", login)
}

// SignIn signs somebody in as a browser does, which alone makes presence: with
// a new password, by a link from the command line.
func (s *Server) SignIn(ctx context.Context, login string, h *http.Client) (*Client, error) {
	link, err := s.Command(ctx, "user reset", "--login", login)
	if err != nil {
		return nil, err
	}
	return Join(ctx, s.Base(), link, h)
}

// Join takes a one-time link and gives who has signed in by it.
func Join(ctx context.Context, base, link string, h *http.Client) (*Client, error) {
	address := strings.Fields(link[strings.Index(link, "http"):])[0]
	c := &Client{Base: base, HTTP: h}
	return c, c.Do(ctx, http.MethodPost, "/links"+address[strings.LastIndexByte(address, '/'):], map[string]string{"password": "correct-horse-battery"}, nil)
}
