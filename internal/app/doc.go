// Package app puts the program together: the one list of modules, the order
// in which parts start and stop, and what the commands in cmd share.
package app
