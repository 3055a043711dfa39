package app

import (
	"testing"
)

// ImpatientUpgrades has an upgrade wait for nobody, until the test ends.
func ImpatientUpgrades(t *testing.T) {
	was := aloneWaits
	aloneWaits = 0
	t.Cleanup(func() { aloneWaits = was })
}
