package app_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/web"
)

// bad is one wrong request.
type bad struct {
	name   string
	who    string // lin, admin, visitor or nobody
	method string
	path   string // CONV, FOREIGN (conversation), THEIRS (message in it), MINE (message in CONV)
	body   any
	header string // "Name: value"
	status int
	code   string
	field  string
}

const deep = 100_000

var (
	long    = strings.Repeat("长", 10_001)
	nested  = strings.Repeat("[", deep) + strings.Repeat("]", deep)
	huge    = `{"client_key":"k","kind":"reply","text":"` + strings.Repeat("x", 300<<10) + `"}`
	inDepth = `{"client_key":"k","kind":"reply","text":` + strings.Repeat(`{"a":`, deep) + "1" + strings.Repeat("}", deep) + `}`
)

// message is a body for the desk with one text.
func message(text string) string { return `{"client_key":"k","kind":"reply","text":` + text + `}` }

const (
	at   = "/conversations/CONV"
	send = at + "/messages"
	room = "/widget/messages"
)

func badRequests() []bad {
	return slices.Concat(badShapes(), badIDs(), badTexts(), badBlanks(), badBodies(), badStates(), badHours(), badQueues())
}

// badQueues are queues, places, transfers and messages that cannot be meant.
func badQueues() []bad {
	queue := func(rest string) string {
		return `{"client_key":"k","name":"二线","unit_id":"ROOT","mode":"offer","everybody":true` + rest + `}`
	}
	rules := func(field, n string) string {
		seconds := map[string]string{"offer_seconds": "20", "steward_seconds": "0", "last_agent_seconds": "0", "language_seconds": "0", "overflow_seconds": "0",
			"message_seconds": "0", "target_seconds": "180", "callbacks": "true"}
		seconds[field] = n
		out := []string{}
		for k, v := range seconds {
			out = append(out, `"`+k+`":`+v)
		}
		return `,"rules":{` + strings.Join(out, ",") + `}`
	}
	settings := func(places string) string {
		return `{"places":` + places + `,"grade_seconds":{},"vip_seconds":0,"strict_claims":false,"transfer_seconds":120,"idle_prompt_seconds":0,"idle_close_seconds":0,"missed_limit":0,"version":0}`
	}
	const path, set = "/routing/queues", "/routing/settings"
	return []bad{
		{"negative wait", "admin", "POST", path, queue(rules("overflow_seconds", "-1")), "", 400, "", "rules.overflow_seconds"},
		{"endless offer", "admin", "POST", path, queue(rules("offer_seconds", "601")), "", 400, "", "rules.offer_seconds"},
		{"overflow without a target", "admin", "POST", path, queue(rules("overflow_seconds", "60")), "", 400, "routing.overflow_half", "rules.overflow_queue_id"},
		{"queue of no unit", "admin", "POST", path, `{"client_key":"k","name":"二线","unit_id":"none","mode":"offer"}`, "", 400, "unit.unknown", "unit_id"},
		{"queue mode", "admin", "POST", path, queue(`,"mode":"push"`), "", 400, "", ""},
		{"unknown hours", "admin", "POST", path, queue(`,"hours_id":"none"`), "", 400, "routing.hours_unknown", "hours_id"},
		{"unknown skill", "admin", "POST", path, queue(`,"needs":[{"skill_id":"none","level":1}]`), "", 400, "routing.skill_unknown", "needs"},
		{"skill of level six", "admin", "POST", path, queue(`,"needs":[{"skill_id":"none","level":6}]`), "", 400, "", ""},
		{"member nobody knows", "admin", "POST", path, queue(`,"members":["none"]`), "", 400, "staff.unknown", "members"},
		{"no places for all", "admin", "PUT", set, settings(`{"chat":0}`), "", 400, "routing.places_zero", "places.chat"},
		{"too many places", "admin", "PUT", set, settings(`{"chat":101}`), "", 400, "routing.places", "places.chat"},
		{"transfer to nobody", "lin", "POST", at + "/transfers", `{"client_key":"k","kind":"warm"}`, "", 400, "routing.transfer_target", "to_id"},
		{"transfer to both", "lin", "POST", at + "/transfers", `{"client_key":"k","kind":"warm","to_id":"a","to_queue_id":"b"}`, "", 400, "routing.transfer_target", "to_id"},
		{"transfer to a stranger", "lin", "POST", at + "/transfers", `{"client_key":"k","kind":"warm","to_id":"none"}`, "", 400, "staff.unknown", "to_id"},
		{"transfer to no queue", "lin", "POST", at + "/transfers", `{"client_key":"k","kind":"cold","to_queue_id":"none"}`, "", 400, "routing.queue_unknown", "to_queue_id"},
		{"transfer note too long", "lin", "POST", at + "/transfers", `{"client_key":"k","kind":"warm","to_id":"none","note":"` + long + `"}`, "", 400, "check.too_long", "note"},
		{"consult without a question", "lin", "POST", at + "/transfers", `{"client_key":"k","kind":"consult","to_id":"none","note":" "}`, "", 400, "routing.consult_note", "note"},
		{"whisper to both", "lin", "POST", at + "/whisper", `{"client_key":"k","text":"x","to_id":"a","to_queue_id":"b"}`, "", 400, "routing.transfer_target", "to_id"},
		{"whisper to a stranger", "lin", "POST", at + "/whisper", `{"client_key":"k","text":"x","to_id":"none"}`, "", 400, "staff.unknown", "to_id"},
		{"whisper to no queue", "lin", "POST", at + "/whisper", `{"client_key":"k","text":"x","to_queue_id":"none"}`, "", 400, "routing.queue_unknown", "to_queue_id"},
		{"whisper to oneself", "lin", "POST", at + "/whisper", `{"client_key":"k","text":"x"}`, "", 400, "routing.whisper_self", "to_id"},
		{"places of an unknown kind", "admin", "PUT", "/routing/seats/none", `{"slot":"sofa","places":1}`, "", 400, "", "slot"},
		{"transfer of a stranger's", "lin", "POST", "/conversations/FOREIGN/transfers", `{"client_key":"k","kind":"warm","to_id":"none"}`, "", 404, "not_found", ""},
		{"message without a caller", "lin", "POST", "/routing/messages", `{"client_key":"k","caller":" ","contact":"1","matter":"x","urgency":"normal","for_id":"none"}`, "", 400, "check.empty", "caller"},
		{"message for nobody", "lin", "POST", "/routing/messages", `{"client_key":"k","caller":"王","contact":"1","matter":"x","urgency":"normal"}`, "", 400, "routing.message_for", "for_id"},
		{"message of no urgency", "lin", "POST", "/routing/messages", `{"client_key":"k","caller":"王","contact":"1","matter":"x","urgency":"panic"}`, "", 400, "", "urgency"},
		{"visitor's message with half a number", "visitor", "POST", "/widget/phone-messages", `{"client_key":"k","name":"王","contact":"13800","matter":"x"}`, "", 400, "widget.contact", "contact"},
		{"visitor's message with half an address", "visitor", "POST", "/widget/phone-messages", `{"client_key":"k","name":"王","contact":"wang@","matter":"x"}`, "", 400, "widget.contact", "contact"},
		{"nothing but NUL of a visitor", "visitor", "POST", room, `{"client_key":"k","text":"\u0000"}`, "", 400, "message.empty", "text"},
		{"visitor's message without contact", "visitor", "POST", "/widget/phone-messages", `{"client_key":"k","name":"王","contact":"","matter":"x"}`, "", 400, "check.empty", "contact"},
	}
}

