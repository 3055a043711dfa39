package main

import (
	"context"
	"fmt"
	"net/http"

	"golang.org/x/sync/errgroup"

	"tiexin/internal/tools/rig"
)

// text is about as long as a line of service talk.
const text = "{mark} 您好，这件大衣还有货吗？我身高一百六十五，平时穿中码。"

func say(body string) step {
	return step{Method: http.MethodPost, Path: "/widget/messages", Status: 201, Headers: map[string]string{"Authorization": "Bearer {visitors}"},
		Body: `{"client_key":"{seq}-{now}","text":"` + body + `"}`}
}

func reply(conversation, body string) step {
	return step{Method: http.MethodPost, Path: "/conversations/" + conversation + "/messages", Status: 201,
		Body: `{"client_key":"{seq}-{now}","kind":"reply","text":"` + body + `"}`}
}

// visit makes visitors and keeps their tokens in a list.
func (s *site) visit(ctx context.Context, count int) ([]*rig.Client, error) {
	out, tokens := make([]*rig.Client, count), make([]string, count)
	var g errgroup.Group
	g.SetLimit(16)
	for i := range out {
		g.Go(func() (err error) {
			out[i], err = rig.Enter(ctx, s.Base(), s.key, s.staff.HTTP)
			if err == nil {
				tokens[i] = out[i].Bearer
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return out, s.list("visitors", tokens)
}

// writes measures what must be on disk before it is answered.
func (s *site) writes(ctx context.Context) error {
	body := "您好，这件大衣还有货吗？我身高一百六十五，平时穿中码，麻烦帮我看看。"
	r, err := s.ask(ctx, reply("{own}", body), "-c", "16")
	if err != nil {
		return err
	}
	s.table.rate(s.engine, s.name("agent reply, durable, 16 at once"), r, s.writeLimit, s.writeShare(), 1000)
	if _, err := s.visit(ctx, 200); err != nil {
		return err
	}
	r, err = s.ask(ctx, say(body), "-c", "16")
	if err != nil {
		return err
	}
	s.table.rate(s.engine, s.name("visitor message, durable, 16 at once"), r, s.writeLimit, s.writeShare(), 1000)
	return nil
}

// writeShare: on PostgreSQL only the rate is a goal.
func (s *site) writeShare() float64 {
	if s.engine == "postgres" {
		return 0
	}
	return 0.25
}

func (s *site) end2end(ctx context.Context, send step, ws wsSpec, args ...string) (result, error) {
	send.Name = "send"
	sc := scenario{Base: s.Base(), Headers: map[string]string{"Authorization": "Bearer " + s.staff.Bearer}, Steps: []step{send}, WS: &ws}
	if send.Path == "/widget/messages" {
		sc.Lists = map[string]string{"visitors": "visitors"}
	}
	return s.gen(ctx, "e2e", sc, append([]string{"-d", s.d.String(), "-pids", fmt.Sprintf("app=%d", s.Pid())}, args...)...)
}

func (s *site) socket(path, bearer, ready string) wsSpec {
	return wsSpec{URL: "ws://" + s.Addr + "/api/v1" + path, Headers: map[string]string{"Authorization": "Bearer " + bearer}, WaitFor: ready,
		Ping: `{"t":"ping"}`, PingEvery: "20s"}
}

// delays measures from just before the request to the frame read.
func (s *site) delays(ctx context.Context) error {
	visitors, err := s.visit(ctx, 50)
	if err != nil {
		return err
	}
	r, err := s.end2end(ctx, say(text), s.socket("/socket", s.staff.Bearer, "welcome"), "-rate", "100", "-c", "8")
	if err != nil {
		return err
	}
	s.delay("visitor to agent screen at 100/s", r, 7)
	m, err := visitors[0].Say(ctx, "first", "在吗")
	if err != nil {
		return err
	}
	r, err = s.end2end(ctx, reply(m.ConversationID, text), s.socket("/widget/socket", visitors[0].Bearer, "welcome"), "-rate", "100", "-c", "8")
	if err != nil {
		return err
	}
	s.delay("agent to visitor at 100/s", r, 10)
	return nil
}

// delay holds a delivery against its goal; where the bare program's flush is
// slower than that in the same run, against 1.3 times the flush.
func (s *site) delay(what string, r result, most float64) {
	p50, p99 := max(1, 1.3*s.flushLimit.P50), max(most, 1.3*s.flushLimit.P99)
	ours := fmt.Sprintf("p50 %.1f p99 %.1f ms, %d of %d missing", r.Seen.P50, r.Seen.P99, r.Missing, r.Sent)
	if r.SendErrors > 0 {
		ours += fmt.Sprintf(", %d ERRORS: %s", r.SendErrors, r.FirstError)
	}
	ratio := "–"
	if s.flushLimit.P99 > 0 {
		ratio = fmt.Sprintf("%.2f, %.2f", r.Seen.P50/s.flushLimit.P50, r.Seen.P99/s.flushLimit.P99)
	}
	s.table.add(row{engine: s.engine, what: s.name(what), ours: ours, limit: fmt.Sprintf("p50 %.1f p99 %.1f ms", s.flushLimit.P50, s.flushLimit.P99), ratio: ratio,
		goal: fmt.Sprintf("p50 ≤ %.1f, p99 ≤ %.1f ms, none missing", p50, p99),
		met:  yes(r.Seen.P50 <= p50 && r.Seen.P99 <= p99 && r.Missing == 0 && r.SendErrors == 0)})
}

// fanOut sends as fast as is answered to a hundred sockets.
func (s *site) fanOut(ctx context.Context) error {
	r, err := s.end2end(ctx, reply(s.own[0], text), s.socket("/socket", s.staff.Bearer, "welcome"), "-rate", "0", "-c", "16", "-listeners", "100", "-wait", "10s")
	if err != nil {
		return err
	}
	ratio := "–"
	if s.publishLimit > 0 {
		ratio = fmt.Sprintf("%.2f", r.Deliveries/s.publishLimit)
	}
	s.table.add(row{engine: s.engine, what: s.name("durable replies to 100 subscribers"), limit: fmt.Sprintf("%.0f/s", s.publishLimit), ratio: ratio,
		ours: fmt.Sprintf("%.0f deliveries/s of %d replies, %d missing, %d errors", r.Deliveries, r.Sent, r.Missing, r.SendErrors),
		goal: "≥ 65,000/s, none lost", met: yes(r.Deliveries >= 65_000 && r.Missing == 0)})
	return nil
}

// sockets holds idle visitors' sockets.
func (s *site) sockets(ctx context.Context) error {
	if _, err := s.visit(ctx, s.bench.sockets); err != nil {
		return err
	}
	s.quiet(ctx)
	ws := s.socket("/widget/socket", "{visitors}", "welcome")
	sc := scenario{Base: s.Base(), Lists: map[string]string{"visitors": "visitors"}, Steps: []step{}, WS: &ws}
	r, err := s.gen(ctx, "ws", sc, "-n", fmt.Sprint(s.bench.sockets), "-hold", "30s", "-pids", fmt.Sprintf("app=%d", s.Pid()))
	if err != nil {
		return err
	}
	open, held := r.AfterOpen["app"], r.AfterHold["app"]
	cores := (held.CPU - open.CPU) / r.HeldFor
	s.table.plain(s.engine, fmt.Sprintf("%d idle visitor sockets", s.bench.sockets),
		fmt.Sprintf("%d open, %d failed, %d lost, %.1f KiB each, %.3f core", r.Open, r.Failed, r.Lost, held.PerConn, cores),
		"all held, ≤ 32 KiB each, ≤ 0.05 core", r.Open == s.bench.sockets && r.Lost == 0 && held.PerConn <= 32 && cores <= 0.05)
	return nil
}
