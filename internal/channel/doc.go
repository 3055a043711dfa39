// Package channel is where customers reach us (渠道): web chat now, mail, SMS
// and the rest later. It keeps what a channel is called, which unit serves it
// and how it is set up; an adapter below it (channel/widget, …) speaks with
// the outside and hands what comes in to conversation.
//
// Invariants: a channel's key is public and says nothing; its identity secret
// is shown once and never again; a disabled channel takes nothing in; a block
// has a reason, an end and a line in the trail, and whoever is in danger is
// heard in spite of it.
//
// Tables: channel, channel_block.
package channel
