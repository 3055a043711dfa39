package apptest

import (
	"encoding/json"
	"slices"
	"strings"
)

// WidgetCodes are the refusals that a customer may read. Whatever else a route
// for them answers was written for somebody else: it names rules of the house,
// colleagues or their load, and refuses what has to be heard.
var WidgetCodes = []string{
	"auth.required", "not_found", "internal",
	"check.bad_character", "check.empty", "check.too_long", "check.too_short", "message.empty", "message.too_many_files", "message.recall_too_late",
	"file.broken_off", "file.empty", "file.name", "file.too_large", "file.too_many_pixels", "file.type_forbidden", "file.unknown",
	"file.quota", "widget.crowded", // for a flood from one address; a message may be left
	"widget.messages_full",                   // for a flood of those; it names when to come again
	"widget.blocked", "widget.blocked_heard", // a colleague keeps them out
	"widget.demo_hidden", "widget.demo_none", "widget.demo_over", // of the page that nobody is shown any more
	"widget.contact", "widget.contact_odd", // nobody could call or write to it; the form asks once, and whoever stays with it leaves it
	"routing.already_served", // there is nothing to leave: somebody is serving them
	"storage.full", "storage.unavailable",
}

// widgetCode tells whether an answer of a route for customers is theirs to read.
func widgetCode(path string, status int, raw []byte) (code string, ok bool) {
	if status < 400 || !strings.HasPrefix(path, "/api/v1/widget/") {
		return "", true
	}
	var p struct{ Code string }
	if json.Unmarshal(raw, &p) != nil || p.Code == "" {
		return string(raw), false
	}
	return p.Code, strings.HasPrefix(p.Code, "request.") || slices.Contains(WidgetCodes, p.Code)
}
