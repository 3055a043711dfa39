package workforce

import (
	"sync"
	"sync/atomic"

	"tiexin/internal/org"
	"tiexin/internal/platform/audit"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/realtime"
)

// Deps is what the service stands on.
type Deps struct {
	DB        *db.DB
	Clock     clock.Clock
	Audit     *audit.Trail
	Log       *event.Log
	Bus       *event.Bus
	Hub       *realtime.Hub // nil: nobody is told by socket
	Directory *org.Directory
	Hooks     *Hooks
}

// Service holds the use cases.
type Service struct {
	Deps
	node  string // of this process
	board *board

	mu       sync.Mutex
	onChange []func(before, after Presence)
	onSkills []func()

	skills      atomic.Pointer[heldSkills]
	substitutes atomic.Pointer[heldSubstitutes]
	ticks       atomic.Int64
	skillTurns  atomic.Int64
}

// New makes the service.
func New(d Deps) *Service {
	now := d.Clock.Now()
	return &Service{Deps: d, node: id.New(now), board: newBoard(now)}
}

// OnChange calls do after each change of a presence, here or in another
// process, once it is decided and stored. Register before the start.
func (s *Service) OnChange(do func(before, after Presence)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onChange = append(s.onChange, do)
}

// OnSkills calls do after skills have changed, here or in another process.
func (s *Service) OnSkills(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onSkills = append(s.onSkills, do)
}
