package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"tiexin/internal/tools/rig"
)

// site is one seeded installation under measurement.
type site struct {
	*bench
	*rig.Server
	engine   string
	size     int
	staff    *rig.Client
	key      string
	browsers []*rig.Client
	own      []string // conversations of the measured agent
}

// house seeds, restarts and measures one engine at one size. whole is for the
// largest size, where everything is measured.
func (b *bench) house(ctx context.Context, engine string, size int, whole bool) (err error) {
	database := ""
	if engine == "postgres" {
		var drop func() error
		if database, drop, err = rig.Database(ctx); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, drop()) }()
	}
	data := filepath.Join(b.room, fmt.Sprintf("%s-%d", engine, size))
	defer os.RemoveAll(data)
	server, err := rig.Open(b.binary, data, database)
	if err != nil {
		return err
	}
	began := time.Now()
	if err := seed(ctx, server, size); err != nil {
		return err
	}
	fmt.Printf("# seeded %s with %d conversations in %.1f s\n", engine, size, time.Since(began).Seconds())
	s := &site{bench: b, Server: server, engine: engine, size: size}
	if _, err := server.Start(ctx); err != nil { // once, so that what follows is a restart
		return err
	}
	s.quiet(ctx) // the first start takes the open conversations into the queue and gives them clocks
	if err := server.Stop(); err != nil {
		return err
	}
	ready, err := server.Start(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	if err := s.idle(ready); err != nil {
		return err
	}
	if err := s.enter(ctx); err != nil {
		return err
	}
	return s.measure(ctx, whole)
}

// measure walks the parts; the slower ones only where everything is measured.
// What needs a house at rest comes before what makes thousands of customers
// wait, whose clocks go on for minutes.
func (s *site) measure(ctx context.Context, whole bool) error {
	for _, part := range []struct {
		name  string
		whole bool
		do    func(context.Context) error
	}{{"lists", false, s.lists}, {"opens", false, s.opens}, {"searches", false, s.searches}, {"sockets", true, s.sockets}, {"presence", true, s.presence},
		{"delays", true, s.delays}, {"writes", false, s.writes}, {"fanout", true, s.fanOut}} {
		if part.whole && !(whole && s.engine == "sqlite") || s.only != "" && !strings.Contains(s.only, part.name) {
			continue
		}
		s.quiet(ctx)
		if err := part.do(ctx); err != nil {
			return err
		}
	}
	return nil
}

// seed fills the installation. On PostgreSQL the search index is built at the
// end, which is many times faster than row by row, and the planner is told.
func seed(ctx context.Context, s *rig.Server, size int) error {
	args := []string{"--size", "bench", "--conversations", fmt.Sprint(size)}
	if s.Database == "" {
		_, err := s.Command(ctx, "demo", args...)
		return err
	}
	conn, err := pgx.Connect(ctx, s.Database)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	// The tables must be there before the index can be put off.
	if _, err := s.Command(ctx, "migrate"); err != nil {
		return err
	}
	var name, again string
	err = conn.QueryRow(ctx, "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'search_doc' AND indexdef LIKE '%USING gin%'").Scan(&name, &again)
	if err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, "DROP INDEX "+pgx.Identifier{name}.Sanitize()); err != nil {
		return err
	}
	if _, err := s.Command(ctx, "demo", args...); err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, again); err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "VACUUM ANALYZE")
	return err
}

func (s *site) name(what string) string { return fmt.Sprintf("%s, %dk", what, s.size/1000) }

// idle tells how soon the server was ready and what it holds when nobody asks.
func (s *site) idle(ready time.Duration) error {
	s.table.plain(s.engine, s.name("ready after restart"), ready.Round(time.Millisecond).String(), "≤ 0.5 s", ready <= 500*time.Millisecond)
	time.Sleep(25 * time.Second) // it gives back what its start has left
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.Pid()))
	if err != nil {
		return err
	}
	var kib float64 // its own: pages of a mapped file are the kernel's to take back
	for _, line := range strings.Split(string(status), "\n") {
		if strings.HasPrefix(line, "RssAnon:") {
			fmt.Sscanf(strings.TrimPrefix(line, "RssAnon:"), "%f", &kib)
		}
	}
	goal := 60.0
	if s.size >= 100_000 {
		goal = 100
	}
	s.table.plain(s.engine, s.name("own memory idle"), fmt.Sprintf("%.0f MiB", kib/1024), fmt.Sprintf("≤ %.0f MiB", goal), kib <= goal*1024)
	return nil
}

// quiet waits until the server has done what the part before left it, such as
// indexing; at most a minute.
func (s *site) quiet(ctx context.Context) {
	before := s.ticks()
	for range 60 {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
		}
		now := s.ticks()
		if now-before <= 5 { // hundredths of a second of CPU in one second
			return
		}
		before = now
	}
}

// ticks is the CPU time that the server has used so far.
func (s *site) ticks() (total int) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.Pid()))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	f := strings.Fields(rest)
	for _, field := range []int{11, 12} { // utime and stime
		n, err := strconv.Atoi(f[field])
		if err == nil {
			total += n
		}
	}
	return total
}

