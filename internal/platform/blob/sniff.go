package blob

import (
	"bytes"
	"net/http"
	"strings"
)

// SniffLen is the length of the beginning of a file that Sniff and Forbidden
// want; a shorter head is the whole file.
const SniffLen = 3072

// Unknown is the type of everything not recognised, and of everything that
// could run in a browser.
const Unknown = "application/octet-stream"

// Type is how a file is served.
type Type struct {
	MIME   string // without parameters
	Inline bool   // may be shown in place: only the four picture types
}

// Image says whether the file is a picture that is shown in place.
func (t Type) Image() bool { return t.Inline && strings.HasPrefix(t.MIME, "image/") }

// signature is a fixed text at a fixed place. container is not empty when the
// same wrapping is used for several types, of which the claim or the extension
// may choose one; it can choose nothing outside of that list.
type signature struct {
	offset    int
	magic     string
	mime      string
	inline    bool
	container string
}

var signatures = []signature{
	{0, "\x89PNG\r\n\x1a\n", "image/png", true, ""},
	{0, "\xff\xd8\xff", "image/jpeg", true, ""},
	{0, "GIF87a", "image/gif", true, ""},
	{0, "GIF89a", "image/gif", true, ""},
	{8, "WEBPVP8", "image/webp", true, ""}, // after RIFF and a length
	{0, "%PDF-", "application/pdf", false, ""},
	{0, "BM", "image/bmp", false, ""}, // checked further in bmp
	{0, "II*\x00", "image/tiff", false, ""},
	{0, "MM\x00*", "image/tiff", false, ""},
	{0, "ID3", "audio/mpeg", false, ""},
	{0, "\xff\xfb", "audio/mpeg", false, ""},
	{0, "\xff\xf3", "audio/mpeg", false, ""},
	{0, "\xff\xf2", "audio/mpeg", false, ""},
	{0, "\xff\xf1", "audio/aac", false, ""},
	{0, "\xff\xf9", "audio/aac", false, ""},
	{0, "fLaC", "audio/flac", false, ""},
	{0, "#!AMR", "audio/amr", false, ""},
	{8, "WAVE", "audio/wav", false, ""},
	{8, "AVI ", "video/x-msvideo", false, ""},
	{0, "OggS", "audio/ogg", false, "ogg"},
	{0, "\x1aE\xdf\xa3", "video/webm", false, "webm"},
	{4, "ftyp", "video/mp4", false, "mp4"},
	{0, "PK\x03\x04", "application/zip", false, "zip"},
	{0, "PK\x05\x06", "application/zip", false, ""},
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Unknown, false, "ole"},
	{0, "7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", false, ""},
	{0, "Rar!\x1a\x07", "application/vnd.rar", false, ""},
	{0, "\x1f\x8b\x08", "application/gzip", false, ""},
}

const office = "application/vnd.openxmlformats-officedocument."

// containers lists, per wrapping, the extensions that choose a type.
var containers = map[string]map[string]string{
	"ogg":  {"ogv": "video/ogg", "oga": "audio/ogg", "ogg": "audio/ogg", "opus": "audio/ogg"},
	"webm": {"weba": "audio/webm", "webm": "video/webm", "mkv": "video/x-matroska", "mka": "audio/x-matroska"},
	"mp4":  {"m4a": "audio/mp4", "mp4": "video/mp4", "m4v": "video/mp4", "mov": "video/quicktime", "heic": "image/heic", "heif": "image/heif", "avif": "image/avif"},
	"zip": {
		"docx": office + "wordprocessingml.document", "xlsx": office + "spreadsheetml.sheet",
		"pptx": office + "presentationml.presentation", "zip": "application/zip",
		"odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
	},
	"ole": {"doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint", "wps": "application/vnd.ms-works"},
}

// texts lists the extensions under which plain text is served as text.
var texts = map[string]string{"": "text/plain", "txt": "text/plain", "log": "text/plain", "md": "text/plain", "csv": "text/csv"}

