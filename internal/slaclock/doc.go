// Package slaclock keeps target clocks (时限) on any subject: by when somebody
// must have done what was promised, and who is told when it gets late.
//
// # Words
//
//   - subject: what the clock is about, by its kind and id ("conversation", …).
//   - kind: first response (首次响应), next response (再次响应), hold (挂起), resolve
//     (解决), on site (到场). A key tells several clocks of one kind apart, like
//     the rounds of a conversation.
//   - target: working time in named hours of package calendar, or time round the
//     clock without hours.
//   - pause (暂停): time that does not count, with its reason. Overlapping pauses
//     count once; the clock goes on when the last one ends.
//   - stage: a warning at a percentage of the target (预警), the breach (超时), or
//     a step of the chain after it (升级).
//   - met (达标): stopped at or before the due time.
//
// # Invariants
//
//   - A clock is the only one of its subject, kind and key; starting it again
//     changes nothing.
//   - Every stage is told once and in order, however often its timer runs, in
//     however many processes, and however the machine's clock jumps: the stage's
//     number moves in the transaction that emits the event. None is lost: what
//     is due is in the table, and timers are only a reason to look.
//     What is adopted late tells at once the last warning that has gone by, and
//     the last step of the chain, not each.
//   - What had stopped a clock may be taken back: it goes on from its start as if
//     it had not been stopped (Again).
//   - What has happened is not rewritten. A change of hours moves the open
//     clocks that have not been breached; a breached one keeps its due time, and
//     an ended one its whole explanation.
//   - A new target counts from the original start, but is due no earlier than
//     five minutes from the change.
//
// # Timers
//
// Thousands of clocks may start in a second, so a job is armed for a bucket of
// five seconds and not for a clock. Its handler takes every clock that is due by
// then. A process remembers the buckets it has armed; two processes may arm the
// same one, which costs a look. A sweep in every process looks as well: it finds
// what the jobs miss when the program's clock is moved, and what is farther ahead
// than buckets are armed.
//
// Tables: slaclock.
//
// Modules above start and stop clocks in their own transactions; tier 1.
package slaclock
