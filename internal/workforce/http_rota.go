package workforce

import (
	"context"
	"net/http"

	"tiexin/internal/platform/web"
)

type makeShiftIn struct {
	Body struct {
		ClientKey string `json:"client_key" minLength:"1" maxLength:"64"`
		Name      string `json:"name" maxLength:"12"`
		StartMin  int    `json:"start_min" minimum:"0" maximum:"1439"`
		LengthMin int    `json:"length_min" minimum:"30" maximum:"960"`
	}
}

type editShiftIn struct {
	PathID
	Body struct {
		Version   int64  `json:"version"`
		Name      string `json:"name" maxLength:"12"`
		StartMin  int    `json:"start_min" minimum:"0" maximum:"1439"`
		LengthMin int    `json:"length_min" minimum:"30" maximum:"960"`
	}
}

type rotaIn struct {
	web.List
	From   string `query:"from" required:"true" maxLength:"10" doc:"YYYY-MM-DD"`
	To     string `query:"to" required:"true" maxLength:"10" doc:"YYYY-MM-DD, at most 62 days."`
	UnitID string `query:"unit_id" maxLength:"64"`
}

type setRotaIn struct {
	Body struct {
		Cells []CellChange `json:"cells" minItems:"1" maxItems:"1500"`
	}
}

func (s *Service) shiftOperations(a *web.API) {
	web.Handle(a, reads("workforce.shift_types", http.MethodGet, "/workforce/shift-types", "Shifts by their beginning."),
		func(ctx context.Context, _ *web.Nothing) (*web.Page[ShiftType], error) {
			rows, err := s.ShiftTypes(ctx)
			return web.PageOf(rows, ""), err
		})
	make := manages("workforce.make_shift_type", http.MethodPost, "/workforce/shift-types", "Add a shift.")
	make.Status = http.StatusCreated
	web.Handle(a, make, func(ctx context.Context, in *makeShiftIn) (*ShiftType, error) {
		t, err := s.MakeShift(ctx, in.Body.ClientKey, ShiftType{Name: in.Body.Name, StartMin: in.Body.StartMin, LengthMin: in.Body.LengthMin})
		return &t, err
	})
	web.Handle(a, manages("workforce.change_shift_type", http.MethodPatch, "/workforce/shift-types/{id}", "Change a shift's name and times."),
		func(ctx context.Context, in *editShiftIn) (*ShiftType, error) {
			b := in.Body
			t, err := s.EditShift(ctx, ShiftType{ID: in.ID, Version: b.Version, Name: b.Name, StartMin: b.StartMin, LengthMin: b.LengthMin})
			return &t, err
		})
	web.Handle(a, manages("workforce.drop_shift_type", http.MethodDelete, "/workforce/shift-types/{id}", "Remove a shift that nobody has from today on."),
		func(ctx context.Context, in *PathID) (*web.Empty, error) { return nil, s.DropShift(ctx, in.ID) })
	web.Handle(a, reads("workforce.rota", http.MethodGet, "/workforce/rota", "Who works when, with what the rules of working time say."),
		func(ctx context.Context, in *rotaIn) (*web.Page[RotaRow], error) {
			rows, err := s.Rota(ctx, in.From, in.To, in.UnitID)
			if err != nil {
				return nil, err
			}
			return cut(in.List, rows, func(r RotaRow) string { return r.Login })
		})
	web.Handle(a, manages("workforce.set_rota", http.MethodPut, "/workforce/rota", "Give people their shifts; all cells or none."),
		func(ctx context.Context, in *setRotaIn) (*web.Empty, error) {
			return nil, s.SetRota(ctx, in.Body.Cells)
		})
	web.Handle(a, reads("workforce.rota_now", http.MethodGet, "/workforce/rota/now", "Who should be here now, those who are not first."),
		func(ctx context.Context, _ *web.Nothing) (*web.Page[OnDuty], error) {
			rows, err := s.Now(ctx)
			return web.PageOf(rows, ""), err
		})
}
