// Package routing is the one waiting queue (排队) for whatever has to reach the
// right person: chats now; calls, counter numbers, call-backs and field jobs
// register their kind and use the same engine.
//
// Words: a queue (队列/技能组) has members, skills, hours and promises; an item
// (待办项) is one matter that waits or is being served; an offer (派单/邀请接入)
// asks one member of staff, who accepts, declines or lets it lapse; a place
// (接待名额) is one of the matters a person can serve at the same time, their
// load (负载) is how many are taken; a steward (管家) is who always looks after
// a customer; overflow (溢出) moves what waits too long to another queue; a
// transfer (转接) is cold (直转), warm (说好再转) or a consult (请教), and the
// first receiver stays responsible (首问负责) until somebody accepts; a message
// (留言) is taken for somebody who cannot be had now; a call-back (回拨) is a
// message for a queue, whose members are asked in turn to call.
//
// The database is the ledger: routing_item changes in the transaction that
// changes the conversation. The board (看板) is the same in memory, in each
// process; it proposes, and the transaction that makes an offer looks again:
// what has been taken meanwhile is not offered, whoever is full gets nothing.
// So any number of processes may decide at once, and one that was stopped and
// goes on does nothing twice.
//
// Order: by entered time, moved forward by the bonus of the customer's grade
// and of VIPs; the oldest drains first whenever a place frees, somebody signs
// in or hours begin. Nobody is overtaken but by a rule, and each offer says by
// which. A cry for help comes before everything, an urgent message before other
// messages, and everybody who is here sees both at once.
//
// Invariants: an open conversation has one item; its holder is its owner or
// whom it is offered to; a message for a queue that calls back has one until
// somebody has answered it or it was given to a person, with the place that the
// customer had in the chat; offers, assignments and transfers never take anybody
// over their places; an item leaves the queue only by being served, by the
// customer leaving, or by being closed.
//
// Who goes while a transfer asks them gives it back at once; who is busy can
// still be asked by name. No wait is estimated where nobody takes (online, not
// looking on, with a place), and none below that of the first in line while
// nothing moves. After a start those who were here count as here until their
// desks had the time to come back.
//
// Who may no longer serve has left: disabled, in another role or unit, without
// the permission. Within seconds what they hold is in the line again, except
// what was given to them from outside of their place, which ends with serving.
//
// Who leads is asked to take customers only if they have chosen it (我也接客户);
// until then they look on (只看不接): online for colleagues, and for what one of
// them asks of them by name. While nobody else is here who could be asked, who
// has not chosen has no choice to make first.
//
// Tables: routing_queue, routing_queue_member, routing_queue_channel,
// routing_capacity, routing_taking, routing_seat, routing_setting, routing_item,
// routing_offer, routing_transfer, routing_message.
//
// Tier 3; nobody imports it but app and the sample worlds.
package routing
