// Package run is the only place that starts goroutines (后台任务). A part that
// must keep going is given to Group.Keep, which restarts it after a panic or
// an error with growing pauses; a short errand goes to Group.Go. Stop ends the
// parts in the reverse order of their start and waits for each, so that what
// others need ends last.
package run
