// Package customer knows the customers (客户): persons and organisations, the
// phones, mail addresses and channel identities they are reached by (渠道身份).
// The full archive, family dates and grades come on top of this later.
//
// Invariants: an identity (channel + the channel's own name for somebody)
// belongs to one customer; an identity claimed without proof is never joined
// to an existing customer; phone numbers leave this package masked unless the
// reader gives a reason, which is audited.
//
// Staff see the customers of the units their scope covers, and those of every
// unit above their own: whom the company serves, each of its teams serves.
// A customer is found by name, pinyin, digits of a number or address, in the
// list by the column find, in the search by hidden terms; neither is shown.
//
// Tables: customer, customer_phone, customer_email, customer_identity.
//
// Called by conversation (who writes?), channel adapters and the desk.
package customer
