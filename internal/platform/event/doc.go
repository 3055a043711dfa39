// Package event tells the rest of the program what happened (事件). A module
// emits an event inside the transaction that made it true; the row in the
// outbox is the event, and it exists exactly when the fact does.
//
// A relay reads the outbox in batches, one cursor per subscriber, and moves
// the cursor in the same transaction in which the subscriber stores its own
// rows. A batch that fails is tried again, each event alone, with growing
// pauses; after MaxAttempts the event goes to the dead letters (死信), where an
// administrator sees it and can replay it, and the others go on.
//
// Order: events arrive in the order (transaction, seq) of settled
// transactions: those of this database below the oldest that is under way, see
// package db; what others write on the same server holds nothing up. Two
// transactions that touched the same thing may arrive in
// either order if they overlapped; subscribers look at sequence numbers.
//
// Wake-ups travel over NATS, inside the process by default. They carry no
// facts: losing all of them costs at most one poll interval.
//
// Tables: event_outbox, event_cursor, event_dead.
package event
