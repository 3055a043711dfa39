package pagesum

import "testing"

// BenchmarkSum sums a page.
func BenchmarkSum(b *testing.B) {
	page := make([]byte, 4096)
	for i := range page {
		page[i] = byte(i * 7)
	}
	seal(page)
	b.SetBytes(4096)
	for b.Loop() {
		if !whole(page) {
			b.Fatal("broken")
		}
	}
}
