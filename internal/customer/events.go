package customer

import "tiexin/internal/platform/event"

// Events that this module tells.
const (
	EventMade    event.Kind = "customer.made"    // Made
	EventChanged event.Kind = "customer.changed" // Made, with the new name
)

// Made tells of a new or changed customer.
type Made struct {
	CustomerID string `json:"customer_id"`
	Name       string `json:"name"`
	UnitID     string `json:"unit_id"`
}