// badHours are working hours and clocks that cannot be meant.
func badHours() []bad {
	hours := func(week string) string {
		return `{"client_key":"k","name":"x","zone":"Asia/Shanghai","week":` + week + `}`
	}
	preview := func(rest string) string {
		return `{"hours":{"zone":"Asia/Shanghai","week":{"mon":[["09:00","18:00"]]}},"at":"2026-11-23T02:00:00Z",` + rest + `}`
	}
	const path, try = "/calendar/hours", "/calendar/hours/preview"
	return []bad{
		{"overlapping ranges", "admin", "POST", path, hours(`{"mon":[["09:00","12:00"],["11:00","18:00"]]}`), "", 400, "calendar.overlap", "week.mon"},
		{"impossible range", "admin", "POST", path, hours(`{"mon":[["09:00","25:00"]]}`), "", 400, "calendar.range", "week.mon[0]"},
		{"range of one end", "admin", "POST", path, hours(`{"mon":[["09:00"]]}`), "", 400, "", ""},
		{"empty range", "admin", "POST", path, hours(`{"mon":[["09:00","09:00"]]}`), "", 400, "calendar.range_empty", "week.mon"},
		{"eighth day", "admin", "POST", path, hours(`{"funday":[["09:00","18:00"]]}`), "", 400, "calendar.weekday", "week.funday"},
		{"no working time", "admin", "POST", path, hours(`{}`), "", 400, "calendar.never_open", "week"},
		{"unknown zone", "admin", "POST", path, `{"client_key":"k","name":"x","zone":"Mars/Base","week":{}}`, "", 400, "calendar.zone", "zone"},
		{"holidays doubled", "admin", "PUT", "/calendar/years/2027", `{"text":"2027-01-01,holiday,元旦\n2027-01-01,holiday,元旦"}`, "", 400, "calendar.day_doubled", "text"},
		{"holidays missing", "admin", "PUT", "/calendar/years/2027", `{"text":"2027-01-01,holiday,元旦"}`, "", 400, "calendar.day_missing", "text"},
		{"negative minutes", "lin", "POST", try, preview(`"minutes":-1`), "", 400, "", "minutes"},
		{"absurd minutes", "lin", "POST", try, preview(`"minutes":1000000000`), "", 400, "", "minutes"},
		{"pause that ends before it begins", "lin", "POST", try, preview(`"pauses":[["2026-11-23T04:00:00Z","2026-11-23T03:00:00Z"]]`), "", 400, "calendar.pause", "pauses[0]"},
		{"clocks of nothing", "lin", "GET", "/slaclock/clocks", nil, "", 400, "", "subject"},
		{"clocks of what nobody knows", "lin", "GET", "/slaclock/clocks?subject=x&subject_id=y", nil, "", 404, "not_found", ""},
		{"clocks of a conversation of others", "lin", "GET", "/slaclock/clocks?subject=conversation&subject_id=FOREIGN", nil, "", 404, "not_found", ""},
	}
}

