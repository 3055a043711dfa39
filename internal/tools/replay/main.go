// Command replay sends real service dialogues through the real binary, widget
// and desk, many at a time, and then looks at both sides: every line must be
// there once and in order, and search must find exactly what a plain scan of
// the lines finds. It fails on a single miss.
//
// The dialogues (CrossWOZ, validation part) are not part of the project:
// ../shared/corpora/dialogues. Without them it says so and does nothing.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"tiexin/internal/tools/rig"
)

type options struct {
	engine string
	binary string
	atOnce int
	words  int
	limit  int
}

func main() {
	var o options
	flag.StringVar(&o.engine, "engine", "sqlite", "sqlite or postgres")
	flag.StringVar(&o.binary, "binary", "", "program to try; empty: builds it")
	flag.IntVar(&o.atOnce, "c", 50, "dialogues at a time")
	flag.IntVar(&o.words, "words", 200, "words to search for")
	flag.IntVar(&o.limit, "n", 0, "only so many dialogues; 0: all")
	flag.Parse()
	if err := run(context.Background(), o); err != nil {
		fmt.Fprintln(os.Stderr, "replay:", err)
		os.Exit(1)
	}
}

// dialogue is one of the corpus, and what became of it.
type dialogue struct {
	ID       string `json:"id"`
	Messages []struct {
		Role string `json:"role"`
		Text string `json:"text"`
	} `json:"messages"`

	visitor      *rig.Client
	conversation string
	ids          []string // of the lines, as answered
	late         int      // lines that only the API showed
}

func load(path string, limit int) ([]*dialogue, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []*dialogue
	in := bufio.NewScanner(f)
	in.Buffer(nil, 16<<20)
	for in.Scan() && (limit == 0 || len(out) < limit) {
		d := &dialogue{}
		if err := json.Unmarshal(in.Bytes(), d); err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, in.Err()
}

func run(ctx context.Context, o options) (err error) {
	path, err := rig.Shared("corpora", "dialogues", "crosswoz-val.jsonl")
	if err != nil {
		return err
	}
	dialogues, err := load(path, o.limit)
	if errors.Is(err, os.ErrNotExist) {
		fmt.Println("replay: skipped, ../shared/corpora/dialogues/crosswoz-val.jsonl is not here")
		return nil
	}
	if err != nil {
		return err
	}
	room, err := os.MkdirTemp("", "tiexin-replay-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(room)
	binary := o.binary
	if binary == "" {
		if binary, err = rig.Build(ctx, room); err != nil {
			return err
		}
	}
	database := ""
	if o.engine == "postgres" {
		var drop func() error
		if database, drop, err = rig.Database(ctx); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, drop()) }()
	}
	server, err := rig.Open(binary, filepath.Join(room, "data"), database)
	if err != nil {
		return err
	}
	if _, err := server.Start(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	return play(ctx, o, server, dialogues)
}

func play(ctx context.Context, o options, server *rig.Server, dialogues []*dialogue) error {
	h := rig.Transport(2 * o.atOnce)
	if err := rig.FirstRun(ctx, server, h); err != nil {
		return err
	}
	token, err := server.Token(ctx, "admin")
	if err != nil {
		return err
	}
	staff := &rig.Client{Base: server.Base(), Bearer: token, HTTP: h}
	key, err := staff.ChannelKey(ctx)
	if err != nil {
		return err
	}
	desk := newWatch()
	socket, err := staff.Dial("/socket", desk.see)
	if err != nil {
		return err
	}
	defer socket.Close()
	stopPings := keepAlive(socket)
	defer stopPings()
	began := time.Now()
	var g errgroup.Group
	g.SetLimit(o.atOnce)
	for _, d := range dialogues {
		g.Go(func() error { return d.speak(ctx, staff, desk, server.Base(), key, h) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	took := time.Since(began)
	lines, late := 0, 0
	for _, d := range dialogues {
		lines, late = lines+len(d.Messages), late+d.late
	}
	fmt.Printf("replay (%s): %d dialogues, %d lines, %d at a time, %.1f s, %.0f lines/s; %d lines seen by socket, %d by API only\n",
		o.engine, len(dialogues), lines, o.atOnce, took.Seconds(), float64(lines)/took.Seconds(), lines-late, late)
	if err := checkThreads(ctx, staff, dialogues); err != nil {
		return err
	}
	fmt.Printf("both sides: %d lines present once and in order\n", lines)
	if err := indexed(ctx, server); err != nil {
		return err
	}
	return checkSearch(ctx, staff, dialogues, o.words)
}

// keepAlive pings as the desk does.
func keepAlive(s *rig.Socket) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(15 * time.Second):
				if s.Send(map[string]string{"t": "ping"}) != nil {
					return
				}
			}
		}
	})
	return func() { cancel(); done.Wait() }
}

// watch tells who waits for a message that a socket has shown it.
type watch struct {
	mu   sync.Mutex
	seen map[string]chan struct{} // message id
}

func newWatch() *watch { return &watch{seen: map[string]chan struct{}{}} }

func (w *watch) of(id string) chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.seen[id] == nil {
		w.seen[id] = make(chan struct{})
	}
	return w.seen[id]
}

func (w *watch) see(f rig.Frame) {
	if f.T != "message" || f.Message == nil {
		return
	}
	c := w.of(f.Message.ID)
	w.mu.Lock()
	defer w.mu.Unlock()
	select {
	case <-c:
	default:
		close(c)
	}
}

// waitFor a message on a socket; false after a minute: others may be using the
// machine, and what is asked is whether it comes at all.
func (w *watch) waitFor(id string) bool {
	select {
	case <-w.of(id):
		return true
	case <-time.After(time.Minute):
		return false
	}
}

// speak lets one dialogue happen, each line after the one before was seen.
func (d *dialogue) speak(ctx context.Context, staff *rig.Client, desk *watch, base, key string, h *http.Client) (err error) {
	if d.visitor, err = rig.Enter(ctx, base, key, h); err != nil {
		return err
	}
	page := newWatch()
	socket, err := d.visitor.Dial("/widget/socket", page.see)
	if err != nil {
		return err
	}
	defer socket.Close()
	for i, line := range d.Messages {
		var m rig.Message
		other := desk
		clientKey := fmt.Sprintf("%s-%d", d.ID, i)
		if line.Role == "usr" {
			m, err = d.visitor.Say(ctx, clientKey, line.Text)
		} else {
			other = page
			m, err = staff.Reply(ctx, d.conversation, clientKey, line.Text)
		}
		if err != nil {
			return fmt.Errorf("dialogue %s line %d: %w", d.ID, i, err)
		}
		d.conversation = m.ConversationID
		d.ids = append(d.ids, m.ID)
		if !other.waitFor(m.ID) {
			d.late++
		}
	}
	return nil
}
