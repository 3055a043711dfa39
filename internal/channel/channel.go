package channel

import "time"

// Kind names an adapter.
type Kind string

// Widget is web chat (网页会话).
const Widget Kind = "widget"

// Channel is one way in.
type Channel struct {
	ID        string
	Kind      Kind
	Key       string // public, in the install snippet
	Name      string
	UnitID    string
	Enabled   bool
	Settings  Settings
	Secret    string // for signed identities; empty: none given yet
	Met       bool   // somebody came who was no trial of the sample page
	Version   int64
	CreatedAt time.Time
}

// Settings of web chat.
type Settings struct {
	Title          string   `json:"title" maxLength:"60"`
	Subtitle       string   `json:"subtitle" maxLength:"120"`
	Greeting       string   `json:"greeting" maxLength:"500"`
	OfflineText    string   `json:"offline_text" maxLength:"500"`
	Colour         string   `json:"colour" maxLength:"7" doc:"#rrggbb"`
	Position       string   `json:"position" enum:"right,left"`
	AllowedSites   []string `json:"allowed_sites" maxItems:"50" doc:"Origins that may show it; empty: any."`
	Language       string   `json:"language" enum:"auto,zh-CN,zh-TW,en"`
	ShowStaffNames bool     `json:"show_staff_names"`
	HideDemo       bool     `json:"hide_demo,omitempty" doc:"Nobody is shown the sample page any more, which ends by itself with the first customer of a real site."`
}

// Default settings of a new web chat.
func Default() Settings {
	return Settings{Colour: "#1f6f66", Position: "right", Language: "auto", AllowedSites: []string{}, ShowStaffNames: true}
}
