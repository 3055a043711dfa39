package app_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/blob"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/file"
)

// TestNothingUploadedRuns uploads what could run in a browser under every lie
// about what it is.
func TestNothingUploadedRuns(t *testing.T) {
	script := `<script>alert(1)</script>`
	png := string(pixel(1))
	contents := map[string]string{
		"svg":            `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`,
		"svg with BOM":   "\ufeff<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\">" + script + "</svg>",
		"html":           "<!DOCTYPE html>" + script,
		"html late":      strings.Repeat(" \n", 1000) + script,
		"html in UTF-16": "\xff\xfe<\x00s\x00c\x00r\x00i\x00p\x00t\x00>\x00",
		"xml":            `<?xml version="1.0"?><?xml-stylesheet href="javascript:alert(1)"?><x/>`,
		"javascript":     `alert(document.cookie)`,
		"comment first":  "<!-- x -->" + script,
		"png then html":  png + script,
		"half a png":     "\x89PNG\r\n\x1a\n" + script,
		"gif then html":  "GIF89a\x02\x00\x02\x00\x00\x00\x00" + script,
		"jpeg then html": "\xff\xd8\xff" + script,
		"pdf with html":  "%PDF-1.7\n" + script,
		"nothing known":  "\x01\x02\x03" + script,
	}
	names := []string{"a.svg", "a.html", "a.xml", "a.png", "a.txt", "a", "a.svg.png", "a.png;.html", "a.SVG", "a.xhtml", "a.md"}
	types := []string{"image/svg+xml", "image/svg+xml; x", "IMAGE/SVG+XML", "", "image/png", "text/html", "text/html; charset=utf-8",
		"application/xhtml+xml", "text/plain", "image/png, text/html", "multipart/x-mixed-replace"}
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		inline, n := 0, 0
		for what, content := range contents {
			v := w.visitor(w.shopKey)
			for i, name := range names {
				n++
				if uploadedInline(t, v, what, name, types[(i+n)%len(types)], content) {
					inline++
				}
			}
		}
		if inline > 2*len(names) { // only whole pictures: what stands behind one is no part of it
			t.Errorf("%d of %d are shown in place", inline, n)
		}
	})
}

func uploadedInline(t *testing.T, c *apptest.Client, what, name, claimed, content string) bool {
	t.Helper()
	c.Header.Set("Content-Type", claimed)
	status, out := c.Do("POST", apptest.Query("/widget/files", "name", name, "client_key", apptest.Key()), content)
	c.Header.Del("Content-Type")
	if status != http.StatusCreated {
		t.Errorf("%s as %s (%s): %d %v", what, name, claimed, status, out)
		return false
	}
	res, raw := c.Raw("GET", apptest.Text(out, "url"), nil)
	h := res.Header
	if res.StatusCode != http.StatusOK || string(raw) != content {
		t.Errorf("%s as %s: reads as %d %.100q", what, name, res.StatusCode, raw)
	}
	csp := h.Get("Content-Security-Policy")
	if h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(csp, "sandbox") || !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "allow-") {
		t.Errorf("%s as %s: unsafe headers %v", what, name, h)
	}
	if strings.HasPrefix(h.Get("Content-Disposition"), "attachment") {
		for _, running := range []string{"html", "svg", "xml", "script", "multipart"} {
			if strings.Contains(h.Get("Content-Type"), running) {
				t.Errorf("%s as %s is served as %s", what, name, h.Get("Content-Type"))
			}
		}
		return false
	}
	if ct := h.Get("Content-Type"); ct != "image/png" && ct != "image/gif" && ct != "image/jpeg" && ct != "image/webp" {
		t.Errorf("%s as %s is shown in place as %s", what, name, ct)
	}
	return true
}