// badShapes have too much, too little, or the wrong kind of thing.
func badShapes() []bad {
	return []bad{
		{"unknown field", "lin", "POST", send, `{"client_key":"k","kind":"reply","text":"x","owner_id":"me"}`, "", 400, "request.unknown_field", "owner_id"},
		{"unknown field inside", "admin", "PATCH", "/me", `{"version":1,"preferences":{"send_key":"enter","density":"cozy","sound":true,"role":"admin"}}`, "", 400, "request.unknown_field", "preferences.role"},
		{"forbidden field", "lin", "PATCH", "/me", `{"version":1,"role_ids":["x"]}`, "", 400, "request.unknown_field", "role_ids"},
		{"capitals in a name", "lin", "POST", send, `{"client_key":"k","kind":"reply","TEXT":"x"}`, "", 400, "", "text"},
		{"unknown parameter", "lin", "GET", "/conversations?owner=x", nil, "", 400, "request.unknown_field", "owner"},
		{"unknown parameter of an upload", "lin", "POST", "/files?name=a&client_key=k&type=image/png", "x", "", 400, "request.unknown_field", "type"},
		{"missing field", "lin", "POST", send, `{"kind":"reply","text":"x"}`, "", 400, "request.missing", "client_key"},
		{"empty text", "lin", "POST", send, message(`""`), "", 400, "message.empty", "text"},
		{"over-long text", "lin", "POST", send, message(`"` + long + `"`), "", 400, "check.too_long", "text"},
		{"over-long text of a visitor", "visitor", "POST", room, `{"client_key":"k","text":"` + long + `"}`, "", 400, "check.too_long", "text"},
		{"over-long draft", "lin", "PUT", at + "/draft", `{"kind":"note","text":"` + long + `"}`, "", 400, "", "text"},
		{"over-long reason", "lin", "POST", at + "/close", `{"reason":"` + long[:603] + `"}`, "", 400, "", "reason"},
		{"over-long query", "lin", "GET", "/search?q=" + url.QueryEscape(long[:900]), nil, "", 400, "", "q"},
		{"sample without a key", "admin", "POST", "/sample", `{}`, "", 400, "request.missing", "client_key"},
		{"sample with an over-long key", "admin", "POST", "/sample", `{"client_key":"` + strings.Repeat("k", 65) + `"}`, "", 400, "", "client_key"},
		{"sample with a size", "admin", "POST", "/sample", `{"client_key":"k","customers":9}`, "", 400, "request.unknown_field", "customers"},
		{"over-long key", "lin", "POST", send, `{"client_key":"` + strings.Repeat("k", 65) + `","kind":"reply","text":"x"}`, "", 400, "", "client_key"},
		{"limit 10^9", "lin", "GET", "/conversations?limit=1000000000", nil, "", 400, "", "limit"},
		{"limit -1", "lin", "GET", "/conversations?limit=-1", nil, "", 400, "", "limit"},
		{"limit 0", "visitor", "GET", room + "?limit=0", nil, "", 400, "", "limit"},
		{"limit 10^30", "lin", "GET", "/search?q=a&limit=1000000000000000000000000000000", nil, "", 400, "", "limit"},
		{"limit of letters", "lin", "GET", send + "?limit=alle", nil, "", 400, "", "limit"},
		{"negative after", "visitor", "GET", room + "?after=-1", nil, "", 400, "", "after"},
		{"parameter twice", "lin", "GET", "/conversations?tab=mine&tab=queue", nil, "", 400, "request.duplicate", "tab"},
		{"broken escape", "lin", "GET", "/conversations?limit=%zz", nil, "", 400, "request.invalid", "query"},
		{"cursor of another report", "lin", "GET", "/insight/responses?cursor=" + web.EncodeCursor(map[string]any{"a": 1, "i": "x"}), nil, "", 400, "request.cursor", "cursor"},
		{"report of no day", "lin", "GET", "/insight/responses/summary?from=2026-02-30", nil, "", 400, "insight.date", "from"},
		{"report by moon", "lin", "GET", "/insight/responses/summary?group=moon", nil, "", 400, "", "group"},
		{"incident of a kind unknown", "lin", "POST", "/insight/incidents", `{"client_key":"k","kind":"nap","from":"2026-03-02T01:00:00Z","to":"2026-03-02T02:00:00Z"}`, "", 400, "", "kind"},
		{"incident backwards", "lin", "POST", "/insight/incidents", `{"client_key":"k","kind":"freeze","from":"2026-03-02T01:00:00Z","to":"2026-03-02T00:00:00Z"}`, "", 400, "insight.span", "to"},
		{"export of a field unknown", "admin", "GET", "/insight/responses/export?who=me", nil, "", 400, "request.unknown_field", "who"},
		{"garbage cursor", "lin", "GET", "/conversations?cursor=garbage", nil, "", 400, "request.cursor", "cursor"},
		{"cursor of nothing", "lin", "GET", "/conversations?cursor=e30", nil, "", 400, "request.cursor", "cursor"},
		{"cursor null", "lin", "GET", "/search?q=a&cursor=bnVsbA", nil, "", 400, "request.cursor", "cursor"},
		{"cursor of another list", "lin", "GET", "/search?q=a&cursor=" + web.EncodeCursor(map[string]any{"a": 1, "i": "x"}), nil, "", 400, "request.cursor", "cursor"},
		{"cursor with a forged id", "lin", "GET", "/conversations?cursor=" + web.EncodeCursor(struct {
			A int64  `json:"a"`
			I string `json:"i"`
		}{1, "' OR 1=1 --"}), nil, "", 400, "request.cursor", "cursor"},
		{"wrong tab", "lin", "GET", "/conversations?tab=all", nil, "", 400, "", "tab"},
		{"wrong kind", "lin", "POST", send, `{"client_key":"k","kind":"event","text":"x"}`, "", 400, "", "kind"},
		{"kind of a visitor's message", "lin", "POST", send, `{"client_key":"k","kind":"visitor","text":"x"}`, "", 400, "", "kind"},
		{"wrong type", "lin", "POST", send, message(`{"a":1}`), "", 400, "", "text"},
		{"null", "lin", "POST", send, message(`null`), "", 400, "", "text"},
		{"fraction", "lin", "POST", at + "/read", `{"seq":1.5}`, "", 400, "", "seq"},
		{"10^300", "lin", "POST", at + "/read", `{"seq":1e300}`, "", 400, "", ""},
	}
}

