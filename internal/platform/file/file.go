package file

import (
	"net/url"
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

// OwnerOf names a person as the owner of files: "staff:ID" or "visitor:ID".
func OwnerOf(p auth.Person) string { return string(p.Kind) + ":" + p.ID }

// ForStaff is the file as staff see it.
func (f File) ForStaff() Attachment {
	return f.attachment("/api/v1/files/" + f.ID + "/" + url.PathEscape(f.Name))
}

func (f File) attachment(link string) Attachment {
	return Attachment{ID: f.ID, Name: f.Name, Size: f.Size, Type: f.MIME, Image: f.Inline, Width: f.Width, Height: f.Height, URL: link}
}
