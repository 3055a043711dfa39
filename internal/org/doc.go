// Package org is the organisation and its people: units (组织单元: 公司 > 区域 >
// 项目 > 团队), staff (员工), roles (角色), permissions with their scope (权限与
// 范围), sign-in (登录), sessions (会话登录), invitation and reset links (邀请与
// 重置链接) and API tokens (接口令牌).
//
// Invariants: a login is unique and lower case; the tree of units has one root
// and no circle; the last active administrator can neither be disabled nor
// lose the role; a password or token is stored only as a hash; whoever is
// disabled or changes the password loses every session at once, here, and
// within five seconds in other processes; an unknown login answers like a
// wrong password, in the same time; failures delay the next try for the same
// account from the same address, so nobody can lock out somebody else; nobody
// gives, or takes over by a link, more rights than they have; a one-time link
// or code counts once, however many try at once; an API token can neither make
// tokens nor change the keys to its owner's account.
//
// Tables: org_setting, org_unit, org_staff, org_role, org_grant,
// org_staff_role, org_session, org_link, org_attempt.
//
// Any module may ask the Directory who somebody is.
package org
