// Package conversation is the talk with a customer (会话) and its messages
// (消息): what the customer writes, replies (回复), internal notes (内部备注,
// never for the customer's eyes), and event lines (事件行); drafts (草稿), read
// marks (已读), recall (撤回), labels (标签), mentions (@提及), files (附件).
//
// A customer's identity in a channel, the peer, has at most one open
// conversation. A message after closing reopens it for ReopenWithin; later it
// begins a new one. A waiting conversation belongs to nobody; whoever claims
// it first is its one owner (归属).
//
// Who only watches what a colleague serves neither answers nor ends by accident:
// a reply says that it is meant (插话), and closing, passing on and releasing
// come after taking over (接管). An API token is a program: it holds nothing, so
// that its permissions alone decide.
//
// What a customer says is never refused by a rule of the house. A closed
// conversation comes back to its owner if they may serve it, are here and have
// a place; else it stands in the line.
//
// Two numberings: seq counts everything in a conversation, for staff, without
// gaps; public_seq counts what the customer may see, over all conversations
// of the peer, without gaps. Notes and event lines have no public_seq, and
// only rows with one can be read into the customer's view (PublicMessage).
//
// Invariants: a retry with the same client key changes nothing; unread counts
// and last-line columns are kept in the transaction of the message; what a
// socket tells is what the same person reads over REST.
//
// Tables: conversation, conversation_message, conversation_draft,
// conversation_mention, conversation_label, conversation_labelled.
//
// Called by channel adapters (Receive) and by the desk.
package conversation
