package conversation

import (
	"slices"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/event"
	"tiexin/internal/platform/fault"
)

// permSupervise is of module routing, which stands above: it is what lets
// somebody take over, and so dispose of what a colleague serves.
const permSupervise = "routing.supervise"

// Supervises tells whether somebody leads where a conversation stands: the
// permission alone says nothing of a colleague's talk in another unit.
func Supervises(p auth.Person, c Conversation) bool {
	return p.Visible(permSupervise).Allows("", c.UnitID)
}

// watches tells whether somebody only looks on at what a colleague serves. A
// program never holds a conversation and would have to take over what it only
// ends: what its token permits it does without.
func watches(p auth.Person, c Conversation) bool {
	return p.Kind == auth.Staff && !p.Program && servedByOther(p, c)
}

func servedByOther(p auth.Person, c Conversation) bool {
	return c.State == Open && c.OwnerID != "" && c.OwnerID != p.ID
}

// mayAnswer refuses a reply that would slip in beside the colleague who serves,
// of who neither leads there nor was asked to help, and of the others unless it
// is said to be meant (插话).
func mayAnswer(p auth.Person, c Conversation, in Send) error {
	if in.Kind != Reply || !servedByOther(p, c) {
		return nil
	}
	if !Supervises(p, c) && !slices.Contains(c.Helpers, p.ID) {
		return fault.Forbidden(permSupervise)
	}
	if in.Interject || !watches(p, c) {
		return nil
	}
	return fault.Conflict("conversation.interject").With("owner_id", c.OwnerID)
}

// answersNow tells whether the customer may hear that somebody writes to them:
// whose reply would go out as things stand, and the helper who has joined. Who
// only watches is nobody to them until they have spoken.
func answersNow(p auth.Person, c Conversation) bool {
	if c.State != Open || !sightOf(p, PermReply).sees(c) {
		return false
	}
	return slices.Contains(c.Helpers, p.ID) || mayAnswer(p, c, Send{Kind: Reply}) == nil
}

// mayHandle refuses to end, pass on or release what a colleague serves: to who
// could not take it over for ever, to who could until they have (接管).
func mayHandle(p auth.Person, c Conversation, kind event.Kind) error {
	if kind != EventClosed && kind != EventAssigned && kind != EventReleased || !servedByOther(p, c) {
		return nil
	}
	if !Supervises(p, c) {
		return fault.Forbidden(permSupervise)
	}
	if watches(p, c) {
		return fault.Conflict("conversation.take_over").With("owner_id", c.OwnerID)
	}
	return nil
}
