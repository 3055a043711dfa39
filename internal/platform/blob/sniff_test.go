package blob

import (
	"bytes"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"mime"
	"strings"
	"testing"
	"unicode/utf8"
)

func encoded(t testing.TB, kind string, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	picture := image.NewGray(image.Rect(0, 0, w, h))
	var err error
	switch kind {
	case "png":
		err = png.Encode(&b, picture)
	case "jpeg":
		err = jpeg.Encode(&b, picture, nil)
	case "gif":
		err = gif.Encode(&b, picture, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	svg     = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`
	webpL   = "RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x1f\xc0\x0f\x00\x00\x00\x00\x00"
	webpX   = "RIFF\x1a\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x10\x00\x00\x00\x7f\x02\x00\xdf\x01\x00"
	webpVP8 = "RIFF\x1a\x00\x00\x00WEBPVP8 \x0a\x00\x00\x00\x00\x00\x00\x9d\x01\x2a\x20\x03\x58\x02"
)

func TestSniff(t *testing.T) {
	for _, c := range []struct {
		head, claimed, name, mime string
		inline                    bool
	}{
		{string(encoded(t, "png", 2, 2)), "text/html", "a.html", "image/png", true},
		{string(encoded(t, "jpeg", 2, 2)), "", "a", "image/jpeg", true},
		{string(encoded(t, "gif", 2, 2)), "image/svg+xml", "a.svg", "image/gif", true},
		{webpL, "", "a.webp", "image/webp", true},
		{"RIFF\x00\x00\x00\x00WEBP", "image/webp", "a.webp", Unknown, false},
		{"XXXX\x00\x00\x00\x00WEBPVP8 ", "image/webp", "a.webp", Unknown, false},
		{"%PDF-1.7\n", "image/png", "a.png", "application/pdf", false},
		{"ID3\x03\x00", "", "a.mp3", "audio/mpeg", false},
		{"RIFF\x00\x00\x00\x00WAVEfmt ", "", "a.wav", "audio/wav", false},
		{"\x1aE\xdf\xa3\x01", "audio/webm;codecs=opus", "voice", "audio/webm", false},
		{"\x1aE\xdf\xa3\x01", "text/html", "voice.html", "video/webm", false},
		{"\x00\x00\x00\x20ftypisom", "", "v.mp4", "video/mp4", false},
		{"\x00\x00\x00\x20ftypM4A ", "AUDIO/MP4", "v", "audio/mp4", false},
		{"OggS\x00", "", "v.opus", "audio/ogg", false},
		{"PK\x03\x04\x14\x00", "", "报价.xlsx", office + "spreadsheetml.sheet", false},
		{"PK\x03\x04\x14\x00", "image/svg+xml", "x.svg", "application/zip", false},
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "", "old.DOC", "application/msword", false},
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "", "old", Unknown, false},
		{"漏水,三楼\n", "text/html", "a.csv", "text/csv", false},
		{"hello\n", "", "a.txt", "text/plain", false},
		{"\xc2\xa9\xcb\xae\n", "text/plain; charset=gbk", "gbk.TXT", "text/plain", false},
		{"hello\n", "text/plain", "a.html", Unknown, false},
		{"alert(1)", "text/javascript", "a.js", Unknown, false},
		{"alert(1)", "text/plain", "a.txt", "text/plain", false},
		{"", "text/plain", "a.txt", Unknown, false},
		{"\x00\x01\x02", "image/png", "a.png", Unknown, false},
		{"BM\x00\x00\x00\x00\x00\x00\x00\x00aaaaaaaaaaaa", "", "a.bmp", "image/bmp", false},
		{"BMW owners club, a text", "", "a.txt", "text/plain", false},
	} {
		if got := Sniff([]byte(c.head), c.claimed, c.name); got.MIME != c.mime || got.Inline != c.inline {
			t.Errorf("%q as %q, %q: %+v, want %s", c.head[:min(20, len(c.head))], c.claimed, c.name, got, c.mime)
		}
	}
}

// What could run in a browser is a download of unknown type, whatever is claimed
// and however it is called.
func TestSniffActive(t *testing.T) {
	bodies := []string{
		svg, "  \r\n\t" + svg, "\ufeff" + svg, strings.ToUpper(svg), `<?xml version="1.0"?>` + svg, "<!-- x -->" + svg,
		"<!DOCTYPE html><script>alert(1)</script>", "<html>", "<script>alert(1)</script>", "<h1>x", "<?xml version='1.0'?><x/>",
		"<a xmlns='x'/>", "\xff\xfe<\x00s\x00v\x00g\x00", "\xfe\xff\x00<\x00s\x00v\x00g", "<!doctype svg>",
	}
	claims := []string{"", "image/svg+xml", "image/svg+xml; x", "IMAGE/SVG+XML", "image/svg+xml;charset=utf-8", "image/png", "text/html", "text/plain", "application/xhtml+xml", "image/svg+xml,image/png", " ", ";"}
	names := []string{"a.svg", "a.SVG", "a.html", "a.xml", "a.js", "a.txt", "a.png", "a", ".svg", "a.svg.", "a.s\u200bvg", "a.ｓｖｇ", "a.csv"}
	for _, body := range bodies {
		for _, claimed := range claims {
			for _, name := range names {
				got := Sniff([]byte(body), claimed, name)
				if got != (Type{MIME: Unknown}) {
					t.Fatalf("%q as %q, %q: %+v", body, claimed, name, got)
				}
				h := Headers(got, name)
				if !strings.HasPrefix(h.Get("Content-Disposition"), "attachment;") || h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
					t.Fatalf("headers %v", h)
				}
			}
		}
	}
}

func TestHeaders(t *testing.T) {
	h := Headers(Type{MIME: "image/png", Inline: true}, "漏水 \"现场\".png")
	if got, want := h.Get("Content-Disposition"), `inline; filename="__ ____.png"; filename*=UTF-8''%E6%BC%8F%E6%B0%B4%20%22%E7%8E%B0%E5%9C%BA%22.png`; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if got := Headers(Type{}, "").Get("Content-Type"); got != Unknown {
		t.Error(got)
	}
}

func FuzzHeaders(f *testing.F) {
	for _, seed := range []string{"a.pdf", "a\r\nSet-Cookie: x=1", "\u202egpj.exe", strings.Repeat("长", 5000), "a\x00b", "\u2028", `";x="`, "..", "%41"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		value := Headers(Type{MIME: Unknown}, name).Get("Content-Disposition")
		for i := range len(value) {
			if value[i] < 0x20 || value[i] >= 0x7f {
				t.Fatalf("%q", value)
			}
		}
		_, params, err := mime.ParseMediaType(value)
		if err != nil || params["filename"] != CleanName(name) {
			t.Fatalf("%q: %v, %v, want %q", value, params, err, CleanName(name))
		}
	})
}

func TestCleanName(t *testing.T) {
	for in, want := range map[string]string{
		"报价单.pdf": "报价单.pdf", "a b.txt": "a b.txt", "": "file", "...": "file", "  ": "file", "../../etc/passwd": "passwd",
		`C:\Users\x\图 片.png`: "图 片.png", ".htaccess": "htaccess", "\u200b.htaccess": "htaccess", ".\u200b.bashrc": "bashrc",
		"a\r\nb\x00c\u2028d\u2029e.txt": "abcde.txt", "\u202etxt.exe": "txt.exe", "a\u2066b\u2069.pdf": "ab.pdf", "x.exe. . ": "x.exe",
		"a\u00a0b\u3000c": "a b c", "a\u00ad\u034f\u115f\u3164\ufeffb": "ab", "a\xffb": "ab", "👍🏽.png": "👍🏽.png", "a/": "file",
		"👨\u200d👩\u200d👧.png": "👨\u200d👩\u200d👧.png", "❤\ufe0f\u200d🔥.png": "❤\ufe0f\u200d🔥.png", "👩🏽\u200d💻.png": "👩🏽\u200d💻.png", "1\ufe0f\u20e3.png": "1\ufe0f\u20e3.png",
		"a\u200d.e\ufe0fxe": "a.exe", "👨\u200d.png": "👨.png", "\u200d👨.png": "👨.png", "👨\u200d\u200d👩": "👨👩", "👨\u200b\u200d👩": "👨👩", "葛\U000e0100.pdf": "葛\U000e0100.pdf", "a.exe\U000e0100": "a.exe",
		"👨\u202e\u200d👩gpj.exe": "👨👩gpj.exe", "a.exe\ufe0f": "a.exe", "\u2067a\u2069.\u061cpdf": "a.pdf", "汉\ufe0f\U000e0101": "汉",
		"dir\\": "file", "t\ta": "ta",
	} {
		if got := CleanName(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	long := CleanName(strings.Repeat("长", 300) + ".docx")
	if len(long) > MaxNameBytes || !strings.HasSuffix(long, "长.docx") || !utf8.ValidString(long) {
		t.Errorf("%d %q", len(long), long)
	}
}

func FuzzCleanName(f *testing.F) {
	for _, seed := range []string{"a.pdf", "\u202e", "👨\u200d👩\u200d👧❤\ufe0f\u200b\ufe0f1\ufe0f\u20e3.", strings.Repeat("😀", 80) + ".jpeg", "..\\..", "\xf0\x9f", ". .x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got := CleanName(in)
		if got == "" || len(got) > MaxNameBytes || !utf8.ValidString(got) || strings.ContainsAny(got, "/\\\r\n\x00\t\u2028\u2029\u200b\u202e") || got[0] == '.' {
			t.Fatalf("%q: %q", in, got)
		}
		if again := CleanName(got); again != got {
			t.Fatalf("%q: %q, then %q", in, got, again)
		}
	})
}

func TestForbidden(t *testing.T) {
	for _, name := range []string{
		"a.exe", "A.EXE", "a.exe.", "a.exe ", "a.e\u200bxe", "a.ｅｘｅ", "a．exe", "报价.pdf.exe", "a.dll", "a.bat", "a.cmd", "a.js", "a.jar",
		"a.ps1", "a.sh", "a.msi", "a.apk", "a.scr", "a.hta", "a.vbs", "a.lnk", ".htaccess", "\u200b.htaccess", "a.pH\u00adp", "a.exe\ufe0f", "a.e\u200dxe", "x/..\\a.com",
	} {
		if !Forbidden(name, []byte("x")) {
			t.Errorf("%q is taken", name)
		}
	}
	for _, head := range []string{
		"MZ\x90\x00\x03", "\x7fELF\x02", "#!/bin/sh\n", "\xca\xfe\xba\xbe", "\xcf\xfa\xed\xfe", "<?php echo 1;", "  @Echo Off\r\n", "\ufeff<?php",
		"PK\x03\x04" + strings.Repeat("\x00", 22) + "\x14\x00\x00\x00META-INF/MANIFEST.MF", "PK\x03\x04" + strings.Repeat("\x00", 22) + "\x13\x00\x00\x00AndroidManifest.xml",
		"dex\n035", "\x00asm\x01", "L\x00\x00\x00\x01\x14\x02\x00",
	} {
		if !Forbidden("picture.png", []byte(head)) {
			t.Errorf("%q is taken", head)
		}
	}
	for name, head := range map[string]string{
		"a.pdf": "%PDF-1.7", "a.docx": "PK\x03\x04" + strings.Repeat("\x00", 22) + "\x13\x00\x00\x00[Content_Types].xml", "voice.amr": "#!AMR\n",
		"MZ.txt": "MZ is the beginning of a text", "exe": "no extension", "shell": "", "a.svg": svg, "": "",
	} {
		if Forbidden(name, []byte(head)) {
			t.Errorf("%q is refused", name)
		}
	}
}

func FuzzSniff(f *testing.F) {
	f.Add([]byte(svg), "image/svg+xml; x", "a.svg")
	f.Add([]byte(webpX), "", "a.webp")
	f.Add([]byte("PK\x03\x04"), "text/html", "a.html")
	f.Fuzz(func(t *testing.T, head []byte, claimed, name string) {
		got := Sniff(head, claimed, name)
		for _, bad := range []string{"html", "svg", "javascript", "+xml", "text/xml", "application/xml"} {
			if strings.Contains(got.MIME, bad) {
				t.Fatalf("%+v", got)
			}
		}
		if got.Inline && !got.Image() {
			t.Fatalf("%+v", got)
		}
		Forbidden(name, head)
		if _, _, err := ImageSize(got, bytes.NewReader(head), 0); err == nil && !got.Image() {
			t.Fatal("measures of something that is no picture")
		}
	})
}
