package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/nats-io/nats-server/v2/server"

	"tiexin/internal/tools/rig"
)

const (
	twinAgents = 6
	twinPlaces = 3
)

// clerk is a member of staff with a tab open, who ends what the queue gives
// them after a while.
type clerk struct {
	*rig.Client
	login  string
	socket *rig.Socket
}

// twins is two processes on one PostgreSQL with an outside NATS. One is
// stopped for a while in the middle of everything and goes on: nothing happens
// twice, nobody is over their places, nobody is left in the line.
func twins(ctx context.Context, o options, binary string) (report string, err error) {
	if os.Getenv("TIEXIN_TEST_POSTGRES") == "" {
		return "skipped: two processes need PostgreSQL", nil
	}
	o.engine = "postgres"
	nats, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, NoLog: true, NoSigs: true})
	if err != nil {
		return "", err
	}
	nats.Start()
	defer nats.Shutdown()
	if !nats.ReadyForConnections(30 * time.Second) {
		return "", errors.New("nats did not start")
	}
	if err := os.Setenv("TIEXIN_NATS", nats.ClientURL()); err != nil {
		return "", err
	}
	defer os.Unsetenv("TIEXIN_NATS")
	one, err := open(ctx, o, binary, folder(o, "twins"))
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, one.close()) }()
	addr, err := rig.FreeAddr()
	if err != nil {
		return "", err
	}
	two := &rig.Server{Binary: binary, Data: one.Data, Database: one.Database, Addr: addr}
	if _, err := two.Start(ctx); err != nil {
		return "", err
	}
	defer two.Kill()
	return stopOne(ctx, o, one, two)
}

func stopOne(ctx context.Context, o options, one *house, two *rig.Server) (string, error) {
	clerks, err := one.clerks(ctx, two)
	if err != nil {
		return "", err
	}
	watch, err := pgx.Connect(ctx, one.Database)
	if err != nil {
		return "", err
	}
	defer watch.Close(ctx)
	work, rest := context.WithCancel(ctx)
	defer rest()
	var all sync.WaitGroup
	var ended, refused atomic.Int64
	for _, c := range clerks {
		all.Go(func() { c.serve(work, &ended) })
	}
	said := make([]int, 4)
	for i := range said {
		base := []string{one.Base(), two.Base()}[i%2]
		all.Go(func() { said[i] = customers(work, base, one.key, i, &refused) })
	}
	w := &sampler{conn: watch}
	if err := w.look(ctx, o.load); err != nil {
		return "", err
	}
	if err := syscall.Kill(one.Pid(), syscall.SIGSTOP); err != nil {
		return "", err
	}
	stopErr := w.look(ctx, o.stopped)
	if err := errors.Join(stopErr, syscall.Kill(one.Pid(), syscall.SIGCONT)); err != nil {
		return "", err
	}
	if err := w.look(ctx, o.load); err != nil {
		return "", err
	}
	rest()
	all.Wait()
	total := 0
	for _, n := range said {
		total += n
	}
	if w.most > twinPlaces {
		return "", fmt.Errorf("somebody held %d of %d places", w.most, twinPlaces)
	}
	// Who lost their tab meanwhile comes back, and the line empties.
	if err := emptied(ctx, watch, clerks, &ended); err != nil {
		return "", err
	}
	taken, err := once(ctx, watch)
	return fmt.Sprintf("%d agents at two processes, one stopped for %s: %d customers written, %d taken and ended by staff, %d changes of owner, each with one line in the trail; nobody over %d places, nothing twice",
		len(clerks), o.stopped, total, ended.Load(), taken, twinPlaces), err
}

// sampler looks again and again how many places anybody has taken.
type sampler struct {
	conn *pgx.Conn
	most int
}

func (w *sampler) look(ctx context.Context, d time.Duration) error {
	for until := time.Now().Add(d); time.Now().Before(until); time.Sleep(100 * time.Millisecond) {
		var most int
		err := w.conn.QueryRow(ctx, `SELECT COALESCE(MAX(n), 0) FROM (SELECT COUNT(*) AS n FROM routing_item WHERE holder_id <> ''
			AND state IN ('offered', 'serving') GROUP BY holder_id) held`).Scan(&most)
		if err != nil {
			return err
		}
		w.most = max(w.most, most)
	}
	return nil
}