// TestUploadLimits tries what is not taken.
func TestUploadLimits(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		put := func(name string, body any) (int, map[string]any) {
			return w.lin.Do("POST", apptest.Query("/files", "name", name, "client_key", apptest.Key()), body)
		}
		for name, content := range map[string]string{"a.exe": "x", "a.exe.": "x", "a.EXE ": "x", "a.txt\u202eexe.bat": "x", "ａ．ｅｘｅ": "x", ".htaccess": "x",
			"\u200b.htaccess": "x", "a.lnk": "x", "picture.png": "\x7fELF", "letter.doc": "MZ\x90\x00\x03", "a": "#!/bin/sh\n", "b.txt": "<?php echo 1;"} {
			if status, out := put(name, content); status != http.StatusUnsupportedMediaType || out["code"] != "file.type_forbidden" {
				t.Errorf("%q: %d %v", name, status, out)
			}
		}
		big := make([]byte, 20<<20+1)
		if status, out := put("big", big); status != http.StatusRequestEntityTooLarge || out["code"] != "file.too_large" {
			t.Errorf("one byte over: %d %v", status, out)
		}
		if status, out := put("big", big[:20<<20]); status != http.StatusCreated {
			t.Errorf("at the limit: %d %v", status, out)
		}
		if status, out := put("empty", ""); status != http.StatusBadRequest || out["code"] != "file.empty" {
			t.Errorf("empty: %d %v", status, out)
		}
		files, blobs := count(t, s, "file"), blobsOf(t, s)
		if files != "1" || blobs != 1 {
			t.Errorf("%s files and %d blobs are kept, want one", files, blobs)
		}
		unknownLength(t, s, w.lin)
		interrupted(t, s, w.lin)
		s.Until("what broke off is gone", func() bool { return blobsOf(t, s) == 1 })
		if files := count(t, s, "file"); files != "1" {
			t.Errorf("%s files after uploads that broke off", files)
		}
	})
}

func count(t *testing.T, s *apptest.Server, table string) string {
	t.Helper()
	return strings.Fields(countAll(t, s, []string{table}))[1]
}

// blobsOf counts the files in the store, half-written ones too.
func blobsOf(t *testing.T, s *apptest.Server) (n int) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(s.App.Config.Data, "blobs"), func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// unknownLength sends too much without saying how much it will be.
func unknownLength(t *testing.T, s *apptest.Server, c *apptest.Client) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "POST", s.URL+"/api/v1/files?name=a&client_key=chunked", io.LimitReader(endless{}, 25<<20))
	if err != nil {
		t.Fatal(err)
	}
	req.AddCookie(&http.Cookie{Name: "tiexin_session", Value: c.Cookie})
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return // cut off while sending is an answer, too
	}
	res.Body.Close()
	if res.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("too much of unknown length: %d", res.StatusCode)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// interrupted breaks uploads off at several places.
func interrupted(t *testing.T, s *apptest.Server, c *apptest.Client) {
	t.Helper()
	for i, sent := range []int{0, 10, 4000, 1 << 20} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "POST /api/v1/files?name=a.txt&client_key=cut%d HTTP/1.1\r\nHost: x\r\nCookie: tiexin_session=%s\r\nContent-Length: 5000000\r\n\r\n", i, c.Cookie)
		conn.Write(bytes.Repeat([]byte("x"), sent))
		time.Sleep(20 * time.Millisecond)
		conn.Close()
	}
}

// TestLinksAreBoundToTheirReader tries links of others, old ones, and ones
// whose reader has lost the right.
func TestLinksAreBoundToTheirReader(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, conversation := w.thread(w.shopKey, w.lin)
		file := v.Must(http.StatusCreated, "POST", apptest.Query("/widget/files", "name", "a.png", "client_key", "k"), pixel(3))
		again := v.Must(http.StatusCreated, "POST", apptest.Query("/widget/files", "name", "b.png", "client_key", "k"), pixel(4))
		if file["id"] != again["id"] || again["name"] != "a.png" || count(t, s, "file") != "1" || blobsOf(t, s) != 1 {
			t.Errorf("one key, two files: %v %v", file, again)
		}
		id, link := apptest.Text(file, "id"), apptest.Text(file, "url")
		other := w.visitor(w.shopKey)
		otherFile := other.Must(http.StatusCreated, "POST", apptest.Query("/widget/files", "name", "c.png", "client_key", "k"), pixel(5))
		_, otherKey, _ := strings.Cut(apptest.Text(otherFile, "url"), "?")
		read := func(c *apptest.Client, path string) int { res, _ := c.Raw("GET", path, nil); return res.StatusCode }
		desk := "/files/" + id + "/a.png"
		wants := func(when string, want int, c *apptest.Client, path string) {
			t.Helper()
			if got := read(c, path); got != want {
				t.Errorf("%s: %d, want %d", when, got, want)
			}
		}
		wants("one's own link", 200, s.Client(), link)
		wants("before it is sent", 404, w.lin, desk)
		wants("without a signature", 404, other, "/widget/files/"+id+"/a.png")
		wants("with another visitor's signature", 404, other, "/widget/files/"+id+"/a.png?"+otherKey)
		wants("with a cut signature", 404, v, link[:len(link)-4])
		other.Refused(http.StatusBadRequest, "file.unknown", "POST", "/widget/messages", map[string]any{"client_key": "x", "text": "x", "attachment_ids": []string{id}})
		v.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": "x", "text": "图", "attachment_ids": []string{id}})
		for who, want := range map[*apptest.Client]int{w.lin: 200, w.chen: 200, w.lead: 200, w.auditor: 200, w.wu: 404, other: 401, s.Client(): 401} {
			wants("sent, as "+who.Login, want, who, desk)
		}
		s.Clock.Advance(16 * time.Minute)
		wants("an expired link", 404, v, link)
		fresh := apptest.Rows(v.Must(http.StatusOK, "GET", "/widget/messages", nil))[1]["attachments"].([]any)[0].(map[string]any)
		wants("a fresh link", 200, s.Client(), apptest.Text(fresh, "url"))
		change(w, "lin", map[string]any{"unit_id": w.bank})
		wants("owner, though moved", 200, w.lin, desk)
		w.lead.Must(http.StatusOK, "POST", "/conversations/"+conversation+"/take-over", nil)
		w.lead.Must(http.StatusOK, "POST", "/conversations/"+conversation+"/assign", map[string]any{"staff_id": w.chen.ID})
		wants("moved and no longer owner", 404, w.lin, desk)
		wants("its facts", 404, w.lin, "/files/"+id)
		change(w, "chen", map[string]any{"state": "disabled"})
		wants("disabled", 401, w.chen, desk)
	})
}