// badStates are of presence, breaks, the rota and skills.
func badStates() []bad {
	const mine = "/workforce/me/state"
	return []bad{
		{"away is not chosen", "lin", "PUT", mine, `{"state":"away"}`, "", 400, "", "state"},
		{"break of no kind", "lin", "PUT", mine, `{"state":"break"}`, "", 400, "workforce.break_kind", "break_kind"},
		{"break of a strange kind", "lin", "PUT", mine, `{"state":"break","break_kind":"nap"}`, "", 400, "", "break_kind"},
		{"cover who is nobody", "lin", "PUT", mine, `{"state":"break","break_kind":"meal","cover_id":"x"}`, "", 400, "staff.unknown", "cover_id"},
		{"16 minutes of cooling down", "admin", "PUT", "/workforce/breaks", `{"version":0,"rules":[{"kind":"cooldown","max_minutes":16,"needs_cover":false}]}`, "", 400, "workforce.break_minutes", "rules[0].max_minutes"},
		{"minutes below zero", "admin", "PUT", "/workforce/breaks", `{"version":0,"rules":[{"kind":"meal","max_minutes":-1,"needs_cover":false}]}`, "", 400, "", "rules[0].max_minutes"},
		{"customer of a language that is none", "admin", "PATCH", "/customers/CUSTOMER", `{"version":1,"regard":{"grade":"","vip":false,"steward_id":"","language":"Klingon!"}}`, "", 400, "check.language", "regard.language"},
		{"skill of a language that is none", "admin", "POST", "/workforce/skills", `{"client_key":"k","kind":"language","name":"英","language":"English!"}`, "", 400, "workforce.language", "language"},
		{"ability with a language", "admin", "POST", "/workforce/skills", `{"client_key":"k","kind":"skill","name":"英","language":"en"}`, "", 400, "workforce.language", "language"},
		{"skill without a name", "admin", "POST", "/workforce/skills", `{"client_key":"k","kind":"skill","name":" "}`, "", 400, "", "name"},
		{"shift of a minute", "admin", "POST", "/workforce/shift-types", `{"client_key":"k","name":"x","start_min":0,"length_min":1}`, "", 400, "", "length_min"},
		{"30 February", "lin", "GET", "/workforce/rota?from=2026-02-30&to=2026-03-01", nil, "", 400, "workforce.date", "from"},
		{"rota backwards", "lin", "GET", "/workforce/rota?from=2026-03-02&to=2026-03-01", nil, "", 400, "workforce.date", "to"},
		{"rota of a year", "lin", "GET", "/workforce/rota?from=2026-01-01&to=2026-12-31", nil, "", 400, "workforce.date", "to"},
		{"garbage cursor of presence", "lin", "GET", "/workforce/presence?cursor=garbage", nil, "", 400, "request.cursor", "cursor"},
		{"no cells", "admin", "PUT", "/workforce/rota", `{"cells":[]}`, "", 400, "", "cells"},
	}
}

