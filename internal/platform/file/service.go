package file

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/url"
	"time"
	"unicode/utf8"

	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/blob"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/db"
	"tiexin/internal/platform/fault"
	"tiexin/internal/platform/id"
	"tiexin/internal/platform/web"
)

// Uploads of one visitor: some messages full of files at once, then one every
// two seconds; each may weigh MaxBytes.
const visitorUploadsPerSecond, visitorUploadsAtOnce = 0.5, 60

// What visitors may leave unsent, in bytes: at once, and again within the hour.
// It is counted as it comes, by address, by channel and in all, in each process;
// what is sent belongs to a conversation and is counted all the same.
const (
	addressBytes = 200 << 20
	channelBytes = 2 << 30
	allBytes     = 4 << 30
)

// storage are the quotas of visitors.
type storage struct{ address, channel, all *web.Limiter }

func newStorage(c clock.Clock) storage {
	hourly := func(bytes int) *web.Limiter { return web.NewLimiter(c, float64(bytes)/3600, bytes) }
	return storage{address: hourly(addressBytes), channel: hourly(channelBytes), all: hourly(allBytes)}
}

// take counts an upload before it is read; an unknown size is the largest.
func (q storage) take(ip, channelID string, size int64) error {
	if size < 0 || size > MaxBytes {
		size = MaxBytes
	}
	n := int(size)
	err := q.address.TakeN(ip, n)
	if err == nil {
		err = q.channel.TakeN(channelID, n)
	}
	if err == nil {
		err = q.all.TakeN("", n)
	}
	if f := fault.From(err); err != nil {
		return fault.TooMany("file.quota", f.RetryAfter)
	}
	return nil
}

// MayRead decides whether a person may read a file of the thing that claimed it.
type MayRead func(ctx context.Context, p auth.Person, f File) bool

// Deps is what the service stands on.
type Deps struct {
	DB     *db.DB
	Clock  clock.Clock
	Store  blob.Store
	Signer *auth.Signer
	// Uploads are the permissions of which an API token needs one to upload:
	// those of the acts that a file can go with.
	Uploads []string
	// Visits refuses a visitor whose channel is closed or whose proof is void,
	// and Proof is what a visitor is proved by now; see package widget.
	Visits func(ctx context.Context, p auth.Person) error
	// MaySend refuses a visitor whose words are not taken either.
	MaySend func(ctx context.Context, p auth.Person) error
	Proof   func(ctx context.Context, visitorID, channelID string) string
}

// Service holds the use cases.
type Service struct {
	Deps
	readers  map[string]MayRead
	visitors *web.Limiter
	storage  storage
	sure     sure
}

// New makes the service.
func New(d Deps) *Service {
	return &Service{Deps: d, readers: map[string]MayRead{}, visitors: web.NewLimiter(d.Clock, visitorUploadsPerSecond, visitorUploadsAtOnce),
		storage: newStorage(d.Clock), sure: sure{clock: d.Clock}}
}

// Decides says who decides about files of a kind of subject; called while the
// program is wired.
func (s *Service) Decides(subjectKind string, by MayRead) { s.readers[subjectKind] = by }

// Upload is what somebody sends.
type Upload struct {
	Owner     string
	ClientKey string
	Name      string
	Claimed   string // content type as claimed; a hint at most
	Body      io.Reader
	Size      int64 // announced, or blob.UnknownSize
}

// Put stores a file. A retry with the same client key gives the first one.
func (s *Service) Put(ctx context.Context, u Upload) (File, error) {
	if n := len(u.ClientKey); n < 1 || n > 64 || !utf8.ValidString(u.ClientKey) {
		return File{}, fault.Invalid("request.client_key", "client_key")
	}
	if u.Size > MaxBytes {
		return File{}, errTooLarge()
	}
	if old, err := find(ctx, s.DB, stmtByKey, u.Owner, u.ClientKey); err != nil || len(old) > 0 {
		if err != nil {
			return File{}, err
		}
		return old[0], nil
	}
	sent := &sender{Reader: u.Body}
	body := bufio.NewReaderSize(io.LimitReader(sent, MaxBytes+1), headBytes)
	head, err := body.Peek(headBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		return File{}, fault.Invalid("file.broken_off", "body").Because(err)
	}
	if len(head) == 0 {
		return File{}, fault.Invalid("file.empty", "body")
	}
	name := blob.CleanName(u.Name)
	if name == "" {
		return File{}, fault.Invalid("file.name", "name")
	}
	if blob.Forbidden(name, head) {
		return File{}, &fault.Error{Kind: fault.KindUnsupported, Code: "file.type_forbidden", Field: "name"}
	}
	t := blob.Sniff(head, u.Claimed, name)
	info, err := s.Store.Put(ctx, blob.NewName(), body, blob.UnknownSize)
	if err != nil && sent.err != nil {
		return File{}, fault.Invalid("file.broken_off", "body").Because(sent.err)
	}
	if err != nil {
		return File{}, storeTrouble(err)
	}
	f := File{ID: id.New(s.Clock.Now()), Blob: info.Name, Name: name, Size: info.Size, MIME: t.MIME, Inline: t.Image(),
		SHA256: info.SHA256, Owner: u.Owner, CreatedAt: s.Clock.Now()}
	return s.record(ctx, f, t, u)
}

// sender remembers that the body broke off, which is not the store's trouble.
type sender struct {
	io.Reader
	err error
}

// Read passes on and remembers.
func (s *sender) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

func errTooLarge() error {
	return (&fault.Error{Kind: fault.KindTooLarge, Code: "file.too_large", Field: "body"}).With("limit", MaxBytes)
}

