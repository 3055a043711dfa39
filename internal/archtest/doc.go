// Package archtest holds the house rules of docs/architecture.md as tests:
// who may import whom, what a file's first word allows it to touch, that every
// package explains itself, that goroutines start in one place, and which
// modules of others reach the binary.
package archtest
