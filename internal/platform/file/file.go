package file

import (
	"net/url"
	"strings"
	"time"

	"tiexin/internal/platform/auth"
)

const (
	// MaxBytes of one file.
	MaxBytes = 20 << 20
	// LinkLife of a visitor's link.
	LinkLife = 15 * time.Minute
	// headBytes are enough to tell every type.
	headBytes = 3072
)

// File is the facts of an attachment.
type File struct {
	ID          string
	Blob        string
	Name        string
	Size        int64
	MIME        string
	Inline      bool
	Width       int
	Height      int
	SHA256      string
	Owner       string // see OwnerOf
	SubjectKind string // what claimed it; empty: nothing yet
	SubjectID   string
	CreatedAt   time.Time
	BrokenAt    time.Time // when it was found to differ from what was uploaded; zero: not
}

// Attachment is a file as people see it.
type Attachment struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Size   int64  `json:"size" doc:"Bytes."`
	Type   string `json:"type" doc:"Content type, found by looking at the content."`
	Image  bool   `json:"image" doc:"Shown in place; everything else downloads."`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	URL    string `json:"url" doc:"Where to read it, for this reader alone."`
}

// OwnerOf names a person as the owner of files: "staff:ID" or
// "visitor:CHANNEL/ID", since two sites may give one id to two customers.
func OwnerOf(p auth.Person) string {
	if p.Kind == auth.Visitor {
		return VisitorOwner(p.ChannelID, p.ID)
	}
	return string(p.Kind) + ":" + p.ID
}

// VisitorOwner names a channel's visitor as the owner of files.
func VisitorOwner(channelID, visitorID string) string {
	return string(auth.Visitor) + ":" + channelID + "/" + visitorID
}

// formerOwner is how an owner was named before the channel belonged to it, for
// what was uploaded then and not yet sent; "-" for who never was.
func formerOwner(owner string) string {
	_, visitorID, ok := strings.Cut(owner, "/")
	if !ok || !strings.HasPrefix(owner, string(auth.Visitor)+":") {
		return "-"
	}
	return "former-" + string(auth.Visitor) + ":" + visitorID
}

// viewer is how a link names the visitor it was made for: what their site
// proved them by belongs to it, so that it ends with the proof.
func viewer(p auth.Person) string { return p.ID + "@" + p.ChannelID + p.Proof }

// viewerOf reads it back. A visitor's id is whatever a site chose, a mail
// address for most; a channel's has no @ and no #.
func viewerOf(text string) (auth.Person, bool) {
	at := strings.LastIndexByte(text, '@')
	if at < 0 {
		return auth.Person{}, false
	}
	channelID, _, _ := strings.Cut(text[at+1:], "#")
	return auth.Person{Kind: auth.Visitor, ID: text[:at], ChannelID: channelID, Proof: text[at+1+len(channelID):]}, true
}

// ForStaff is the file as staff see it.
func (f File) ForStaff() Attachment {
	return f.attachment("/api/v1/files/" + f.ID + "/" + url.PathEscape(f.Name))
}

func (f File) attachment(link string) Attachment {
	return Attachment{ID: f.ID, Name: f.Name, Size: f.Size, Type: f.MIME, Image: f.Inline, Width: f.Width, Height: f.Height, URL: link}
}
