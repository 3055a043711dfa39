// Package insight measures how long customers wait for an answer (响应时钟)
// and why (慢响应原因). It reads; nothing here changes a conversation.
//
// # Words
//
//   - round (轮次): from the first unanswered customer message to the first
//     answer of a person. Several messages in a row are one round. Notes, event
//     lines, typing and automatic texts answer nothing. Closing ends the round
//     unanswered. What is taken back has not been said: an answer that is
//     recalled answers nothing, and the round goes on from the customer's line.
//   - wait (等待, gross): the end of a round minus its start.
//   - excluded (扣除): seconds in which the owner's line was down (outage) or
//     their desk stood still (freeze), and seconds in which the owner or the
//     one who answered was sending a file (upload). What overlaps counts once,
//     for the first of these three. Desks report it themselves (incident); the
//     server clamps it to the past and to two hours.
//   - response (响应时间, net): wait − excluded.
//   - part (分段): how long each owner had the conversation while the round
//     ran. The whole counts for the team, the parts for the people; a part
//     without a person is the queue.
//   - slow (超时): answered, and the wait is longer than the target (3 minutes
//     unless set otherwise). It is the wait that counts here and not the
//     response: else a bad line could never appear among the causes.
//   - own (自己的): of the parts of whoever answered the working time of the
//     queue. Only who let the customer wait longer than the target in it is
//     asked why; the night, the line and a colleague before them are not theirs.
//   - away (离开): breaks and lost connections, as workforce knows them; where the
//     desk tells that the line was down it is an outage instead.
//   - cause (原因): one of the list that the organisation offers, which begins
//     with what its trade usually has. Coded by the system where the proven seconds
//     (away, network, freeze, upload) are more than half of the wait, then by
//     the largest; else the one who answered is asked. Not yet said: 待说明.
//
// # Figures
//
//   - first response: responses of rounds that are the first of their
//     conversation. All rounds: responses of all answered ones.
//   - median: the middle value, of two the mean. p90: the smallest value that
//     at least nine tenths do not exceed. mean: sum / n.
//   - 3-minute share: answered rounds with a response ≤ 180 s / answered
//     rounds; among those begun 08:00–24:00 in the organisation's zone, and
//     among all. The target does not change it.
//   - unanswered: rounds that ended by closing. They have no response time and
//     stand in no other figure.
//   - a round belongs to the day and hour in which it began, and to who answered
//     it; unanswered ones to the last owner.
//   - Pareto: slow rounds by cause; the shares are rounded so that they sum to
//     exactly 100 %.
//
// # How
//
// A subscriber keeps the few facts of each conversation that matter, numbered
// by seq, and derives the rounds anew from the last one that ended before what
// has come in. The same facts give the same rounds in whatever order and however
// often they come. Incidents come the same way, so that rounds have one writer;
// only the cause told by a person is written beside it, and is never overwritten.
//
// Replies of robots do not exist yet; rounds count people only.
//
// Tables: insight_fact, insight_round, insight_part, insight_incident,
// insight_setting.
package insight
