package customer

import (
	"context"

	"tiexin/internal/platform/db"
)

// page is what hangs on the customers of one page, by customer.
type page struct {
	reach      map[string]Reach
	identities map[string][]Identity
}

// hanging reads it in three statements, however many customers there are.
func hanging(ctx context.Context, q db.Querier, ids []string) (page, error) {
	p := page{identities: map[string][]Identity{}}
	var err error
	if p.reach, err = reachOfAll(ctx, q, ids); err != nil || len(ids) == 0 {
		return p, err
	}
	b := db.Build("customer.page_identities", `SELECT id, customer_id, channel_id, channel_kind, channel_name, external_id, name, verified
		FROM customer_identity WHERE`).InList("customer_id", ids)
	err = db.EachOf(ctx, q, b.Add("ORDER BY created_at, id LIMIT 5000"), func(r db.Row) error {
		i, err := scanIdentity(r)
		p.identities[i.CustomerID] = append(p.identities[i.CustomerID], i)
		return err
	})
	return p, err
}

// sameNumber lists who else has a number, of those whom the person sees.
func sameNumber(ctx context.Context, q db.Querier, number, butID string, seen sight) (out []Namesake, err error) {
	b := seen.where(db.Build("customer.same_number", `SELECT id, name FROM customer WHERE id <> $1
		AND id IN (SELECT customer_id FROM customer_phone WHERE number = $2)`, butID, number))
	err = db.EachOf(ctx, q, b.Add("ORDER BY last_seen_at DESC, id LIMIT 20"), func(r db.Row) error {
		var n Namesake
		err := r.Scan(&n.ID, &n.Name)
		out = append(out, n)
		return err
	})
	return out, err
}
