package file

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/blob"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/web"
)

// Operations registers upload and download, for staff and for visitors.
func (s *Service) Operations(a *web.API) {
	for who, base := range map[web.Audience]string{web.Staff: "/files", web.Visitors: "/widget/files"} {
		a.Raw(web.Route{ID: string(who) + ".file.put", Method: http.MethodPost, Path: web.Prefix + base, For: who, Summary: "Upload a file as the raw body; name and client_key in the query."}, s.upload(a, who))
	}
	a.Raw(web.Route{ID: "staff.file.read", Method: http.MethodGet, Path: web.Prefix + "/files/{id}/{name}", For: web.Staff, Summary: "Read a file."},
		http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			p, err := a.Person(r.Context(), web.Staff)
			s.serve(a, w, r, p, err)
		}))
	a.Raw(web.Route{ID: "visitor.file.read", Method: http.MethodGet, Path: web.Prefix + "/widget/files/{id}/{name}", For: web.Visitors, Summary: "Read a file by a signed link."},
		http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			p, err := s.byLink(r)
			s.serve(a, w, r, p, err)
		}))
	type in struct {
		ID string `path:"id" maxLength:"64"`
	}
	web.Handle(a, web.Route{ID: "file.show", Method: http.MethodGet, Path: "/files/{id}", For: web.Staff, Summary: "Facts of a file."},
		func(ctx context.Context, i *in) (*Attachment, error) {
			f, err := s.Read(ctx, auth.From(ctx), i.ID)
			if err != nil {
				return nil, err
			}
			out := f.ForStaff()
			return &out, nil
		})
}

func (s *Service) upload(a *web.API, who web.Audience) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, err := a.Person(r.Context(), who)
		if err != nil {
			a.Refuse(w, r, err)
			return
		}
		if who == web.Visitors {
			if err := s.visitors.Take(p.ChannelID + "/" + p.ID); err != nil {
				a.Refuse(w, r, err)
				return
			}
		}
		q := r.URL.Query()
		for name := range q {
			if name != "name" && name != "client_key" {
				a.Refuse(w, r, fault.Invalid("request.unknown_field", name))
				return
			}
		}
		f, err := s.Put(r.Context(), Upload{Owner: OwnerOf(p), ClientKey: q.Get("client_key"), Name: q.Get("name"),
			Claimed: r.Header.Get("Content-Type"), Body: r.Body, Size: r.ContentLength})
		if err != nil {
			a.Refuse(w, r, err)
			return
		}
		out := f.ForStaff()
		if who == web.Visitors {
			out = s.ForVisitor(f, p.ID, p.ChannelID)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusCreated)
		json.NewEncoder(w).Encode(out)
	})
}

// byLink reads who a signed link was made for.
func (s *Service) byLink(r *http.Request) (auth.Person, error) {
	link, err := s.Signer.VerifyFile(r.URL.Query().Get("k"), r.PathValue("id"), s.Clock.Now())
	if err != nil {
		return auth.Person{}, fault.NotFound()
	}
	visitor, channel, ok := strings.Cut(link.Viewer, "@")
	if !ok {
		return auth.Person{}, fault.NotFound()
	}
	return auth.Person{Kind: auth.Visitor, ID: visitor, ChannelID: channel}, nil
}

func (s *Service) serve(a *web.API, w http.ResponseWriter, r *http.Request, p auth.Person, err error) {
	if err != nil {
		a.Refuse(w, r, err)
		return
	}
	f, err := s.Read(r.Context(), p, r.PathValue("id"))
	if err != nil {
		a.Refuse(w, r, err)
		return
	}
	body, info, err := s.Store.Open(r.Context(), f.Blob)
	if err != nil {
		a.Refuse(w, r, storeTrouble(err))
		return
	}
	defer body.Close()
	for k, v := range blob.Headers(blob.Type{MIME: f.MIME, Inline: f.Inline}, f.Name) {
		w.Header()[k] = v
	}
	w.Header().Set("Cache-Control", "private, no-cache") // its message may be recalled: every screen asks again
	http.ServeContent(w, r, "", info.Modified, body)
}