// TestARecalledMessageTakesItsFilesAlong reads by links that were good when the
// message was recalled.
func TestARecalledMessageTakesItsFilesAlong(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, conversation := w.thread(w.shopKey, w.lin)
		send := func(key string) (message, link string) {
			file := v.Must(http.StatusCreated, "POST", apptest.Query("/widget/files", "name", "a.png", "client_key", key), pixel(3))
			m := v.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": key, "attachment_ids": []string{apptest.Text(file, "id")}})
			return apptest.Text(m, "id"), apptest.Text(file, "url")
		}
		wrong, gone := send("wrong")
		_, kept := send("kept")
		mine := w.lin.Must(http.StatusCreated, "POST", apptest.Query("/files", "name", "b.png", "client_key", "b"), pixel(4))
		said := w.lin.Must(http.StatusCreated, "POST", "/conversations/"+conversation+"/messages", map[string]any{"client_key": "b", "kind": "reply", "text": "", "attachment_ids": []string{apptest.Text(mine, "id")}})
		rows := apptest.Rows(v.Must(http.StatusOK, "GET", "/widget/messages", nil))
		shown := apptest.Text(rows[len(rows)-1]["attachments"].([]any)[0].(map[string]any), "url")
		reads := func(when string, want map[string]int) {
			t.Helper()
			for link, status := range want {
				res, _ := s.Client().Raw("GET", link, nil)
				if res.StatusCode != status {
					t.Errorf("%s, %s: %d, want %d", when, link, res.StatusCode, status)
				}
				if cache := res.Header.Get("Cache-Control"); status == 200 && cache != "private, no-cache" {
					t.Errorf("kept by the browser: %s", cache)
				}
			}
		}
		reads("before", map[string]int{gone: 200, kept: 200, shown: 200})
		v.Must(http.StatusOK, "POST", "/widget/messages/"+wrong+"/recall", nil)
		reads("after the customer's recall", map[string]int{gone: 404, kept: 200, shown: 200})
		w.lin.Must(http.StatusOK, "POST", "/conversations/"+conversation+"/messages/"+apptest.Text(said, "id")+"/recall", nil)
		reads("after ours", map[string]int{gone: 404, kept: 200, shown: 404})
	})
}

// TestUploadsOfAVisitorHaveARate sends more than a person would pick.
func TestUploadsOfAVisitorHaveARate(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	w := newWorld(s)
	v := w.visitor(w.shopKey)
	put := func(c *apptest.Client) (int, map[string]any) {
		return c.Do("POST", apptest.Query("/widget/files", "name", "a.txt", "client_key", apptest.Key()), "x")
	}
	sent := 0
	for ; sent < 100; sent++ {
		status, out := put(v)
		if status == http.StatusTooManyRequests {
			if out["code"] != "request.too_many" || apptest.Number(out, "details.retry_after") < 1 {
				t.Errorf("refused as %v", out)
			}
			break
		}
	}
	if sent < 20 || sent == 100 {
		t.Fatalf("%d uploads in one moment", sent)
	}
	if status, _ := put(w.visitor(w.shopKey)); status != http.StatusCreated {
		t.Errorf("another visitor is refused with %d", status)
	}
	if status, _ := w.lin.Do("POST", apptest.Query("/files", "name", "a.txt", "client_key", apptest.Key()), "x"); status != http.StatusCreated {
		t.Errorf("a colleague is refused with %d", status)
	}
	s.Clock.Advance(3 * time.Second)
	if status, _ := put(v); status != http.StatusCreated {
		t.Errorf("after a pause: %d", status)
	}
}