func (s *site) enter(ctx context.Context) error {
	token, err := s.Token(ctx, "admin")
	if err != nil {
		return err
	}
	s.staff = &rig.Client{Base: s.Base(), Bearer: token, HTTP: rig.Transport(16)}
	if s.key, err = s.staff.ChannelKey(ctx); err != nil {
		return err
	}
	if s.own, _, err = s.page(ctx, "mine", 20); err != nil {
		return err
	}
	return s.list("own", s.own)
}

// page walks so many pages of a tab and gives the ids and the last cursor.
func (s *site) page(ctx context.Context, tab string, pages int) (ids []string, cursor string, err error) {
	for range pages {
		var p struct {
			Rows       []struct{ ID string }
			NextCursor string `json:"next_cursor"`
		}
		if err := s.staff.Do(ctx, http.MethodGet, "/conversations?limit=100&tab="+tab+"&cursor="+url.QueryEscape(cursor), nil, &p); err != nil {
			return nil, "", err
		}
		for _, r := range p.Rows {
			ids = append(ids, r.ID)
		}
		if p.NextCursor == "" {
			break
		}
		cursor = p.NextCursor
	}
	return ids, cursor, nil
}

func (s *site) ask(ctx context.Context, st step, args ...string) (result, error) {
	st.Name = "one"
	sc := scenario{Base: s.Base(), Headers: map[string]string{"Authorization": "Bearer " + s.staff.Bearer},
		Lists: map[string]string{}, Steps: []step{st}}
	for _, list := range []string{"own", "visitors", "words", "misses"} {
		if strings.Contains(st.Path+st.Body+st.Headers["Authorization"], "{"+list) {
			sc.Lists[list] = list
		}
	}
	return s.gen(ctx, "http", sc, append([]string{"-d", s.d.String(), "-warm", "1s", "-pids", fmt.Sprintf("app=%d", s.Pid())}, args...)...)
}

// lists measures each tab, its first page and one deep inside.
func (s *site) lists(ctx context.Context) error {
	for _, tab := range []string{"mine", "queue", "closed"} {
		for _, deep := range []bool{false, true} {
			path, what := "/conversations?limit=30&tab="+tab, "list of 30, "+tab
			if deep {
				_, cursor, err := s.page(ctx, tab, 15)
				if err != nil {
					return err
				}
				path, what = path+"&cursor="+url.QueryEscape(cursor), what+", deep page"
			}
			r, err := s.ask(ctx, step{Path: path, MustHas: "last_message"}, "-c", "16")
			if err != nil {
				return err
			}
			s.table.rate(s.engine, s.name(what), r, s.listLimit, s.share(0.2), s.least(1000))
			s.growth(what, r)
		}
	}
	return nil
}

// On PostgreSQL half of the goal will do.
func (s *site) share(x float64) float64 {
	if s.engine == "postgres" {
		return x / 2
	}
	return x
}

func (s *site) least(x float64) float64 { return s.share(x) }

// growth compares the cost of a list with that at the smallest size.
func (s *site) growth(what string, r result) {
	key, cost := s.engine+what, r.Procs["app"].CPUPerOp
	first, known := s.listCost[key]
	if !known {
		s.listCost[key] = cost
		return
	}
	s.table.plain(s.engine, s.name(what+", cost against smallest"), fmt.Sprintf("%.2f x", cost/first), "≤ 1.5 x", cost <= 1.5*first)
}

func (s *site) opens(ctx context.Context) error {
	r, err := s.ask(ctx, step{Path: "/conversations/{own}?messages=30", MustHas: "messages"}, "-c", "16")
	if err != nil {
		return err
	}
	s.table.rate(s.engine, s.name("open with 30 messages"), r, s.openLimit, s.share(0.2), s.least(2500))
	return nil
}

// searches measures words of two characters that are there and are not.
func (s *site) searches(ctx context.Context) error {
	hits := []string{"尺码", "羊毛", "退货", "发货", "快递", "顾客", "包邮", "衬衫", "优惠", "补偿", "机洗", "发票", "贺卡", "风衣", "马面", "杭州"}
	misses := []string{"鲸鱼", "火箭", "足球", "钢琴", "考古", "冰川", "宪法", "骆驼", "量子", "戏曲"}
	for what, words := range map[string][]string{"hit": hits, "miss": misses} {
		quoted := make([]string, len(words))
		for i, w := range words {
			quoted[i] = url.QueryEscape(w)
		}
		if err := s.list("words", quoted); err != nil {
			return err
		}
		r, err := s.ask(ctx, step{Path: "/search?limit=30&q={words}", MustHas: "rows"}, "-c", "2", "-rate", "40")
		if err != nil {
			return err
		}
		limit := 25.0
		if s.engine == "postgres" {
			limit = 50
		}
		ours := fmt.Sprintf("p50 %.1f p95 %.1f p99 %.1f ms at 40/s", r.All.P50, r.All.P95, r.All.P99) + r.noisy()
		if r.All.Errors > 0 {
			ours += fmt.Sprintf(", %d ERRORS: %s", r.All.Errors, r.FirstError)
		}
		s.table.plain(s.engine, s.name("search, "+what), ours, fmt.Sprintf("p95 ≤ %.0f ms", limit), r.All.P95 <= limit && r.All.Errors == 0)
	}
	return nil
}
