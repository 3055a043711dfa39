package customer

import "time"

// Kind tells persons from organisations.
type Kind string

const (
	Person       Kind = "person"
	Organisation Kind = "organisation"
)

// Valid tells whether k is a kind.
func (k Kind) Valid() bool { return k == Person || k == Organisation }

// Customer is somebody we serve.
type Customer struct {
	ID          string
	Kind        Kind
	Name        string
	UnitID      string
	Note        string
	Regard      Regard
	FirstSeenAt time.Time
	LastSeenAt  time.Time
	Version     int64
}

// Regard is how somebody is to be served, whoever answers.
type Regard struct {
	Grade     Grade  `db:"grade" json:"grade" enum:",A,B,C,D" required:"false" doc:"Empty: not graded yet."`
	VIP       bool   `db:"vip" json:"vip" required:"false"`
	StewardID string `db:"steward_id" json:"steward_id" required:"false" maxLength:"64" doc:"Member of staff who looks after them; empty: nobody."`
	Language  string `db:"language" json:"language" maxLength:"20" required:"false" doc:"Code of the language they are served in, like zh-CN, yue or en; empty: any."`
}

// Grade of a customer; A is the most valuable.
type Grade string

// Valid tells whether g is a grade or none.
func (g Grade) Valid() bool { return g == "" || len(g) == 1 && g[0] >= 'A' && g[0] <= 'D' }

// Identity is how a channel calls a customer.
type Identity struct {
	ID          string
	CustomerID  string
	ChannelID   string
	ChannelKind string
	ChannelName string
	ExternalID  string // the channel's own name, e.g. the visitor's id
	Name        string
	Verified    bool // the channel has proved who it is
}

// Phone is a number of a customer, in E.164 form.
type Phone struct {
	ID     string `db:"id" json:"id,omitempty" maxLength:"64"`
	Number string `db:"number" json:"number" maxLength:"64"`
	Label  string `db:"label" json:"label" required:"false" maxLength:"40"`
}

// Email is a mail address of a customer.
type Email struct {
	ID      string `db:"id" json:"id,omitempty" maxLength:"64"`
	Address string `db:"address" json:"address" maxLength:"254"`
	Label   string `db:"label" json:"label" required:"false" maxLength:"40"`
}

// Reach is by what a customer is reached.
type Reach struct {
	Phones []Phone
	Emails []Email
}
