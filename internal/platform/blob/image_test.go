package blob

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"strings"
	"testing"
)

func TestImageSize(t *testing.T) {
	for _, c := range []struct {
		mime string
		data []byte
		w, h int
	}{
		{"image/png", encoded(t, "png", 3, 7), 3, 7},
		{"image/jpeg", encoded(t, "jpeg", 640, 480), 640, 480},
		{"image/gif", encoded(t, "gif", 11, 5), 11, 5},
		{"image/webp", []byte(webpL), 32, 64},
		{"image/webp", []byte(webpX), 640, 480},
		{"image/webp", []byte(webpVP8), 800, 600},
	} {
		w, h, err := ImageSize(Type{MIME: c.mime, Inline: true}, bytes.NewReader(c.data), 0)
		if w != c.w || h != c.h || err != nil {
			t.Errorf("%s: %d x %d, %v, want %d x %d", c.mime, w, h, err, c.w, c.h)
		}
		if _, _, err := ImageSize(Type{MIME: c.mime}, bytes.NewReader(c.data), c.w*c.h-1); !errors.Is(err, ErrPixels) {
			t.Errorf("%s above the cap: %v", c.mime, err)
		}
		if _, _, err := ImageSize(Type{MIME: c.mime}, bytes.NewReader(c.data), c.w*c.h); err != nil {
			t.Errorf("%s at the cap: %v", c.mime, err)
		}
		if _, _, err := ImageSize(Type{MIME: c.mime}, bytes.NewReader(c.data[:10]), 0); !errors.Is(err, ErrImage) {
			t.Errorf("%s cut: %v", c.mime, err)
		}
	}
	for _, mime := range []string{"image/bmp", "image/svg+xml", Unknown, ""} {
		if _, _, err := ImageSize(Type{MIME: mime}, strings.NewReader(svg), 0); !errors.Is(err, ErrImage) {
			t.Errorf("%s: %v", mime, err)
		}
	}
}

// pngOf makes the header of a PNG of any measures, as a bomb has.
func pngOf(w, h uint32) []byte {
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d")
	chunk := append([]byte("IHDR"), binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)...)
	chunk = append(chunk, 8, 2, 0, 0, 0)
	return binary.BigEndian.AppendUint32(append(b, chunk...), crc32.ChecksumIEEE(chunk))
}

func TestImageBombs(t *testing.T) {
	for _, c := range []struct {
		w, h uint32
		want error
	}{
		{12_000, 12_000, ErrPixels}, {30_001, 1, ErrPixels}, {1, 30_001, ErrPixels}, {0x7fffffff, 0x7fffffff, ErrPixels},
		{7_000, 7_000, nil}, {0, 5, ErrImage}, {0xffffffff, 1, ErrImage},
	} {
		_, _, err := ImageSize(Type{MIME: "image/png"}, bytes.NewReader(pngOf(c.w, c.h)), 0)
		if !errors.Is(err, c.want) && !(c.want != nil && errors.Is(err, ErrImage)) || (c.want == nil) != (err == nil) {
			t.Errorf("%d x %d: %v, want %v", c.w, c.h, err, c.want)
		}
	}
	bigWebP := []byte(webpX)
	copy(bigWebP[24:], "\xff\xff\xff\xff\xff\xff")
	if _, _, err := ImageSize(Type{MIME: "image/webp"}, bytes.NewReader(bigWebP), 0); !errors.Is(err, ErrPixels) {
		t.Error(err)
	}
}