// badIDs name what is not there, or not theirs.
func badIDs() []bad {
	return []bad{
		{"foreign conversation", "lin", "POST", "/conversations/FOREIGN/messages", message(`"x"`), "", 404, "not_found", ""},
		{"malformed id", "lin", "GET", "/conversations/1", nil, "", 404, "not_found", ""},
		{"id in capitals", "lin", "GET", "/conversations/CONV_UPPER", nil, "", 404, "not_found", ""},
		{"id with a statement", "lin", "GET", "/conversations/" + url.PathEscape("' OR '1'='1"), nil, "", 404, "not_found", ""},
		{"id with NUL", "admin", "DELETE", "/labels/%00", nil, "", 404, "not_found", ""},
		{"id with broken UTF-8", "admin", "PATCH", "/channels/%ff", `{"version":1}`, "", 404, "not_found", ""},
		{"id of 10^4 characters", "lin", "GET", "/conversations/" + strings.Repeat("x", 10_000), nil, "", 400, "", "id"},
		{"message of another conversation", "lin", "POST", at + "/messages/THEIRS/recall", nil, "", 404, "not_found", ""},
		{"one's own message elsewhere", "lin", "POST", "/conversations/FOREIGN/messages/MINE/recall", nil, "", 404, "not_found", ""},
		{"somebody else's file", "lin", "POST", send, `{"client_key":"k","kind":"reply","text":"x","attachment_ids":["THEIRFILE"]}`, "", 400, "file.unknown", "attachment_ids"},
		{"the same file twice", "lin", "POST", send, `{"client_key":"k","kind":"reply","text":"x","attachment_ids":["MYFILE","MYFILE"]}`, "", 400, "file.unknown", "attachment_ids"},
		{"eleven files", "lin", "POST", send, `{"client_key":"k","kind":"reply","text":"x","attachment_ids":["1","2","3","4","5","6","7","8","9","10","11"]}`, "", 400, "message.too_many_files", "attachment_ids"},
		{"unknown label", "lin", "PUT", at + "/labels", `{"label_ids":["x"]}`, "", 400, "label.unknown", "label_ids"},
		{"unknown colleague", "lin", "POST", at + "/assign", `{"staff_id":"x"}`, "", 400, "staff.unknown", "staff_id"},
		{"unknown mention", "lin", "POST", send, `{"client_key":"k","kind":"note","text":"x","mentions":["x"]}`, "", 400, "staff.unknown", "mentions"},
	}
}

