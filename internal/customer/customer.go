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
	FirstSeenAt time.Time
	LastSeenAt  time.Time
	Version     int64
}

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
