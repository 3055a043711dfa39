package web

import (
	"errors"
	"io"
	"net/http"
	"os"
	"time"

	"tiexin/internal/platform/clock"
)

// Pace is how fast a body must come.
type Pace struct {
	Piece     time.Duration // longest wait for the next piece
	Grace     time.Duration // after which the rate counts
	PerSecond int64         // bytes, on the average
}

// UploadPace is a bad line's, and no drip's.
var UploadPace = Pace{Piece: 15 * time.Second, Grace: 15 * time.Second, PerSecond: 4 << 10}

// ErrTooSlow is the end of a body that drips.
var ErrTooSlow = errors.New("body comes too slowly")

// late tells whether so much is too little for the time it took.
func (p Pace) late(bytes int64, took time.Duration) bool {
	return took > p.Grace && bytes < int64((took-p.Grace).Seconds()*float64(p.PerSecond))
}

// Body reads a request's body at no less than the pace.
func (p Pace) Body(w http.ResponseWriter, r *http.Request) io.Reader {
	return &paced{pace: p, body: r.Body, conn: http.NewResponseController(w), watch: clock.Start()}
}

type paced struct {
	pace  Pace
	body  io.Reader
	conn  *http.ResponseController
	watch clock.Stopwatch
	bytes int64
}

// Read implements io.Reader.
func (p *paced) Read(b []byte) (int, error) {
	if p.pace.late(p.bytes, p.watch.Elapsed()) {
		p.conn.SetReadDeadline(clock.Deadline(0)) // nor is the rest awaited
		return 0, ErrTooSlow
	}
	p.conn.SetReadDeadline(clock.Deadline(p.pace.Piece))
	n, err := p.body.Read(b)
	p.bytes += int64(n)
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		err = ErrTooSlow
	case err != nil:
		p.conn.SetReadDeadline(time.Time{})
	}
	return n, err
}
