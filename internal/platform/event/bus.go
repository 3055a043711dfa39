package event

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

const wakeSubject = "tiexin.wake"

// Bus carries wake-ups between processes: a NATS server inside this process
// unless an address is given. Core publish and subscribe only.
type Bus struct {
	server *server.Server
	conn   *nats.Conn
}

// OpenBus starts the inner server, or connects to url.
func OpenBus(url string) (*Bus, error) {
	if url != "" {
		conn, err := nats.Connect(url, nats.Name("tiexin"), nats.MaxReconnects(-1), nats.RetryOnFailedConnect(true))
		if err != nil {
			return nil, fmt.Errorf("nats: %w", err)
		}
		return &Bus{conn: conn}, nil
	}
	s, err := server.NewServer(&server.Options{DontListen: true, NoLog: true, NoSigs: true, MaxPayload: 1 << 20})
	if err != nil {
		return nil, err
	}
	s.Start()
	if !s.ReadyForConnections(5 * time.Second) {
		return nil, errors.New("nats: inner server did not start")
	}
	conn, err := nats.Connect("", nats.InProcessServer(s), nats.Name("tiexin"))
	if err != nil {
		s.Shutdown()
		return nil, err
	}
	return &Bus{server: s, conn: conn}, nil
}

// Shared tells whether other processes may be listening.
func (b *Bus) Shared() bool { return b.server == nil }

// Publish sends without waiting; a lost message costs one poll interval.
func (b *Bus) Publish(subject string, data []byte) {
	if err := b.conn.Publish(subject, data); err != nil {
		slog.Debug("bus publish failed", "err", err)
	}
}

// Subscribe calls do for every message on the subject, one after the other.
func (b *Bus) Subscribe(subject string, do func(data []byte)) error {
	_, err := b.conn.Subscribe(subject, func(m *nats.Msg) { do(m.Data) })
	return err
}

// Listen wakes this log's relay when another process has written.
func (l *Log) Listen() error {
	return l.bus.Subscribe(wakeSubject, func([]byte) { l.wakeHere() })
}

// Close ends the connection and the inner server.
func (b *Bus) Close() {
	b.conn.Close()
	if b.server != nil {
		b.server.Shutdown()
		b.server.WaitForShutdown()
	}
}
