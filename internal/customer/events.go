package customer

import "tiexin/internal/platform/event"

// Events that this module tells.
const (
	EventMade    event.Kind = "customer.made"    // Made
	EventChanged event.Kind = "customer.changed" // Made, as it is now
	EventErased  event.Kind = "customer.erased"  // Erased
)

// Erased tells that nothing is left of a customer.
type Erased struct {
	CustomerID string `json:"customer_id"`
}

// Made tells of a new or changed customer.
type Made struct {
	CustomerID string `json:"customer_id"`
	Name       string `json:"name"`
	Grade      Grade  `json:"grade"`
	VIP        bool   `json:"vip"`
	UnitID     string `json:"unit_id"`
}
