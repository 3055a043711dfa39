package channel

import (
	"context"
	"net/http"
	"time"

	"tiexin/internal/platform/web"
)

// BlockView is a block as staff see it.
type BlockView struct {
	ID         string     `json:"id"`
	Kind       BlockKind  `json:"kind" enum:"visitor,address,customer"`
	Subject    string     `json:"subject" doc:"Id of the identity or the customer, or the address (of IPv6 its /64)."`
	Name       string     `json:"name" doc:"What people call whom it keeps out."`
	Reason     string     `json:"reason"`
	EndsAt     time.Time  `json:"ends_at"`
	MadeBy     string     `json:"made_by"`
	MadeByName string     `json:"made_by_name"`
	MadeAt     time.Time  `json:"made_at"`
	LiftedBy   string     `json:"lifted_by_name,omitempty"`
	LiftedAt   *time.Time `json:"lifted_at,omitempty"`
	Counts     bool       `json:"counts" doc:"It keeps somebody out now."`
}

// ViewBlock shows a block.
func (s *Service) ViewBlock(ctx context.Context, b Block) BlockView {
	made, _ := s.Directory.Colleague(ctx, b.MadeBy)
	lifted, _ := s.Directory.Colleague(ctx, b.LiftedBy)
	return BlockView{ID: b.ID, Kind: b.Kind, Subject: b.Subject, Name: b.Name, Reason: b.Reason, EndsAt: b.EndsAt, MadeBy: b.MadeBy,
		MadeByName: made.Name, MadeAt: b.MadeAt, LiftedBy: lifted.Name, LiftedAt: b.LiftedAt, Counts: b.Counts(s.Clock.Now())}
}

type blocksIn struct {
	All    bool   `query:"all" doc:"Those that have ended, too."`
	Cursor string `query:"cursor" maxLength:"64"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"100"`
}

// BlockIn is what a block is made of, besides whom it keeps out.
type BlockIn struct {
	ClientKey string    `json:"client_key" minLength:"1" maxLength:"64"`
	Reason    string    `json:"reason" maxLength:"200"`
	EndsAt    time.Time `json:"ends_at" doc:"At most 366 days ahead."`
}

type blockAddressIn struct {
	Body struct {
		BlockIn
		Address string `json:"address" minLength:"1" maxLength:"64" doc:"An IP address; of IPv6 its /64 is meant."`
	}
}

func (s *Service) blockOperations(a *web.API) {
	web.Handle(a, web.Route{ID: "block.list", Method: http.MethodGet, Path: "/blocks", For: web.Staff, Permission: PermBlock, Summary: "Who is kept out, or ever was."}, s.httpBlocks)
	web.Handle(a, web.Route{ID: "block.make", Method: http.MethodPost, Path: "/blocks", For: web.Staff, Permission: PermBlock, Status: http.StatusCreated, Summary: "Keep an address out for a while."},
		func(ctx context.Context, in *blockAddressIn) (*BlockView, error) {
			b, err := s.Block(ctx, in.Body.ClientKey, Block{Kind: BlockAddress, Subject: in.Body.Address, Reason: in.Body.Reason, EndsAt: in.Body.EndsAt}, nil)
			v := s.ViewBlock(ctx, b)
			return &v, err
		})
	web.Handle(a, web.Route{ID: "block.lift", Method: http.MethodPost, Path: "/blocks/{id}/lift", For: web.Staff, Permission: PermBlock, Summary: "Let somebody in again."},
		func(ctx context.Context, in *PathID) (*BlockView, error) {
			b, err := s.Lift(ctx, in.ID)
			v := s.ViewBlock(ctx, b)
			return &v, err
		})
}

func (s *Service) httpBlocks(ctx context.Context, in *blocksIn) (*web.Page[BlockView], error) {
	rows, err := s.Blocks(ctx, in.All, in.Cursor, in.Limit)
	views := make([]BlockView, len(rows))
	for i, b := range rows {
		views[i] = s.ViewBlock(ctx, b)
	}
	next := ""
	if in.All && len(rows) == in.Limit {
		next = rows[len(rows)-1].ID
	}
	return web.PageOf(views, next), err
}
