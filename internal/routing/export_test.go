package routing

// For tests from outside, which start the whole program.
var (
	LeftAlone   = (*Service).leftAlone
	RecentWaits = recentWaits
)
