package blob

import (
	"encoding/binary"
	"errors"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
)

// MaxPixels is the default for ImageSize: 50 million, the largest pictures of
// today's telephones.
const MaxPixels = 50_000_000

const (
	maxSide = 30_000
	// headerBytes bounds what is read of a picture: colour profiles and camera
	// notes of a JPEG may stand before its measures.
	headerBytes = 4 << 20
)

var (
	// ErrImage: not a picture of the type, or its header is broken.
	ErrImage = errors.New("blob: not a readable picture")
	// ErrPixels: more pixels than allowed; decoding it would need too much memory.
	ErrPixels = errors.New("blob: picture has too many pixels")
)

// ImageSize reads width and height from the header of a picture whose type was
// sniffed. It never decodes pixels. maxPixels 0 means MaxPixels. The measures
// are those of the stored pixels; a camera's turn mark (EXIF) is not applied.
func ImageSize(t Type, r io.Reader, maxPixels int) (width, height int, err error) {
	if maxPixels <= 0 {
		maxPixels = MaxPixels
	}
	r = io.LimitReader(r, headerBytes)
	var config image.Config
	switch t.MIME {
	case "image/png":
		config, err = png.DecodeConfig(r)
	case "image/jpeg":
		config, err = jpeg.DecodeConfig(r)
	case "image/gif":
		config, err = gif.DecodeConfig(r)
	case "image/webp":
		config, err = webpConfig(r)
	default:
		return 0, 0, ErrImage
	}
	if err != nil || config.Width <= 0 || config.Height <= 0 {
		return 0, 0, ErrImage
	}
	if config.Width > maxSide || config.Height > maxSide || config.Width > maxPixels/config.Height {
		return 0, 0, ErrPixels
	}
	return config.Width, config.Height, nil
}

// webpConfig reads the three forms of the WebP header: lossy (VP8), lossless
// (VP8L) and extended (VP8X), after RFC 9649.
func webpConfig(r io.Reader) (image.Config, error) {
	var b [30]byte
	if n, err := io.ReadFull(r, b[:]); err != nil && n < 25 {
		return image.Config{}, ErrImage
	}
	if string(b[0:4]) != "RIFF" || string(b[8:12]) != "WEBP" {
		return image.Config{}, ErrImage
	}
	switch string(b[12:16]) {
	case "VP8 ":
		if b[23] != 0x9d || b[24] != 0x01 || b[25] != 0x2a {
			return image.Config{}, ErrImage
		}
		w := int(binary.LittleEndian.Uint16(b[26:]) & 0x3fff)
		h := int(binary.LittleEndian.Uint16(b[28:]) & 0x3fff)
		return image.Config{Width: w, Height: h}, nil
	case "VP8L":
		if b[20] != 0x2f {
			return image.Config{}, ErrImage
		}
		bits := binary.LittleEndian.Uint32(b[21:])
		return image.Config{Width: int(bits&0x3fff) + 1, Height: int(bits>>14&0x3fff) + 1}, nil
	case "VP8X":
		w := 1 + int(b[24]) + int(b[25])<<8 + int(b[26])<<16
		h := 1 + int(b[27]) + int(b[28])<<8 + int(b[29])<<16
		return image.Config{Width: w, Height: h}, nil
	}
	return image.Config{}, ErrImage
}
