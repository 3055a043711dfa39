package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
	"unicode"

	"tiexin/internal/tools/rig"
)

// checkThreads reads both sides of every dialogue back.
func checkThreads(ctx context.Context, staff *rig.Client, dialogues []*dialogue) error {
	var wrong []error
	for _, d := range dialogues {
		seen, err := staff.Thread(ctx, d.conversation)
		if err != nil {
			return err
		}
		if err := gapFree(seen); err != nil {
			wrong = append(wrong, fmt.Errorf("dialogue %s, desk: %w", d.ID, err))
		}
		var said []rig.Message
		for _, m := range seen {
			if m.Kind != "event" {
				said = append(said, m)
			}
		}
		if err := d.same(said); err != nil {
			wrong = append(wrong, fmt.Errorf("dialogue %s, desk: %w", d.ID, err))
		}
		mine, err := d.visitor.MyThread(ctx)
		if err != nil {
			return err
		}
		if err := errors.Join(gapFree(mine), d.same(mine)); err != nil {
			wrong = append(wrong, fmt.Errorf("dialogue %s, widget: %w", d.ID, err))
		}
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%d sides differ, first: %w", len(wrong), wrong[0])
	}
	return nil
}

func gapFree(list []rig.Message) error {
	for i, m := range list {
		if m.Seq != int64(i+1) {
			return fmt.Errorf("seq %d at place %d", m.Seq, i+1)
		}
	}
	return nil
}

func (d *dialogue) same(list []rig.Message) error {
	if len(list) != len(d.Messages) {
		return fmt.Errorf("%d lines, said %d", len(list), len(d.Messages))
	}
	for i, m := range list {
		role := "sys"
		if m.Kind == "visitor" || m.From == "visitor" {
			role = "usr"
		}
		if m.Text != d.Messages[i].Text || role != d.Messages[i].Role || m.ID != d.ids[i] {
			return fmt.Errorf("line %d is %q by %s, said %q by %s", i, m.Text, role, d.Messages[i].Text, d.Messages[i].Role)
		}
	}
	return nil
}

// indexed waits until search has taken everything in.
func indexed(ctx context.Context, server *rig.Server) error {
	for range 480 {
		out, err := server.Command(ctx, "doctor")
		if err != nil {
			return err
		}
		for _, line := range strings.Split(out, "\n") {
			f := strings.Fields(line)
			if len(f) > 2 && f[1] == "events" && f[2] == "0" {
				return nil
			}
		}
		time.Sleep(250 * time.Millisecond)
	}
	return errors.New("search did not catch up within two minutes")
}

// checkSearch compares search with a plain scan, word by word.
func checkSearch(ctx context.Context, staff *rig.Client, dialogues []*dialogue, count int) error {
	texts := map[string]string{}
	var lines []string
	for _, d := range dialogues {
		for i, m := range d.Messages {
			texts[d.ids[i]] = m.Text
			lines = append(lines, m.Text)
		}
	}
	found, wanted, right := 0, 0, 0
	var wrong []string
	began := time.Now()
	for _, word := range pickWords(lines, count) {
		hits, err := staff.SearchAll(ctx, word)
		if err != nil {
			return fmt.Errorf("search %s: %w", word, err)
		}
		want := map[string]bool{}
		for id, text := range texts {
			if strings.Contains(text, word) {
				want[id] = true
			}
		}
		got := map[string]bool{}
		for _, h := range hits {
			got[h.MessageID] = true
			if want[h.MessageID] {
				right++
			}
		}
		found, wanted = found+len(hits), wanted+len(want)
		if len(hits) != len(want) || len(got) != len(hits) {
			wrong = append(wrong, fmt.Sprintf("%s: %d found, %d of them different, %d wanted", word, len(hits), len(got), len(want)))
		}
	}
	fmt.Printf("search: %d words, %d found, %d by a plain scan; recall %.4f, precision %.4f; %.1f s\n", count, found, wanted,
		float64(right)/float64(max(wanted, 1)), float64(right)/float64(max(found, 1)), time.Since(began).Seconds())
	if right != wanted || right != found || len(wrong) > 0 {
		return fmt.Errorf("search differs for %d words: %v", len(wrong), wrong[:min(len(wrong), 5)])
	}
	return nil
}

// pickWords takes pairs of neighbouring Han characters out of the lines, the
// same ones each time.
func pickWords(lines []string, count int) []string {
	r := rand.New(rand.NewPCG(200, 2))
	seen := map[string]bool{}
	var out []string
	for tries := 0; len(out) < count && tries < 100*count; tries++ {
		text := []rune(lines[r.IntN(len(lines))])
		if len(text) < 2 {
			continue
		}
		i := r.IntN(len(text) - 1)
		word := string(text[i : i+2])
		if unicode.Is(unicode.Han, text[i]) && unicode.Is(unicode.Han, text[i+1]) && !seen[word] {
			seen[word] = true
			out = append(out, word)
		}
	}
	return out
}
