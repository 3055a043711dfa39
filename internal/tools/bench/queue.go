package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"time"

	_ "modernc.org/sqlite" // reads the ledger's counter of changes

	"tiexin/internal/platform/db"
	"tiexin/internal/routing"
	"tiexin/internal/tools/rig"
)

// fullBoard is a board of 500 agents in 20 queues, all of whose places are taken,
// and 2,000 customers who wait.
func fullBoard(dice *rand.Rand, now time.Time) (b *routing.Board, serving []routing.Item) {
	b = routing.NewBoard()
	var queues []routing.Queue
	for i := range 20 {
		q := routing.Queue{ID: fmt.Sprintf("q%02d", i), Enabled: true, Mode: routing.ModeOffer, Rules: routing.DefaultRules()}
		if i%3 == 0 {
			q.Needs = []routing.Need{{SkillID: fmt.Sprint("s", i%5), Level: 2}}
		}
		queues = append(queues, q)
	}
	var agents []routing.Agent
	for i := range 500 {
		a := routing.Agent{ID: fmt.Sprintf("a%03d", i), Ready: true, Here: true, Places: map[string]int{routing.SlotChat: 5}, Queues: map[string]bool{},
			Skills: map[string]int{fmt.Sprint("s", i%5): 1 + i%5}, Speaks: map[string]bool{"en": i%7 == 0}}
		for range 4 {
			a.Queues[queues[dice.IntN(len(queues))].ID] = true
		}
		agents = append(agents, a)
	}
	b.PutQueues(queues, map[string]bool{})
	b.PutAgents(agents)
	for i := range 2500 {
		it := routing.Item{ID: fmt.Sprintf("served%05d", i), Kind: routing.KindChat, Slot: routing.SlotChat, SubjectID: fmt.Sprint("c", i), QueueID: "q00",
			State: routing.Serving, HolderID: agents[i%500].ID, EnteredAt: now, RankAt: now, Version: 1}
		b.PutItem(it)
		serving = append(serving, it)
	}
	for i := range 2000 {
		at := now.Add(-time.Duration(dice.IntN(600)) * time.Second)
		b.PutItem(routing.Item{ID: fmt.Sprintf("waits%05d", i), Kind: routing.KindChat, Slot: routing.SlotChat, SubjectID: fmt.Sprint("w", i),
			QueueID: queues[dice.IntN(len(queues))].ID, State: routing.Waiting, EnteredAt: at, RankAt: at, StewardID: agents[dice.IntN(500)].ID, Version: 1})
	}
	return b, serving
}

// decisions measures how long the engine takes to find whom to offer what
// when one place frees.
func (b *bench) decisions() {
	dice := rand.New(rand.NewPCG(1, 2))
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	board, serving := fullBoard(dice, now)
	var took []time.Duration
	offered := 0
	for i := range 2000 {
		it := serving[i]
		it.State, it.DoneAt, it.Version = routing.Done, now, it.Version+1
		began := time.Now()
		board.PutItem(it)
		matches := board.Decide(now, 64)
		took = append(took, time.Since(began))
		for _, m := range matches {
			got, _ := board.Item(m.ItemID)
			got.State, got.HolderID, got.Version = routing.Serving, m.StaffID, got.Version+1
			board.PutItem(got)
			fresh := got
			fresh.ID, fresh.SubjectID, fresh.State, fresh.HolderID, fresh.Version = fmt.Sprintf("again%05d-%d", i, offered), fmt.Sprint("again", i, offered), routing.Waiting, "", 1
			board.PutItem(fresh) // the line stays as long as it was
			offered++
		}
	}
	slices.Sort(took)
	at := func(p float64) time.Duration { return took[int(p*float64(len(took)-1))] }
	b.table.plain("–", "offer decision, 500 agents, 2,000 waiting", fmt.Sprintf("p50 %.3f p95 %.3f p99 %.3f ms, %d offers", ms(at(.5)), ms(at(.95)), ms(at(.99)), offered),
		"≤ 2 ms", at(.95) <= 2*time.Millisecond && offered > 0)
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// presence counts the commits of an idle server and of one with 500 tabs of
// staff whose heartbeats it answers: there should be as many.
func (s *site) presence(ctx context.Context) error {
	const tabs, hold = 500, 30 * time.Second
	alone, err := s.commits(ctx, hold)
	if err != nil {
		return err
	}
	var people struct{ Rows []struct{ Login string } }
	if err := s.staff.Do(ctx, "GET", "/staff?limit=100", nil, &people); err != nil {
		return err
	}
	var sockets []*rig.Socket
	beats := 0
	for i := range tabs {
		login := people.Rows[i%len(people.Rows)].Login
		if i < len(people.Rows) {
			c, err := s.SignIn(ctx, login, s.staff.HTTP)
			if err != nil {
				return err
			}
			s.browsers = append(s.browsers, c)
		}
		c := s.browsers[i%len(people.Rows)]
		if i < len(people.Rows) {
			if err := c.Do(ctx, "PUT", "/workforce/me/state", map[string]any{"state": "online"}, nil); err != nil {
				continue // who serves nobody has no state
			}
		}
		socket, err := c.Dial("/socket", func(rig.Frame) {})
		if err != nil {
			return err
		}
		sockets = append(sockets, socket)
	}
	if s.staff.Bearer, err = s.Token(ctx, "admin"); err != nil { // a new password ended the former one
		return err
	}
	s.quiet(ctx)
	with, err := s.commits(ctx, hold)
	if err != nil {
		return err
	}
	beats = len(sockets) * int(hold/(10*time.Second))
	for _, socket := range sockets {
		socket.Close()
	}
	s.table.plain(s.engine, s.name(fmt.Sprintf("heartbeats of %d tabs of %d staff", len(sockets), len(people.Rows))),
		fmt.Sprintf("%d commits in %s with about %d heartbeats, %d without", with, hold, beats, alone), "no write per heartbeat, one per person who comes", with <= alone+len(people.Rows)) // each of them comes once
	return nil
}

// commits counts how often the ledger's counter of changes moves.
func (s *site) commits(ctx context.Context, hold time.Duration) (n int, err error) {
	side, err := sql.Open("sqlite", "file:"+filepath.Join(s.Data, db.FileName)+"?mode=ro")
	if err != nil {
		return 0, err
	}
	defer side.Close()
	side.SetMaxOpenConns(1)
	last := -1
	for until := time.Now().Add(hold); time.Now().Before(until) && ctx.Err() == nil; time.Sleep(5 * time.Millisecond) {
		var version int
		if err := side.QueryRowContext(ctx, "PRAGMA data_version").Scan(&version); err != nil {
			return 0, err
		}
		if last >= 0 && version != last {
			n++
		}
		last = version
	}
	return n, nil
}