// badTexts cannot be kept as they are.
func badTexts() []bad {
	return []bad{
		{"10^5 lists", "lin", "POST", send, message(nested), "", 400, "request.depth", "body"},
		{"10^5 objects", "lin", "POST", send, inDepth, "", 0, "", ""},
		{"10^5 lists of nobody", "nobody", "POST", "/session", nested, "", 400, "request.depth", "body"},
		{"invalid UTF-8", "lin", "POST", send, message("\"\xff\xfe\""), "", 400, "request.utf8", "body"},
		{"overlong UTF-8", "lin", "POST", send, message("\"\xc0\xaf\""), "", 400, "request.utf8", "body"},
		{"surrogate in UTF-8", "lin", "POST", send, message("\"\xed\xa0\x80\""), "", 400, "request.utf8", "body"},
		{"high surrogate alone", "lin", "POST", send, message(`"\ud83d"`), "", 400, "request.utf8", "text"},
		{"low surrogate alone", "lin", "POST", send, message(`"a\ude00b"`), "", 400, "request.utf8", "text"},
		{"surrogates the wrong way round", "lin", "POST", send, message(`"\ude00\ud83d"`), "", 400, "request.utf8", "text"},
		{"NUL in a text", "lin", "POST", send, message(`"a\u0000b"`), "", 400, "check.bad_character", "text"},
		{"NUL in a draft", "lin", "PUT", at + "/draft", `{"kind":"note","text":"\u0000"}`, "", 400, "check.bad_character", "text"},
		{"NUL in a key", "lin", "POST", send, `{"client_key":"\u0000","kind":"reply","text":"x"}`, "", 400, "check.bad_character", "client_key"},
		{"NUL for a visitor's key", "visitor", "POST", room, `{"client_key":"\u0000","text":"x"}`, "", 400, "", "client_key"},
		{"NUL in a name of a field", "lin", "POST", send, `{"client_key":"k","kind":"reply","text":"x","\u0000":1}`, "", 400, "check.bad_character", ""},
		{"NUL in a list", "lin", "PUT", at + "/labels", `{"label_ids":["x","\u0000"]}`, "", 400, "check.bad_character", "label_ids[1]"},
		{"NUL in a query", "lin", "GET", "/search?q=%00", nil, "", 400, "check.bad_character", "q"},
		{"broken UTF-8 in a query", "lin", "GET", "/conversations?label_id=%ff", nil, "", 400, "check.bad_character", "label_id"},
		{"NUL in an upload's key", "visitor", "POST", "/widget/files?name=a&client_key=%00", "x", "", 400, "check.bad_character", "client_key"},
		{"NUL in a sign-in", "nobody", "POST", "/session", `{"login":"\u0000","password":"x"}`, "", 400, "check.bad_character", "login"},
		{"right-to-left override in a label", "admin", "POST", "/labels", `{"client_key":"k","name":"\u202egpj","colour":"#000000"}`, "", 400, "check.bad_character", "name"},
		{"zero width in a label", "admin", "POST", "/labels", `{"client_key":"k","name":"急\u200b","colour":"#000000"}`, "", 400, "check.bad_character", "name"},
		{"nothing but a filler as a label", "admin", "POST", "/labels", `{"client_key":"k","name":"\u3164","colour":"#000000"}`, "", 400, "check.bad_character", "name"},
		{"block without a visible reason", "admin", "POST", "/blocks", map[string]any{"client_key": "k", "address": "192.0.2.1", "reason": "\u200b", "ends_at": "2026-03-03T01:00:00Z"}, "", 400, "", "reason"},
		{"block for ever", "admin", "POST", "/blocks", map[string]any{"client_key": "k", "address": "192.0.2.1", "reason": "骚扰", "ends_at": "9999-03-03T01:00:00Z"}, "", 400, "channel.block_end", "ends_at"},
		{"block of a kind that is none", "admin", "POST", "/conversations/CONV/block", map[string]any{"client_key": "k", "kind": "everybody", "reason": "骚扰", "ends_at": "2026-03-03T01:00:00Z"}, "", 400, "", "kind"},
		{"line break in a channel's name", "admin", "POST", "/channels", map[string]any{"client_key": "k", "kind": "widget", "name": "a\nb", "unit_id": "ROOT", "settings": channelSettings(nil)}, "", 400, "check.bad_character", "name"},
		{"tag characters in a colleague's name", "admin", "PATCH", "/me", `{"version":1,"name":"a\udb40\udc41"}`, "", 400, "check.bad_character", "name"},
		{"colour of letters", "admin", "POST", "/labels", `{"client_key":"k","name":"红","colour":"url(//x"}`, "", 400, "check.colour", "colour"},
		{"site with a path", "admin", "POST", "/channels", map[string]any{"client_key": "k", "kind": "widget", "name": "a", "unit_id": "ROOT", "settings": channelSettings(map[string]any{"allowed_sites": []string{"javascript:alert(1)"}})}, "", 400, "check.site", "settings.allowed_sites"},
	}
}

// badBlanks are texts in which there is nothing to be seen: nobody is answered by
// one, and no name, note or reason is made of one.
func badBlanks() []bad {
	var out []bad
	for _, blank := range []string{"", " ", "\u3000", "\u200b", "\u2060", "\u202e\u202c", "\u0007", "\ufe0f", "\u3164", "\u2800", "\u200d\u200d", "\u00ad", "\ufffc", "\ufeff\n\t \u2066\u2069"} {
		raw, err := json.Marshal(blank)
		if err != nil {
			panic(err)
		}
		text := string(raw)
		name := fmt.Sprintf("%+q ", blank)
		out = append(out,
			bad{name + "of a visitor", "visitor", "POST", room, `{"client_key":"k","text":` + text + `}`, "", 400, "message.empty", "text"},
			bad{name + "as a reply", "lin", "POST", send, message(text), "", 400, "message.empty", "text"},
			bad{name + "as a note", "lin", "POST", send, `{"client_key":"k","kind":"note","text":` + text + `}`, "", 400, "message.empty", "text"},
			bad{name + "as a whisper", "admin", "POST", at + "/whisper", `{"client_key":"k","text":` + text + `}`, "", 400, "", "text"},
			bad{name + "as a label", "admin", "POST", "/labels", `{"client_key":"k","name":` + text + `,"colour":"#000000"}`, "", 400, "", "name"},
			bad{name + "as a name", "admin", "PATCH", "/customers/CUSTOMER", `{"version":1,"name":` + text + `}`, "", 400, "", "name"},
			bad{name + "as a question to a colleague", "lin", "POST", at + "/transfers", `{"client_key":"k","kind":"consult","to_id":"x","note":` + text + `}`, "", 400, "routing.consult_note", "note"},
			bad{name + "as a matter", "lin", "POST", "/routing/messages", `{"client_key":"k","for_id":"x","caller":"李","contact":"1","urgency":"normal","matter":` + text + `}`, "", 400, "check.empty", "matter"},
			bad{name + "as a name of who left a message", "visitor", "POST", "/widget/phone-messages", `{"client_key":"k","contact":"1","matter":"请回电","name":` + text + `}`, "", 400, "check.empty", "name"},
		)
	}
	return out
}

