package workforce

import (
	"context"
	"time"
)

// PresenceView is somebody's presence as colleagues see it.
type PresenceView struct {
	StaffID   string     `json:"staff_id"`
	Name      string     `json:"name"`
	UnitName  string     `json:"unit_name"`
	State     State      `json:"state" enum:"online,busy,break,away,off"`
	Chosen    State      `json:"chosen" enum:"online,busy,break,off" doc:"What the person chose; away is the server's word."`
	Since     *time.Time `json:"since" doc:"Null for who has never had a state."`
	BreakKind BreakKind  `json:"break_kind,omitempty" enum:"meal,restroom,training,coaching,paperwork,cooldown"`
	Until     *time.Time `json:"until" doc:"Limit of a break."`
	CoverID   string     `json:"cover_id,omitempty"`
	CoverName string     `json:"cover_name,omitempty"`
	Connected bool       `json:"connected" doc:"Whether any tab is open."`
	LostAt    *time.Time `json:"lost_at" doc:"Last sign of life of who is away."`
	Reason    string     `json:"reason,omitempty" enum:"lost,overdue,missed"`
}

func (s *Service) view(ctx context.Context, p Presence) PresenceView {
	c, _ := s.Directory.Colleague(ctx, p.StaffID)
	v := PresenceView{StaffID: p.StaffID, Name: c.Name, UnitName: c.UnitName, State: p.State, Chosen: p.Chosen, Since: known(p.Since),
		BreakKind: p.BreakKind, Until: known(p.Until), CoverID: p.CoverID, Connected: p.Connected, LostAt: known(p.LostAt), Reason: p.Reason}
	if p.CoverID != "" {
		cover, _ := s.Directory.Colleague(ctx, p.CoverID)
		v.CoverName = cover.Name
	}
	return v
}

func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
