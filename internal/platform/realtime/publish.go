package realtime

import (
	"encoding/json"

	"tiexin/internal/platform/auth"
)

// Telling is a frame and, where it reads differently for some members of
// staff, their form of it by their ids.
type Telling struct {
	Frame any
	Own   map[string]any
}

// told is a telling on its way between processes.
type told struct {
	Frame json.RawMessage            `json:"f"`
	Own   map[string]json.RawMessage `json:"w,omitempty"`
}

type publication struct {
	Node   string   `json:"n"`
	Topics []string `json:"t"`
	Gate   Gate     `json:"g"`
	Frames []told   `json:"f"`
	Except string   `json:"x,omitempty"`
}

// Wanted tells whether anybody may be listening to one of the topics, so that
// a frame for nobody need not be made. Other processes are not asked: where
// there are any, somebody may be.
func (h *Hub) Wanted(topics []string) bool {
	if h.Bus.Shared() {
		return true
	}
	h.mu.RLock()
	defer h.mu.RUnlock()
	for _, t := range topics {
		if len(h.topics[t]) > 0 {
			return true
		}
	}
	return false
}

// Publish sends a frame to all who joined one of the topics and whom the gate
// lets through, in every process.
func (h *Hub) Publish(topics []string, gate Gate, frame any) {
	h.tell("", topics, gate, []Telling{{Frame: frame}})
}

// PublishHere is Publish for this process alone, where every process learns of
// the matter by itself.
func (h *Hub) PublishHere(topics []string, gate Gate, frame any) {
	if len(h.listeners(topics)) > 0 {
		h.deliver(publication{Topics: topics, Gate: gate, Frames: []told{{Frame: encode(frame)}}})
	}
}

// PublishExcept leaves out one connection, by id: the one that caused it.
func (h *Hub) PublishExcept(except string, topics []string, gate Gate, frame any) {
	h.tell(except, topics, gate, []Telling{{Frame: frame}})
}

// Tell sends several frames at once: each listener gets them in order and in
// one write.
func (h *Hub) Tell(topics []string, gate Gate, list ...Telling) { h.tell("", topics, gate, list) }

func (h *Hub) tell(except string, topics []string, gate Gate, list []Telling) {
	if !h.Wanted(topics) {
		return
	}
	p := publication{Node: h.node, Topics: topics, Gate: gate, Except: except, Frames: make([]told, len(list))}
	for i, t := range list {
		p.Frames[i].Frame = encode(t.Frame)
		if len(t.Own) > 0 {
			p.Frames[i].Own = make(map[string]json.RawMessage, len(t.Own))
			for staffID, frame := range t.Own {
				p.Frames[i].Own[staffID] = encode(frame)
			}
		}
	}
	h.deliver(p)
	if !h.Bus.Shared() {
		return
	}
	if raw, err := json.Marshal(p); err == nil {
		h.Bus.Publish(busSubject, raw)
	}
}

func (h *Hub) fromBus(raw []byte) {
	var p publication
	if err := json.Unmarshal(raw, &p); err != nil || p.Node == h.node {
		return
	}
	h.deliver(p)
}

// deliver encodes what most get once, and for the few by itself.
func (h *Hub) deliver(p publication) {
	var common []byte
	for _, c := range h.listeners(p.Topics) {
		person := c.Person()
		if c.ID == p.Except || !p.Gate.lets(person) {
			continue
		}
		if person.Kind == auth.Staff && p.own(person.ID) {
			c.enqueue(p.bytes(person.ID))
			continue
		}
		if common == nil {
			common = p.bytes("")
		}
		c.enqueue(common)
	}
}

func (p publication) own(staffID string) bool {
	for _, f := range p.Frames {
		if f.Own[staffID] != nil {
			return true
		}
	}
	return false
}

// bytes are all frames as one member of staff reads them, ready for the wire.
func (p publication) bytes(staffID string) []byte {
	var out []byte
	for _, f := range p.Frames {
		frame := f.Frame
		if own := f.Own[staffID]; own != nil {
			frame = own
		}
		out = append(out, wire(opText, frame)...)
	}
	return out
}