// badBodies are no JSON of ours, or come from nobody.
func badBodies() []bad {
	return []bad{
		{"form", "lin", "POST", send, "client_key=k&kind=reply&text=x", "Content-Type: application/x-www-form-urlencoded", 415, "request.content_type", ""},
		{"plain text", "lin", "POST", send, message(`"x"`), "Content-Type: text/plain", 415, "request.content_type", ""},
		{"XML", "visitor", "POST", room, "<x/>", "Content-Type: application/xml", 415, "request.content_type", ""},
		{"a list for a body", "nobody", "POST", "/session", `[]`, "", 400, "request.invalid", "body"},
		{"a text for a body", "nobody", "POST", "/session", `"x"`, "", 400, "request.invalid", "body"},
		{"null for a body", "nobody", "POST", "/session", `null`, "", 400, "request.invalid", "body"},
		{"a list for a field", "nobody", "POST", "/widget/visitors", `{"channel_key":[]}`, "", 400, "request.invalid", "channel_key"},
		{"a text for an object in a list", "admin", "POST", "/customers", `{"client_key":"k","name":"a","phones":["x"]}`, "", 400, "request.invalid", "phones[0]"},
		{"25,000 names of nobody", "nobody", "POST", "/session", "{" + manyNames(25_000) + "}", "", 400, "request.unknown_field", "u3e8"},
		{"no body", "lin", "POST", send, nil, "", 400, "request.invalid", "body"},
		{"empty object", "visitor", "POST", room, "{}", "", 400, "request.missing", "client_key"},
		{"broken JSON", "lin", "POST", send, `{"client_key":"k",`, "", 400, "request.syntax", "body"},
		{"two documents", "lin", "POST", send, message(`"x"`) + message(`"y"`), "", 400, "request.syntax", "body"},
		{"a list", "lin", "POST", send, `[1]`, "", 400, "", ""},
		{"huge body", "lin", "POST", send, huge, "", 413, "request.too_large", ""},
		{"huge body of nobody", "nobody", "POST", "/session", huge, "", 413, "request.too_large", ""},
		{"field twice", "visitor", "POST", room, `{"client_key":"k","text":"a","text":"b"}`, "", 400, "request.duplicate", "text"},
		{"field twice, once escaped", "lin", "POST", send, `{"client_key":"k","kind":"reply","text":"a","te\u0078t":"b"}`, "", 400, "request.duplicate", "text"},
		{"field twice inside", "nobody", "POST", "/widget/visitors", `{"channel_key":"KEY","identity":{"id":"a","id":"b","expires":1,"signature":""}}`, "", 400, "request.duplicate", "identity.id"},
		{"forged token", "nobody", "GET", "/me", nil, "Authorization: Bearer txs_" + strings.Repeat("A", 43), 401, "auth.required", ""},
		{"visitor token cut short", "nobody", "GET", room, nil, "Authorization: Bearer 1.AAAA.AAAA", 401, "auth.required", ""},
		{"unknown path", "lin", "GET", "/nothing/here", nil, "", 404, "not_found", ""},
		{"unknown method", "lin", "DELETE", "/conversations", nil, "", 404, "not_found", ""},
	}
}

// internals are words that an answer to a stranger must not hold.
var internals = regexp.MustCompile(`(?i)sqlite|postgres|pgx|SQLSTATE|constraint|goroutine|panic|\.go:|/internal/|huma|json:|strconv|unmarshal|interface \{|<nil>|EOF`)