// Sniff decides the served type from the beginning of the content. claimed (a
// Content-Type) and name only choose among types of one recognised container,
// such as sound or picture in WebM; they never make a type of their own.
func Sniff(head []byte, claimed, name string) Type {
	if len(head) > SniffLen {
		head = head[:SniffLen]
	}
	ext := extension(name)
	for _, s := range signatures {
		if !at(head, s.offset, s.magic) || !plausible(head, s.mime) {
			continue
		}
		if s.container != "" {
			return Type{MIME: choose(s, ext, claimed)}
		}
		return Type{MIME: s.mime, Inline: s.inline}
	}
	if mime, ok := texts[ext]; ok && plainText(head) {
		return Type{MIME: mime}
	}
	return Type{MIME: Unknown}
}

// plausible looks closer at signatures that are too short to be trusted.
func plausible(head []byte, mime string) bool {
	switch mime {
	case "image/webp", "audio/wav", "video/x-msvideo":
		return at(head, 0, "RIFF")
	case "image/bmp":
		return len(head) > 18 && at(head, 6, "\x00\x00\x00\x00")
	}
	return true
}

func choose(s signature, ext, claimed string) string {
	options := containers[s.container]
	if mime, ok := options[ext]; ok {
		return mime
	}
	base, _, _ := strings.Cut(claimed, ";")
	base = strings.ToLower(strings.TrimSpace(base))
	for _, mime := range options {
		if mime == base {
			return mime
		}
	}
	return s.mime
}

func at(head []byte, offset int, magic string) bool {
	return len(head) >= offset+len(magic) && string(head[offset:offset+len(magic)]) == magic
}

// plainText says whether the head is text of any ASCII-based encoding that no
// browser would take for markup. Old Chinese files are GBK, so bytes above 0x7f
// need not be UTF-8.
func plainText(head []byte) bool {
	if len(head) == 0 {
		return false
	}
	for _, c := range head {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' || c == 0x7f {
			return false
		}
	}
	start := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), "\t\n\r\f ")
	return !bytes.HasPrefix(start, []byte("<")) && !bytes.HasPrefix(start, []byte("#!"))
}

// Headers are what every answer with a file's bytes carries: type, disposition
// with the cleaned name in the forms of RFC 6266 and RFC 8187, nosniff, and a
// policy under which nothing inside the file can run or load.
func Headers(t Type, name string) http.Header {
	disposition := "attachment"
	if t.Inline {
		disposition = "inline"
	}
	mime := t.MIME
	if mime == "" {
		mime = Unknown
	}
	h := http.Header{}
	h.Set("Content-Type", mime)
	h.Set("Content-Disposition", disposition+Filename(name))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'; form-action 'none'; base-uri 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	return h
}

// Filename returns the parameters of a Content-Disposition for a name, which is
// cleaned first: an ASCII filename for old readers and a filename* in UTF-8 with
// percent signs for all others.
func Filename(name string) string {
	name = CleanName(name)
	plain := strings.Map(func(r rune) rune {
		if r < 0x20 || r >= 0x7f || strings.ContainsRune(`"\%;`, r) {
			return '_'
		}
		return r
	}, name)
	var b strings.Builder
	b.WriteString(`; filename="` + plain + `"; filename*=UTF-8''`)
	for i := range len(name) {
		c := name[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if letter || c >= '0' && c <= '9' || strings.IndexByte("!#$&+-.^_`|~", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte("0123456789ABCDEF"[c>>4])
		b.WriteByte("0123456789ABCDEF"[c&15])
	}
	return b.String()
}

// extension returns the last extension of a name, folded: lower case, full
// width made half width, without what CleanName strips, without ending dots and
// spaces (which some systems ignore). "" when there is none.
func extension(name string) string {
	name = fold(CleanName(name))
	dot := strings.LastIndexByte(name, '.')
	if dot < 0 {
		return ""
	}
	return strings.TrimSpace(name[dot+1:])
}
