// Package web is the door (门面): HTTP, the API and the static pages. It knows
// statuses and sentences so that nobody else has to. A module registers typed
// routes with Handle; each names who it is for and which permission it asks,
// and package web identifies the person, checks the permission, limits size
// and rate, decodes, validates, and turns a fault into a status and a sentence
// in the reader's language.
//
// Invariants: unknown fields and unknown query parameters are refused; invalid
// UTF-8 is refused; every answer carries X-Request-Id; a page of ours never
// runs a script that is not ours (CSP); a cookie alone never authorises a
// cross-origin write; proxy headers count only from configured proxies.
package web
