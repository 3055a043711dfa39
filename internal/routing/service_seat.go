package routing

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
)

// Places is how many places somebody has in a slot.
type Places struct {
	Places int  `json:"places"`
	Own    bool `json:"own" doc:"Set for this person, not the house's."`
	Load   int  `json:"load"`
}

// Seat is how many places somebody has: in chats, and for call-backs.
type Seat struct {
	StaffID string `json:"staff_id"`
	Name    string `json:"name"`
	Places
	Callback Places `json:"callback"`
}

func (s *Service) placesOf(h *house, staffID, slot string) Places {
	_, own := h.capacity[staffID][slot]
	return Places{Places: h.places(staffID, slot), Own: own, Load: s.Board.InHand(staffID, slot)}
}

func (s *Service) seat(h *house, staffID, name string) Seat {
	return Seat{StaffID: staffID, Name: name, Places: s.placesOf(h, staffID, SlotChat), Callback: s.placesOf(h, staffID, SlotCallback)}
}

// Seats lists everybody who serves, with their places.
func (s *Service) Seats(ctx context.Context) ([]Seat, error) {
	h, err := readHouse(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	people, err := s.Directory.Colleagues(ctx)
	out, p := []Seat{}, auth.From(ctx)
	for staffID, who := range people {
		if person, ok := s.Directory.PersonOf(ctx, staffID); !ok || !Serves(person) || !p.Visible(PermRead).Allows(staffID, who.UnitID) {
			continue
		}
		out = append(out, s.seat(h, staffID, who.Name))
	}
	slices.SortFunc(out, func(a, b Seat) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.StaffID, b.StaffID)) })
	return out, err
}

// SetPlaces gives somebody places of their own in a slot; nil takes the
// house's again.
func (s *Service) SetPlaces(ctx context.Context, staffID, slot string, places *int) (Seat, error) {
	if places != nil && (*places < 0 || *places > MaxPlaces) {
		return Seat{}, fault.Invalid("routing.places", "places").With("max", MaxPlaces)
	}
	who, ok := s.Directory.Colleague(ctx, staffID)
	if !ok || !auth.From(ctx).Visible(PermManage).Allows("", who.UnitID) {
		return Seat{}, fault.NotFound()
	}
	var seat Seat
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := settings.Put(ctx, tx, "places", struct{}{}); err != nil { // one at a time: somebody must have one
			return err
		}
		h, err := readHouse(ctx, tx)
		if err != nil {
			return err
		}
		before := h.places(staffID, slot)
		own := maps.Clone(h.capacity[staffID])
		if own == nil {
			own = map[string]int{}
		}
		if places == nil {
			delete(own, slot)
			_, err = tx.Exec(ctx, stmtCapacityDrop, staffID, slot)
		} else {
			own[slot] = *places
			_, err = tx.Exec(ctx, stmtCapacityPut, staffID, slot, *places)
		}
		if err != nil {
			return err
		}
		h.capacity[staffID] = own
		if err := s.someoneServes(ctx, h, slot); err != nil {
			return err
		}
		seat = s.seat(h, staffID, who.Name)
		tx.AfterCommit(s.houseChanged)
		subject := audit.Subject{Kind: "staff", ID: staffID, Name: who.Name}
		return s.Audit.Record(ctx, tx, "routing.places_changed", subject, map[string]int{slot: before}, map[string]int{slot: h.places(staffID, slot)})
	})
	return seat, err
}

// someoneServes refuses a house in which nobody has a place: every customer
// would wait for ever.
func (s *Service) someoneServes(ctx context.Context, h *house, slot string) error {
	people, err := s.Directory.Colleagues(ctx)
	if err != nil {
		return err
	}
	for staffID := range people {
		if p, ok := s.Directory.PersonOf(ctx, staffID); ok && Serves(p) && h.places(staffID, slot) > 0 {
			return nil
		}
	}
	return fault.Conflict("routing.nobody_left")
}
