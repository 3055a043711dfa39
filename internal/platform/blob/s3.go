package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// partSize bounds the memory of one upload of unknown or great length.
const partSize = 16 << 20

// tries of one request; the library's ten keep people waiting for a service
// that is away.
const tries = 3

// S3Options name a bucket of an S3-compatible service. The service is chosen by
// the operator, so it is not reached through package outbound.
type S3Options struct {
	Endpoint  string // host[:port]
	Region    string
	Bucket    string
	Prefix    string // put before every key, for example "tiexin/"
	AccessKey string
	SecretKey string
	Insecure  bool              // http instead of https, for a store on the same machine
	Transport http.RoundTripper // nil = the library's
}

// S3 is a Store in a bucket.
type S3 struct {
	client *minio.Client
	bucket string
	prefix string
}

// NewS3 makes a store over an existing bucket. It does not connect.
func NewS3(o S3Options) (*S3, error) {
	client, err := minio.New(o.Endpoint, &minio.Options{
		Creds:     credentials.NewStaticV4(o.AccessKey, o.SecretKey, ""),
		Secure:    !o.Insecure,
		Region:    o.Region,
		Transport: o.Transport,

		MaxRetries: tries,
	})
	if err != nil {
		return nil, fmt.Errorf("blob: s3 options: %w", err)
	}
	if o.Bucket == "" {
		return nil, errors.New("blob: s3 options: no bucket")
	}
	return &S3{client: client, bucket: o.Bucket, prefix: o.Prefix}, nil
}

// Put implements Store. An object becomes visible when the service has it
// whole. A body longer than announced is noticed only after that; the object is
// then deleted before Put returns.
func (s *S3) Put(ctx context.Context, name string, body io.Reader, size int64) (Info, error) {
	if !ValidName(name) {
		return Info{}, ErrName
	}
	m := newMeter(ctx, body, size)
	_, err := s.client.PutObject(ctx, s.bucket, s.prefix+name, m, size, minio.PutObjectOptions{
		ContentType: "application/octet-stream",
		PartSize:    partSize,
	})
	if err != nil {
		if size >= 0 && m.seen != size {
			err = errors.Join(ErrSize, err)
		}
		return Info{}, fmt.Errorf("blob: s3 put: %w", err)
	}
	if err := m.finish(); err != nil {
		return Info{}, errors.Join(err, s.Delete(context.WithoutCancel(ctx), name))
	}
	return m.info(name), nil
}

// Open implements Store.
func (s *S3) Open(ctx context.Context, name string) (ReadSeekCloser, Info, error) {
	if !ValidName(name) {
		return nil, Info{}, ErrName
	}
	object, err := s.client.GetObject(ctx, s.bucket, s.prefix+name, minio.GetObjectOptions{})
	if err != nil {
		return nil, Info{}, s3Error("open", err)
	}
	stat, err := object.Stat()
	if err != nil {
		return nil, Info{}, errors.Join(s3Error("open", err), object.Close())
	}
	return object, Info{Name: name, Size: stat.Size, Modified: stat.LastModified.UTC()}, nil
}

// Delete implements Store.
func (s *S3) Delete(ctx context.Context, name string) error {
	if !ValidName(name) {
		return ErrName
	}
	err := s.client.RemoveObject(ctx, s.bucket, s.prefix+name, minio.RemoveObjectOptions{})
	if err = s3Error("delete", err); err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	return nil
}

// Walk implements Store.
func (s *S3) Walk(ctx context.Context, visit func(Info) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the listing when visit stops it
	options := minio.ListObjectsOptions{Prefix: s.prefix, Recursive: true}
	for object := range s.client.ListObjectsIter(ctx, s.bucket, options) {
		if object.Err != nil {
			return s3Error("walk", object.Err)
		}
		name := strings.TrimPrefix(object.Key, s.prefix)
		if !ValidName(name) {
			continue
		}
		info := Info{Name: name, Size: object.Size, Modified: object.LastModified.UTC()}
		if err := visit(info); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func s3Error(what string, err error) error {
	if err == nil {
		return nil
	}
	switch minio.ToErrorResponse(err).Code {
	case minio.NoSuchKey, "NotFound":
		return ErrNotFound
	}
	return fmt.Errorf("blob: s3 %s: %w", what, err)
}