// record measures the stored picture and writes the facts; what cannot be
// kept is removed again.
func (s *Service) record(ctx context.Context, f File, t blob.Type, u Upload) (File, error) {
	err := func() error {
		if f.Size > MaxBytes {
			return errTooLarge()
		}
		if u.Size >= 0 && f.Size != u.Size {
			return fault.Invalid("file.broken_off", "body")
		}
		if t.Image() {
			if err := s.measure(ctx, &f, t); err != nil {
				return err
			}
		}
		return s.DB.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, stmtInsert, u.ClientKey, f.ID, f.Blob, f.Name, f.Size, f.MIME, f.Inline, f.Width, f.Height, f.SHA256, f.Owner, db.Micros(f.CreatedAt))
			return err
		})
	}()
	if err == nil {
		return f, nil
	}
	dropErr := s.Store.Delete(context.WithoutCancel(ctx), f.Blob)
	if db.IsUnique(err) { // the same upload twice at once
		if old, findErr := find(ctx, s.DB, stmtByKey, u.Owner, u.ClientKey); findErr == nil && len(old) > 0 {
			return old[0], nil
		}
	}
	return File{}, errors.Join(err, dropErr)
}

// measure reads a picture's size; a picture with a header that lies is kept
// as a plain download, one with too many pixels is refused.
func (s *Service) measure(ctx context.Context, f *File, t blob.Type) error {
	r, _, err := s.Store.Open(ctx, f.Blob)
	if err != nil {
		return storeTrouble(err)
	}
	defer r.Close()
	f.Width, f.Height, err = blob.ImageSize(t, r, 0)
	if errors.Is(err, blob.ErrPixels) {
		return (&fault.Error{Kind: fault.KindTooLarge, Code: "file.too_many_pixels", Field: "body"})
	}
	if err != nil {
		f.MIME, f.Inline = blob.Unknown, false
	}
	return nil
}

func storeTrouble(err error) error {
	if blob.IsFull(err) {
		return fault.New(fault.KindStorageFull, "storage.full").Because(err)
	}
	return fault.New(fault.KindUnavailable, "storage.unavailable").Because(err)
}

// Claim ties uploaded files to a thing, in the transaction that makes it. Only
// the owner can, and a file belongs to one thing.
func (s *Service) Claim(ctx context.Context, tx *db.Tx, ids []string, owner, subjectKind, subjectID string) error {
	for _, fileID := range ids {
		n, err := tx.Exec(ctx, stmtClaim, fileID, owner, subjectKind, subjectID, formerOwner(owner))
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Invalid("file.unknown", "attachment_ids")
		}
	}
	return nil
}

// Waits tells whether an owner has uploaded something that is not sent yet.
func (s *Service) Waits(ctx context.Context, owner string) (bool, error) {
	found, err := find(ctx, s.DB, stmtWaits, owner, formerOwner(owner))
	return len(found) > 0, err
}

// HandOver gives what an owner has not sent yet to somebody who has turned out
// to be the same person. What they have under the same key already stays theirs.
func (s *Service) HandOver(ctx context.Context, tx *db.Tx, from, to string) error {
	for _, owner := range []string{from, formerOwner(from)} {
		if _, err := tx.Exec(ctx, stmtGive, owner, to); err != nil {
			return err
		}
	}
	return nil
}

// Release takes the files of things that are erased from everybody, in the
// transaction that erases them; the next Sweep removes them.
func (s *Service) Release(ctx context.Context, tx *db.Tx, subjectKind string, subjectIDs []string) error {
	for _, subjectID := range subjectIDs {
		if _, err := tx.Exec(ctx, stmtRelease, subjectID, subjectKind); err != nil {
			return err
		}
	}
	return nil
}

// Facts finds files by id; unknown ids are missing from the map.
func (s *Service) Facts(ctx context.Context, ids []string) (map[string]File, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return byIDs(ctx, s.DB, ids)
}

// Read finds a file that the person may read.
func (s *Service) Read(ctx context.Context, p auth.Person, fileID string) (File, error) {
	if !id.Valid(fileID) {
		return File{}, fault.NotFound()
	}
	found, err := find(ctx, s.DB, stmtByID, fileID)
	if err != nil {
		return File{}, err
	}
	if len(found) == 0 || !s.mayRead(ctx, p, found[0]) {
		return File{}, fault.NotFound()
	}
	return found[0], nil
}

func (s *Service) mayRead(ctx context.Context, p auth.Person, f File) bool {
	if f.SubjectKind == "" {
		return OwnerOf(p) == f.Owner || formerOwner(OwnerOf(p)) == f.Owner
	}
	decide := s.readers[f.SubjectKind]
	return decide != nil && decide(ctx, p, f)
}

// ForVisitor is the file with a link for one visitor.
func (s *Service) ForVisitor(ctx context.Context, f File, visitorID, channelID string) Attachment {
	p := auth.Person{ID: visitorID, ChannelID: channelID, Proof: s.Proof(ctx, visitorID, channelID)}
	token := s.Signer.MintFile(viewer(p), f.ID, s.Clock.Now().Add(LinkLife))
	return f.attachment("/api/v1/widget/files/" + f.ID + "/" + url.PathEscape(f.Name) + "?k=" + url.QueryEscape(token))
}

// Sweep removes files that nothing has claimed for a day. It returns how many.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	stale, err := find(ctx, s.DB, stmtStale, db.Micros(s.Clock.Now().Add(-24*time.Hour)))
	for _, f := range stale {
		var gone int64
		err := s.DB.Write(ctx, func(tx *db.Tx) (err error) {
			gone, err = tx.Exec(ctx, stmtDrop, f.ID)
			return err
		})
		if err != nil {
			return 0, err
		}
		if gone == 1 {
			if err := s.Store.Delete(ctx, f.Blob); err != nil {
				return 0, err
			}
		}
	}
	return len(stale), err
}
