package audit

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"tiexin/internal/kit/csvsafe"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/i18n"
	"tiexin/internal/platform/web"
)

// exportStep is how many lines are read at a time.
const exportStep = 500

// exportColumns in order; each is headed by the text "audit.column.<name>".
var exportColumns = []string{"at", "actor_kind", "actor_id", "actor", "action", "subject_kind", "subject_id", "subject", "before", "after", "ip"}

// exporter answers with a stream, for which typed operations have no place.
func (t *Trail) exporter(a *web.API) http.Handler {
	return a.Stream(PermRead, func(w http.ResponseWriter, r *http.Request, p auth.Person) error {
		f, err := exportFilter(r.URL.Query())
		if err != nil {
			return err
		}
		if err := t.noteExport(r.Context(), r.URL.Query()); err != nil {
			return err
		}
		h := w.Header()
		h.Set("Content-Type", "text/csv; charset=utf-8")
		h.Set("Content-Disposition", `attachment; filename="audit-`+t.clock.Now().Format("20060102-150405")+`.csv"`)
		return t.export(r.Context(), csvsafe.NewWriter(w), f, headings(a, p))
	})
}

func headings(a *web.API, p auth.Person) []string {
	out := make([]string, len(exportColumns))
	for i, c := range exportColumns {
		out[i] = a.Texts.Text(i18n.Locale(p.Locale), "audit.column."+c, nil)
	}
	return out
}

// exportFilter reads the same parameters as the list, and no others.
func exportFilter(q url.Values) (f Filter, err error) {
	for name := range q {
		if !slices.Contains([]string{"format", "from", "to", "actor_id", "action", "subject_id", "q"}, name) {
			return f, fault.Invalid("request.unknown_field", name)
		}
	}
	if format := q.Get("format"); format != "" && format != "csv" {
		return f, fault.Invalid("request.invalid", "format")
	}
	for name, at := range map[string]*time.Time{"from": &f.From, "to": &f.To} {
		if text := q.Get(name); text != "" {
			if *at, err = time.Parse(time.RFC3339Nano, text); err != nil {
				return f, fault.Invalid("request.invalid", name)
			}
		}
	}
	f.ActorID, f.Action, f.SubjectID, f.Text = q.Get("actor_id"), q.Get("action"), q.Get("subject_id"), q.Get("q")
	f.Limit = exportStep
	return f, nil
}

// export writes all lines that fit, newest first.
func (t *Trail) export(ctx context.Context, w *csvsafe.Writer, f Filter, head []string) error {
	if err := w.Row(head...); err != nil {
		return err
	}
	for {
		lines, err := t.Search(ctx, f)
		if err != nil {
			return err
		}
		for _, l := range lines {
			err := w.Row(l.At.Format(time.RFC3339), l.Actor.Kind, l.Actor.ID, l.Actor.Name, l.Action, l.Subject.Kind, l.Subject.ID,
				l.Subject.Name, string(l.Before), string(l.After), l.IP)
			if err != nil {
				return err
			}
		}
		if err := w.Flush(); err != nil || len(lines) < exportStep {
			return err
		}
		f.BeforeSeq = lines[len(lines)-1].seq
	}
}