// TestBadInput sends wrong requests: each gets its status, a code, the field,
// and leaves nothing behind.
func TestBadInput(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, mine := w.thread(w.shopKey, w.lin)
		_, theirs := w.thread(w.bankKey, w.wu)
		file := func(c *apptest.Client) string {
			return apptest.Text(c.Must(http.StatusCreated, "POST", apptest.Query("/files", "name", "a.txt", "client_key", "bad"), "x"), "id")
		}
		names := strings.NewReplacer("CONV_UPPER", strings.ToUpper(mine), "CONV", mine, "FOREIGN", theirs, "ROOT", s.Root, "CUSTOMER", apptest.Text(w.lin.Must(http.StatusOK, "GET", "/conversations/"+mine, nil), "customer.id"), "KEY", w.shopKey,
			"MYFILE", file(w.lin), "THEIRFILE", file(w.wu), "MINE", apptest.Text(write(w.lin, mine, "reply", "我的"), "id"), "THEIRS", apptest.Text(write(w.wu, theirs, "reply", "别人的"), "id"))
		people := map[string]*apptest.Client{"lin": w.lin, "admin": s.Admin, "visitor": v, "nobody": s.Client()}
		s.Settled()
		s.Until("the queue stands", func() bool { return strings.Contains(countAll(t, s, []string{"routing_setting"}), "routing_setting 1") })
		ours := ownTables(t, s)
		for _, b := range badRequests() {
			before := countAll(t, s, ours)
			refuse(t, people[b.who], b, names)
			if after := countAll(t, s, ours); after != before {
				t.Errorf("%s: something was stored:\n%s\n%s", b.name, before, after)
			}
		}
	})
}

func refuse(t *testing.T, c *apptest.Client, b bad, names *strings.Replacer) {
	t.Helper()
	c.Header = http.Header{}
	defer func() { c.Header = http.Header{} }()
	if name, value, ok := strings.Cut(b.header, ": "); ok {
		c.Header.Set(name, value)
	}
	body := b.body
	switch x := body.(type) {
	case string:
		body = names.Replace(x)
	case map[string]any:
		raw, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		body = names.Replace(string(raw))
	}
	res, raw := c.Raw(b.method, names.Replace(b.path), body)
	var p struct {
		Code, Message, Field string
		RequestID            string `json:"request_id"`
	}
	if err := json.Unmarshal(raw, &p); err != nil {
		t.Errorf("%s: %d %.200s", b.name, res.StatusCode, raw)
		return
	}
	if b.status != 0 && res.StatusCode != b.status || b.status == 0 && res.StatusCode/100 != 4 {
		t.Errorf("%s: %d, want %d: %.300s", b.name, res.StatusCode, b.status, raw)
	}
	if b.code != "" && p.Code != b.code || p.Code == "" || p.Message == "" || p.RequestID != res.Header.Get("X-Request-Id") {
		t.Errorf("%s: code %q, want %q: %.300s", b.name, p.Code, b.code, raw)
	}
	if b.field != "" && p.Field != b.field {
		t.Errorf("%s: field %q, want %q: %.300s", b.name, p.Field, b.field, raw)
	}
	if found := internals.FindString(sameButID(raw)); found != "" || len(raw) > 2000 || strings.Contains(p.Message, p.Code) {
		t.Errorf("%s: the answer tells of our insides (%s): %.300s", b.name, found, raw)
	}
}

// tablesNotOurs are counted by nobody: they change by themselves.
var tablesNotOurs = regexp.MustCompile(`^(goose|river|sqlite|search|audit_seal|event_cursor|org_session|org_failure|staff_session)`)

// ownTables lists the tables whose rows nobody but a request adds to.
func ownTables(t *testing.T, s *apptest.Server) []string {
	t.Helper()
	var out []string
	for _, table := range tables(t, s) {
		if !tablesNotOurs.MatchString(table) {
			out = append(out, table)
		}
	}
	if len(out) < 15 {
		t.Fatalf("hardly any tables: %v", out)
	}
	return out
}

// TestTextAtTheLimit stores what is exactly as long as it may be, in every
// width of character, raw and escaped.
func TestTextAtTheLimit(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, conversation := w.thread(w.shopKey, w.lin)
		for i, unit := range []string{"x", "é", "长", "😀", "\n", "\""} {
			text := strings.Repeat(unit, 9_999) + "x" // line breaks alone say nothing
			raw, err := json.Marshal(text)
			if err != nil {
				t.Fatal(err)
			}
			escaped := strings.ReplaceAll(string(raw), "😀", `\ud83d\ude00`)
			body := fmt.Sprintf(`{"client_key":"limit%d","text":%s}`, i, escaped)
			if got := apptest.Text(v.Must(http.StatusCreated, "POST", "/widget/messages", body), "text"); got != text {
				t.Errorf("%q came back as %d bytes", unit, len(got))
			}
			if got := apptest.Text(write(w.lin, conversation, "note", text), "text"); got != text {
				t.Errorf("%q as a note came back as %d bytes", unit, len(got))
			}
		}
		w.lin.Must(http.StatusNoContent, "PUT", "/conversations/"+conversation+"/draft", map[string]any{"kind": "reply", "text": strings.Repeat("😀", 10_000)})
		v.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": strings.Repeat("k", 64), "text": "x"})
	})
}

// manyNames are as many members that no request knows.
func manyNames(n int) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = fmt.Sprintf(`"u%x":0`, i)
	}
	return strings.Join(parts, ",")
}
