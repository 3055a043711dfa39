package file

import (
	"context"
	"encoding/json"
	"net/http"
	"net/netip"

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
		if err == nil {
			err = s.mayUpload(p)
		}
		if err != nil {
			a.Refuse(w, r, err)
			return
		}
		if who == web.Visitors {
			if err := s.MaySend(r.Context(), p); err != nil {
				a.Refuse(w, r, err)
				return
			}
			if err := s.visitors.Take(p.ChannelID + "/" + p.ID); err != nil {
				a.Refuse(w, r, err)
				return
			}
			if err := s.storage.take(addressKey(web.InfoFrom(r.Context()).IP), p.ChannelID, r.ContentLength); err != nil {
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
			Claimed: r.Header.Get("Content-Type"), Body: web.UploadPace.Body(w, r), Size: r.ContentLength})
		if err != nil {
			a.Refuse(w, r, err)
			return
		}
		out := f.ForStaff()
		if who == web.Visitors {
			out = s.ForVisitor(r.Context(), f, p.ID, p.ChannelID)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusCreated)
		json.NewEncoder(w).Encode(out)
	})
}

// mayUpload refuses an API token that could send the file nowhere.
func (s *Service) mayUpload(p auth.Person) error {
	if !p.Program {
		return nil
	}
	for _, permission := range s.Uploads {
		if _, ok := p.Can(permission); ok {
			return nil
		}
	}
	return fault.New(fault.KindForbidden, "auth.browser_only")
}

func addressKey(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	return auth.AddressKey(addr)
}

// byLink reads who a signed link was made for.
func (s *Service) byLink(r *http.Request) (auth.Person, error) {
	link, err := s.Signer.VerifyFile(r.URL.Query().Get("k"), r.PathValue("id"), s.Clock.Now())
	if err != nil {
		return auth.Person{}, fault.NotFound()
	}
	p, ok := viewerOf(link.Viewer)
	if ok && p.Proof == "" { // nothing to prove, or a link made before the proof belonged to it
		p.Proof = s.Proof(r.Context(), p.ID, p.ChannelID)
	}
	if !ok || s.Visits(r.Context(), p) != nil {
		return auth.Person{}, fault.NotFound()
	}
	return p, nil
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
	if err := s.whole(r.Context(), f, info, body); err != nil {
		a.Refuse(w, r, err)
		return
	}
	for k, v := range blob.Headers(blob.Type{MIME: f.MIME, Inline: f.Inline}, f.Name) {
		w.Header()[k] = v
	}
	w.Header().Set("Cache-Control", "private, no-cache") // its message may be recalled: every screen asks again
	http.ServeContent(w, r, "", info.Modified, body)
}
