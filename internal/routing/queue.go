package routing

import (
	"time"

	"tiexin/internal/customer"
)

// Mode is how a queue hands out what waits.
type Mode string

const (
	ModeOffer Mode = "offer" // one person is asked, accepts or declines
	ModeAuto  Mode = "auto"  // given without asking
	ModePull  Mode = "pull"  // people take for themselves
)

// Valid tells whether m is a mode.
func (m Mode) Valid() bool { return m == ModeOffer || m == ModeAuto || m == ModePull }

// Need is a skill that an item of a queue asks for.
type Need struct {
	SkillID string `json:"skill_id" maxLength:"64"`
	Level   int    `json:"level" minimum:"1" maximum:"5"`
}

// Queue is one line that customers wait in.
type Queue struct {
	ID        string
	Name      string
	UnitID    string
	Enabled   bool
	Mode      Mode
	HoursID   string // empty: always open
	Everybody bool   // all who may reply in the unit are members
	Members   []string
	Channels  []string // channels whose conversations come here
	Needs     []Need
	Serves    customer.Kind // only such customers; empty: all
	Rules     QueueRules
	Version   int64
	CreatedAt time.Time
}

// QueueRules are the numbers of a queue, in seconds; 0 switches a rule off
// unless said otherwise.
type QueueRules struct {
	OfferSeconds     int    `json:"offer_seconds" minimum:"5" maximum:"600" doc:"How long one person is asked."`
	StewardSeconds   int    `json:"steward_seconds" minimum:"0" maximum:"3600" doc:"How long the customer's steward comes first."`
	LastAgentSeconds int    `json:"last_agent_seconds" minimum:"0" maximum:"3600" doc:"How long whoever served the customer last comes first."`
	LanguageSeconds  int    `json:"language_seconds" minimum:"0" maximum:"3600" doc:"How long those who speak the customer's language come first."`
	OverflowSeconds  int    `json:"overflow_seconds" minimum:"0" maximum:"86400" doc:"After this wait the other queue serves too."`
	OverflowQueueID  string `json:"overflow_queue_id" required:"false" maxLength:"64"`
	MessageSeconds   int    `json:"message_seconds" minimum:"0" maximum:"86400" doc:"After this wait the customer is offered to leave a message, or a call-back where there are some."`
	Callbacks        bool   `json:"callbacks" doc:"Who leaves a message keeps their place: members are asked in turn to call back."`
	TargetSeconds    int    `json:"target_seconds" minimum:"0" maximum:"86400" doc:"Promise: the first and every next answer comes within."`
}

// DefaultRules of a new queue.
func DefaultRules() QueueRules {
	return QueueRules{OfferSeconds: 20, StewardSeconds: 60, LastAgentSeconds: 30, LanguageSeconds: 60, MessageSeconds: 120, Callbacks: true, TargetSeconds: 180}
}

// Settings hold for the whole house.
type Settings struct {
	Places         map[string]int `json:"places" doc:"Places per person and slot where nothing else is said; chat: 5, callback: 1."`
	GradeSeconds   map[string]int `json:"grade_seconds" doc:"How far a grade moves a customer forward."`
	VIPSeconds     int            `json:"vip_seconds" minimum:"0" maximum:"86400"`
	StrictClaims   bool           `json:"strict_claims" doc:"Also refuse people who take more than their places by themselves."`
	TransferSecs   int            `json:"transfer_seconds" minimum:"10" maximum:"3600" doc:"A transfer that nobody accepts returns after this."`
	IdlePromptSecs int            `json:"idle_prompt_seconds" minimum:"0" maximum:"86400" doc:"A silent customer is asked after this; 0: never."`
	IdleCloseSecs  int            `json:"idle_close_seconds" minimum:"0" maximum:"86400" doc:"And the conversation ends after this; 0: never."`
	MissedLimit    int            `json:"missed_limit" minimum:"0" maximum:"20" doc:"Offers missed in a row that make somebody busy; 0: never."`
	Version        int64          `json:"version"`
}

// DefaultSettings of a new installation. Idle times: M05; transfer: M07.
func DefaultSettings() Settings {
	return Settings{Places: map[string]int{SlotChat: 5, SlotCallback: 1}, GradeSeconds: map[string]int{"A": 120, "B": 60, "C": 0, "D": 0}, VIPSeconds: 300,
		TransferSecs: 120, IdlePromptSecs: 180, IdleCloseSecs: 600, MissedLimit: 3}
}
