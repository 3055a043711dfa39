// Package workforce knows who serves (人手): who is here now, who can do what,
// who should be here when, and who stands in for whom.
//
// # Words
//
//   - presence (在岗状态): online 在线, busy 忙碌, break 小休, away 离开, off 下线.
//     A person chooses online, busy, break or off; away is decided by the
//     server alone, when the connection is lost.
//   - line (连接): one socket of one tab. Any living line makes its person connected.
//   - break (小休) of a kind, with a limit and, where customers wait, a cover
//     (顶班) who takes over meanwhile.
//   - substitute (代理): who acts for somebody from one moment to another.
//   - skill (技能) and language, in levels 1 to 5.
//   - shift type (班次), rota (排班): which shifts somebody has on which day.
//
// # Invariants
//
//   - A heartbeat is never written. What is stored changes when the state does;
//     who is connected is known in memory only and exchanged over the bus.
//   - A transition is stored before anybody is told, and once: rows carry a
//     version, and of several processes that decide the same one wins.
//   - Online and busy need a line. A line counts until it has been silent for 30
//     seconds, or closed for 12; a start, or a jump of the clock, gives everybody
//     40 seconds to come back, and takes nobody away for the time that it
//     skipped. Who has never opened a socket is not judged by one.
//   - Who was connected when the house ended is expected for those 40 seconds.
//   - Off is asked about like a break while customers wait for who goes.
//   - A second browser chooses nothing: signing in there leaves the state that was
//     chosen in one that is open, and only signing out of the last makes off.
//   - Away ends only when the person says so (or signs in): a laptop that wakes
//     up has not brought its owner back.
//   - Nobody covers or substitutes for themselves, not in a circle either.
//   - Nobody has two shifts at the same time.
//
// Tables: workforce_presence, workforce_span, workforce_setting,
// workforce_skill, workforce_staff_skill, workforce_substitute,
// workforce_shift_type, workforce_rota.
//
// Tier 1: routing and insight stand on it; it asks upward by Hooks.
package workforce
