package event

// Woken tells whether a subscriber has been told to look since it was last asked.
func (l *Log) Woken(name string) bool {
	select {
	case <-l.wake[name]:
		return true
	default:
		return false
	}
}
