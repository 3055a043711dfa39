package blob

import (
	"bufio"
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// fakeS3 speaks as much of the S3 protocol as the store uses: PUT, GET with
// ranges, HEAD, DELETE, list and uploads in parts, in memory. It does not check
// signatures; TestS3ConformsForReal runs against a service that does.
type fakeS3 struct {
	mu      sync.Mutex
	objects map[string]fakeObject
	uploads map[string]map[int][]byte
	started time.Time
}

type fakeObject struct {
	data []byte
	etag string
	at   time.Time
}

func newFakeS3() *fakeS3 {
	return &fakeS3{
		objects: map[string]fakeObject{}, uploads: map[string]map[int][]byte{},
		started: time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC),
	}
}

func (s *fakeS3) put(key string, data []byte) string {
	sum := md5.Sum(data)
	etag := hex.EncodeToString(sum[:])
	s.started = s.started.Add(time.Second)
	s.objects[key] = fakeObject{data, etag, s.started}
	return etag
}

func (s *fakeS3) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := s3Body(r)
	if err != nil {
		s3Fail(w, http.StatusBadRequest, "IncompleteBody")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	query := r.URL.Query()
	switch {
	case key == "" && r.Method == http.MethodGet && query.Has("location"):
		fmt.Fprint(w, `<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></LocationConstraint>`)
	case key == "" && r.Method == http.MethodGet:
		s.list(w, query.Get("prefix"), query.Get("continuation-token"))
	case query.Has("uploads") || query.Has("uploadId"):
		s.multipart(w, r, key, body)
	case r.Method == http.MethodPut:
		w.Header().Set("ETag", `"`+s.put(key, body)+`"`)
	case r.Method == http.MethodDelete:
		delete(s.objects, key)
		w.WriteHeader(http.StatusNoContent)
	case r.Method == http.MethodGet, r.Method == http.MethodHead:
		object, ok := s.objects[key]
		if !ok {
			s3Fail(w, http.StatusNotFound, "NoSuchKey")
			return
		}
		w.Header().Set("ETag", `"`+object.etag+`"`)
		w.Header().Set("Content-Type", "application/octet-stream")
		http.ServeContent(w, r, "", object.at, bytes.NewReader(object.data))
	default:
		s3Fail(w, http.StatusMethodNotAllowed, "MethodNotAllowed")
	}
}

func (s *fakeS3) multipart(w http.ResponseWriter, r *http.Request, key string, body []byte) {
	query := r.URL.Query()
	id := query.Get("uploadId")
	switch r.Method {
	case http.MethodPost:
		if query.Has("uploads") {
			id = strconv.Itoa(len(s.uploads) + 1)
			s.uploads[id] = map[int][]byte{}
			fmt.Fprintf(w, `<InitiateMultipartUploadResult><Bucket>b</Bucket><Key>%s</Key><UploadId>%s</UploadId></InitiateMultipartUploadResult>`, key, id)
			return
		}
		var all []byte
		for number := 1; number <= len(s.uploads[id]); number++ {
			all = append(all, s.uploads[id][number]...)
		}
		delete(s.uploads, id)
		fmt.Fprintf(w, `<CompleteMultipartUploadResult><Bucket>b</Bucket><Key>%s</Key><ETag>"%s"</ETag></CompleteMultipartUploadResult>`, key, s.put(key, all))
	case http.MethodPut:
		number, _ := strconv.Atoi(query.Get("partNumber"))
		s.uploads[id][number] = body
		sum := md5.Sum(body)
		w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:])+`"`)
	case http.MethodDelete:
		delete(s.uploads, id)
		w.WriteHeader(http.StatusNoContent)
	}
}

type s3List struct {
	XMLName     xml.Name `xml:"ListBucketResult"`
	Name        string
	Prefix      string
	KeyCount    int
	IsTruncated bool
	Next        string `xml:"NextContinuationToken,omitempty"`
	Contents    []s3Item
}

type s3Item struct {
	Key          string
	LastModified string
	ETag         string
	Size         int
}

// list answers at most three keys at a time, so that paging is exercised.
func (s *fakeS3) list(w http.ResponseWriter, prefix, after string) {
	var keys []string
	for key := range s.objects {
		if strings.HasPrefix(key, prefix) && key > after {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	answer := s3List{Name: "b", Prefix: prefix}
	if len(keys) > 3 {
		keys, answer.IsTruncated, answer.Next = keys[:3], true, keys[2]
	}
	answer.KeyCount = len(keys)
	for _, key := range keys {
		o := s.objects[key]
		answer.Contents = append(answer.Contents, s3Item{key, o.at.Format("2006-01-02T15:04:05.000Z"), `"` + o.etag + `"`, len(o.data)})
	}
	w.Header().Set("Content-Type", "application/xml")
	_ = xml.NewEncoder(w).Encode(answer)
}

func s3Fail(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	fmt.Fprintf(w, `<Error><Code>%s</Code><Message>fake</Message></Error>`, code)
}

// s3Body reads a body, plain or in signed chunks ("aws-chunked").
func s3Body(r *http.Request) ([]byte, error) {
	if !strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING-") {
		return io.ReadAll(r.Body)
	}
	want, _ := strconv.Atoi(r.Header.Get("X-Amz-Decoded-Content-Length"))
	var all []byte
	in := bufio.NewReader(r.Body)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return nil, err
		}
		head, _, _ := strings.Cut(strings.TrimSpace(line), ";")
		size, err := strconv.ParseInt(head, 16, 32)
		if err != nil {
			return nil, err
		}
		if size == 0 {
			break
		}
		chunk := make([]byte, size+2)
		if _, err := io.ReadFull(in, chunk); err != nil {
			return nil, err
		}
		all = append(all, chunk[:size]...)
	}
	if len(all) != want {
		return nil, errors.New("short body")
	}
	return all, nil
}