// TestABodyThatBreaksOffIsTheSenders: early, late and short of what was said;
// nothing is kept, and the store is not to blame.
func TestABodyThatBreaksOffIsTheSenders(t *testing.T) {
	s := apptest.Start(t, apptest.Options{})
	gone := errors.New("connection reset by peer")
	for what, u := range map[string]file.Upload{
		"early":   {Body: iotest.ErrReader(gone), Size: blob.UnknownSize},
		"late":    {Body: io.MultiReader(strings.NewReader(strings.Repeat("line of many\n", 40_000)), iotest.ErrReader(gone)), Size: blob.UnknownSize},
		"short":   {Body: strings.NewReader("a line"), Size: 7},
		"too big": {Body: strings.NewReader("a line"), Size: file.MaxBytes + 1},
		"nothing": {Body: strings.NewReader(""), Size: blob.UnknownSize},
	} {
		u.Owner, u.ClientKey, u.Name = "staff:x", "k", "x.txt"
		want := map[string]string{"too big": "file.too_large", "nothing": "file.empty"}[what]
		if want == "" {
			want = "file.broken_off"
		}
		if _, err := s.App.Files.Put(t.Context(), u); fault.From(err).Code != want {
			t.Errorf("%s: %v", what, err)
		}
	}
	whole := file.Upload{Owner: "staff:x", ClientKey: "k", Name: "x.txt", Body: strings.NewReader("a line"), Size: 6}
	f, err := s.App.Files.Put(t.Context(), whole)
	if err != nil || f.Size != 6 {
		t.Errorf("whole, with the same key: %+v %v", f, err)
	}
	whole.Body = strings.NewReader("b line")
	if again, err := s.App.Files.Put(t.Context(), whole); err != nil || again.ID != f.ID {
		t.Errorf("once more: %+v %v", again, err)
	}
}

// TestOnlyWhatIsErasedIsLetGo: files of the erased thing alone, of its kind and
// not of another with its id, and of them only their next sweep leaves nothing.
func TestOnlyWhatIsErasedIsLetGo(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		ids := map[string]string{}
		write := func(do func(tx *db.Tx) error) {
			t.Helper()
			if err := s.App.DB.Write(t.Context(), do); err != nil {
				t.Fatal(err)
			}
		}
		for name, of := range map[string][2]string{"gone": {"message", "1"}, "of another": {"message", "2"}, "of another kind": {"note", "1"}, "waits": {}} {
			f, err := s.App.Files.Put(t.Context(), file.Upload{Owner: "staff:x", ClientKey: name, Name: name, Body: strings.NewReader(name), Size: int64(len(name))})
			if err != nil {
				t.Fatal(err)
			}
			if ids[name] = f.ID; of[0] != "" {
				write(func(tx *db.Tx) error {
					return s.App.Files.Claim(t.Context(), tx, []string{f.ID}, "staff:x", of[0], of[1])
				})
			}
		}
		write(func(tx *db.Tx) error { return s.App.Files.Release(t.Context(), tx, "message", []string{"1"}) })
		if n, err := s.App.Files.Sweep(t.Context()); n != 1 || err != nil {
			t.Errorf("%d swept: %v", n, err)
		}
		left, err := s.App.Files.Facts(t.Context(), slices.Collect(maps.Values(ids)))
		if err != nil {
			t.Fatal(err)
		}
		for name, id := range ids {
			if _, there := left[id]; there == (name == "gone") {
				t.Errorf("%q is there: %v", name, there)
			}
		}
		if n := blobsOf(t, s); n != 3 {
			t.Errorf("%d blobs", n)
		}
		s.Clock.Advance(25 * time.Hour)
		if n, err := s.App.Files.Sweep(t.Context()); n != 1 || err != nil || blobsOf(t, s) != 2 {
			t.Errorf("a day later %d swept, %d blobs: %v", n, blobsOf(t, s), err)
		}
	})
}
