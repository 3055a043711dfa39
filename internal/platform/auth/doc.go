// Package auth holds the primitives of sign-in (登录) and of permission (权限).
// It stores nothing and sends nothing: modules keep the rows, this package does
// the arithmetic, and all of it can be tested without a clock or a database.
//
// # Words
//
//   - person (操作人): whoever acts: staff, a visitor (访客), nobody, or the system.
//   - permission: a verb on a noun, "conversation.read"; a grant joins it with a
//     scope (数据范围): own, team, unit, subtree, all.
//   - unit tree (组织架构): company, region, project, team (公司、区域、项目、班组).
//   - filter: which rows a person may see; the one policy that REST, sockets,
//     attachments, exports, search and jobs share.
//   - token (令牌): a random secret shown once, stored as a hash.
//   - recovery code (备用码): a one-time replacement for the second factor.
//
// # Scopes
//
// own: rows the person owns. team: rows of the person's unit. subtree: rows of
// the person's unit and everything below. unit: rows of the enclosing project
// and everything below it; without an enclosing project, the same as subtree.
// all: everything. Every scope contains the person's own rows, and each contains
// the one before in the order own, team, subtree, unit, all (Wider).
//
// # Invariants
//
//   - Passwords are hashed with argon2id after NFKC, so that full-width input
//     signs in too. At most a few hashes run at once and at most a few dozen
//     wait; beyond that the answer is ErrBusy, not more memory.
//   - An unknown name costs the same work as a wrong password (CheckUnknown).
//   - Tokens have 160 random bits and match exactly or not at all: empty, blank,
//     shortened and case-changed ones do not.
//   - Signed texts name their kind and version under the signature; a token of
//     one kind is never valid as another. The previous key stays accepted while
//     keys are changed.
//   - All comparisons of secrets take constant time.
//   - A one-time code counts once: CheckTOTP returns its step, the caller stores
//     it and gives it back next time.
//   - Delays after wrong passwords depend on the address that failed. Nobody can
//     lock another person out from elsewhere.
//   - Anything not granted is refused: the zero Person, the zero Filter and an
//     unknown scope see nothing.
package auth