// clerks hires people, half of them at each process, who are online.
func (h *house) clerks(ctx context.Context, two *rig.Server) ([]*clerk, error) {
	var queues struct {
		Rows []struct {
			ID      string `json:"id"`
			Version int    `json:"version"`
		} `json:"rows"`
	}
	if err := h.staff.Do(ctx, "GET", "/routing/queues", nil, &queues); err != nil {
		return nil, err
	}
	q := queues.Rows[0]
	if err := h.staff.Do(ctx, "PATCH", "/routing/queues/"+q.ID, map[string]any{"version": q.Version, "mode": "auto"}, nil); err != nil {
		return nil, err
	}
	settings := map[string]any{}
	if err := h.staff.Do(ctx, "GET", "/routing/settings", nil, &settings); err != nil {
		return nil, err
	}
	delete(settings, "$schema")
	settings["places"] = map[string]int{"chat": twinPlaces}
	if err := h.staff.Do(ctx, "PUT", "/routing/settings", settings, nil); err != nil {
		return nil, err
	}
	var out []*clerk
	for i := range twinAgents {
		login := fmt.Sprintf("twin%d", i)
		link, err := h.Command(ctx, "user create", "--login", login, "--name", login, "--role", "agent")
		if err != nil {
			return nil, err
		}
		base := h.Base()
		if i%2 == 1 {
			base = two.Base()
		}
		who, err := rig.Join(ctx, base, link, rig.Transport(8))
		if err != nil {
			return nil, err
		}
		c := &clerk{Client: who, login: login}
		if err := c.come(ctx); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// come opens a tab and says that one is online.
func (c *clerk) come(ctx context.Context) (err error) {
	if c.socket != nil {
		c.socket.Close()
	}
	if c.socket, err = c.Dial("/socket", func(rig.Frame) {}); err != nil {
		return err
	}
	return c.Do(ctx, "PUT", "/workforce/me/state", map[string]any{"state": "online"}, nil)
}

// serve ends what the clerk has got, one after the other.
func (c *clerk) serve(ctx context.Context, ended *atomic.Int64) {
	for ctx.Err() == nil {
		c.endAll(ctx, ended)
		time.Sleep(150 * time.Millisecond)
	}
}

func (c *clerk) endAll(ctx context.Context, ended *atomic.Int64) int {
	var mine struct {
		Rows []struct {
			ID string `json:"id"`
		} `json:"rows"`
	}
	short, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if c.Do(short, "GET", "/conversations?tab=mine&limit=20", nil, &mine) != nil {
		return 0
	}
	for _, row := range mine.Rows {
		if c.Do(short, "POST", "/conversations/"+row.ID+"/close", map[string]any{}, nil) == nil {
			ended.Add(1)
		}
	}
	return len(mine.Rows)
}

// customers come one after the other and each write a line, again until it is
// answered.
func customers(ctx context.Context, base, key string, n int, refused *atomic.Int64) (said int) {
	client := rig.Transport(4)
	client.Timeout = 3 * time.Second
	for i := 0; ctx.Err() == nil; i++ {
		v, err := rig.Enter(ctx, base, key, client)
		if err != nil {
			time.Sleep(100 * time.Millisecond)
			continue
		}
		for ctx.Err() == nil {
			if _, err := v.Say(ctx, fmt.Sprint("twin-", n, "-", i), "在吗，想问一下订单"); err == nil {
				said++
				break
			}
			refused.Add(1)
		}
		time.Sleep(60 * time.Millisecond)
	}
	return said
}

// emptied lets the clerks finish until nobody waits any more.
func emptied(ctx context.Context, watch *pgx.Conn, clerks []*clerk, ended *atomic.Int64) error {
	for until := time.Now().Add(60 * time.Second); time.Now().Before(until); time.Sleep(300 * time.Millisecond) {
		for _, c := range clerks {
			if err := c.come(ctx); err != nil {
				continue
			}
			c.endAll(ctx, ended)
		}
		var left int
		if err := watch.QueryRow(ctx, `SELECT COUNT(*) FROM conversation WHERE state = 'open'`).Scan(&left); err != nil {
			return err
		}
		if left == 0 {
			return nil
		}
	}
	return errors.New("customers are left in the line after a minute")
}

// once looks in the ledger for anything that happened twice.
func once(ctx context.Context, watch *pgx.Conn) (taken int, err error) {
	for _, rule := range []struct{ what, count string }{
		{"conversations without exactly one item", `SELECT COUNT(*) FROM conversation c WHERE 1 <> (SELECT COUNT(*) FROM routing_item i WHERE i.kind = 'chat' AND i.subject_id = c.id)`},
		{"items with two accepted offers at once", `SELECT COUNT(*) FROM (SELECT item_id FROM routing_offer WHERE outcome = 'accepted' GROUP BY item_id, ended_at HAVING COUNT(*) > 1) two`},
		{"offers left open", `SELECT COUNT(*) FROM routing_offer WHERE outcome = 'pending'`},
		{"changes of owner that the trail does not have once", `SELECT COUNT(*) FROM (SELECT c.id,
			(SELECT COUNT(*) FROM conversation_message m WHERE m.conversation_id = c.id AND m.kind = 'event' AND (m.event LIKE '{"type":"claimed"%' OR m.event LIKE '{"type":"assigned"%' OR m.event LIKE '{"type":"released"%')) AS lines,
			(SELECT COUNT(*) FROM audit_entry a WHERE a.subject_id = c.id AND a.action IN ('conversation.claimed', 'conversation.assigned', 'conversation.released')) AS trail
			FROM conversation c) pair WHERE lines <> trail`},
		{"one customer's line stored twice", `SELECT COUNT(*) FROM (SELECT client_key FROM conversation_message WHERE kind = 'visitor' GROUP BY client_key HAVING COUNT(*) > 1) two`},
		{"presence stretches that overlap", `SELECT COUNT(*) FROM workforce_span a JOIN workforce_span b ON a.staff_id = b.staff_id AND a.from_at < b.from_at AND (a.to_at IS NULL OR a.to_at > b.from_at)`},
		{"dead letters", `SELECT COUNT(*) FROM event_dead`},
	} {
		var n int
		if err := watch.QueryRow(ctx, rule.count).Scan(&n); err != nil {
			return 0, fmt.Errorf("%s: %w", rule.what, err)
		}
		if n > 0 {
			return 0, fmt.Errorf("%d %s", n, rule.what)
		}
	}
	err = watch.QueryRow(ctx, `SELECT COUNT(*) FROM audit_entry WHERE action IN ('conversation.claimed', 'conversation.assigned', 'conversation.released')`).Scan(&taken)
	return taken, err
}
