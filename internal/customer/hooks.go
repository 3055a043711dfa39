package customer

import "context"

// Talks gives the newest conversations with a customer that the acting person
// may see, as the list of conversations shows them. Package conversation fills
// it in while the program is wired.
type Talks func(ctx context.Context, customerID string, limit int) ([]any, error)

// ShowsTalks says who gives a customer's conversations.
func (s *Service) ShowsTalks(by Talks) { s.talks = by }
