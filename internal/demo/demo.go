// Package demo makes sample organisations (演示数据): people, customers and a
// year of talk, so that somebody who tries the product sees it at work, and so
// that measurements have something to measure.
//
// A world (package worlds/...) tells what there is, from a seed and a moment:
// the same seed and moment give the same world. This package writes it, many
// conversations to a transaction, through the modules' own methods for sample
// data, and fills the search index. Nothing of that is
// emitted: nobody acts on what never happened. What holds today, the rota, the
// queues and what colleagues are to be told, is done as on the desk. The organisation is marked as a sample,
// and nothing is ever sent outside from one.
package demo

import (
	"context"
	"slices"
	"time"

	"tiexin/internal/calendar"
	"tiexin/internal/channel"
	"tiexin/internal/conversation"
	"tiexin/internal/customer"
	"tiexin/internal/insight"
	"tiexin/internal/org"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/run"
	"tiexin/internal/platform/search"
	"tiexin/internal/routing"
	"tiexin/internal/workforce"
)

// Deps is what a world is written with.
type Deps struct {
	DB            *db.DB
	Clock         clock.Clock
	Run           *run.Group
	Org           *org.Service
	Channels      *channel.Service
	Customers     *customer.Service
	Conversations *conversation.Service
	Search        *search.Index
	Seeds         []func(ctx context.Context, tx *db.Tx) error // what every installation begins with
	Insight       *insight.Service                             // nil: no figures, as for measurements
	Directory     *org.Directory
	Calendar      *calendar.Service
	Workforce     *workforce.Service
	Routing       *routing.Service
}

// World tells what there is. Talks come in the order of their beginning.
type World interface {
	Sample() org.Sample
	Channel() (name, unitID string, settings channel.Settings)
	Labels() []conversation.Label
	Customers() []Customer
	Team(ch channel.Channel) *Team        // nil: nothing but the people
	Talk(ch channel.Channel) (Talk, bool) // false: no more
}

// Customer is a customer with the ways to reach them.
type Customer struct {
	customer.Customer
	Phones     []customer.Phone
	Identities []customer.Identity
}

// Talk is a conversation with its lines.
type Talk struct {
	conversation.Conversation
	Lines []conversation.Message
}

// Figures tell how much was written.
type Figures struct {
	Staff, Customers, Conversations, Messages int
	Took                                      time.Duration
}

const (
	customersAtOnce = 2000
	talksAtOnce     = 1000
)

// Make writes a world into an empty installation.
func Make(ctx context.Context, d Deps, w World) (Figures, error) {
	watch := clock.Start()
	var f Figures
	sample := w.Sample()
	if err := d.Org.FoundSample(ctx, sample); err != nil {
		return f, err
	}
	f.Staff = len(sample.Staff)
	var ch channel.Channel
	err := d.DB.Write(ctx, func(tx *db.Tx) (err error) {
		name, unitID, settings := w.Channel()
		if ch, err = d.Channels.Seed(ctx, tx, name, unitID, settings); err != nil {
			return err
		}
		for _, seed := range d.Seeds {
			if err := seed(ctx, tx); err != nil {
				return err
			}
		}
		return d.Conversations.ImportLabels(ctx, tx, w.Labels())
	})
	if err != nil {
		return f, err
	}
	people := w.Customers()
	f.Customers = len(people)
	if err := d.customers(ctx, ch, people); err != nil {
		return f, err
	}
	if err := d.talks(ctx, ch, w, &f); err != nil {
		return f, err
	}
	if err := d.team(ctx, w, ch); err != nil {
		return f, err
	}
	err = d.Search.Fill(ctx, 0)
	f.Took = watch.Elapsed()
	return f, err
}

func (d Deps) customers(ctx context.Context, ch channel.Channel, people []Customer) error {
	for batch := range slices.Chunk(people, customersAtOnce) {
		err := d.DB.Write(ctx, func(tx *db.Tx) error {
			for _, p := range batch {
				for i := range p.Identities {
					p.Identities[i].ChannelID, p.Identities[i].ChannelKind, p.Identities[i].ChannelName = ch.ID, string(ch.Kind), ch.Name
				}
				if err := d.Customers.Import(ctx, tx, p.Customer, customer.Reach{Phones: p.Phones}, p.Identities); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// talks writes while the next ones are being made.
func (d Deps) talks(ctx context.Context, ch channel.Channel, w World, f *Figures) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ready := make(chan []Talk, 2)
	d.Run.Go("sample world", func() {
		defer close(ready)
		compose(ctx, ch, w, ready)
	})
	for talks := range ready {
		err := d.DB.Write(ctx, func(tx *db.Tx) error {
			for _, t := range talks {
				if err := d.Conversations.Import(ctx, tx, t.Conversation, t.Lines); err != nil {
					return err
				}
				if d.Insight == nil {
					continue
				}
				if err := d.Insight.Import(ctx, tx, t.Conversation, t.Lines); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		f.Conversations += len(talks)
		for _, t := range talks {
			f.Messages += len(t.Lines)
		}
	}
	return nil
}

// compose makes the talks of one transaction after the other.
func compose(ctx context.Context, ch channel.Channel, w World, ready chan<- []Talk) {
	for more := true; more; {
		var talks []Talk
		var t Talk
		for len(talks) < talksAtOnce {
			if t, more = w.Talk(ch); !more {
				break
			}
			talks = append(talks, t)
		}
		select {
		case ready <- talks:
		case <-ctx.Done():
			return
		}
	}
}
