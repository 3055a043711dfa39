package blob

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"
)

func TestFolderConforms(t *testing.T) {
	conformance(t, func(t *testing.T) Store {
		f, err := NewFolder(filepath.Join(t.TempDir(), "blobs"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	})
}

func TestS3Conforms(t *testing.T) {
	conformance(t, func(t *testing.T) Store {
		server := httptest.NewServer(newFakeS3())
		t.Cleanup(server.Close)
		s, err := NewS3(S3Options{
			Endpoint: strings.TrimPrefix(server.URL, "http://"), Region: "cn-east-1", Bucket: "bucket",
			Prefix: "tiexin/", AccessKey: "key", SecretKey: "secret-secret", Insecure: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}

// TestS3ConformsForReal runs against the service that TIEXIN_TEST_S3 names, as
// http://key:secret@host:port/bucket?region=…; each check has a prefix of its own.
func TestS3ConformsForReal(t *testing.T) {
	address := os.Getenv("TIEXIN_TEST_S3")
	if address == "" {
		t.Skip("TIEXIN_TEST_S3 names no S3 service")
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	secret, _ := u.User.Password()
	conformance(t, func(t *testing.T) Store {
		s, err := NewS3(S3Options{
			Endpoint: u.Host, Region: u.Query().Get("region"), Bucket: strings.Trim(u.Path, "/"),
			Prefix: "test-" + NewName() + "/", AccessKey: u.User.Username(), SecretKey: secret, Insecure: u.Scheme == "http",
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			ctx := context.Background() // the test's own has ended
			if err := s.Walk(ctx, func(i Info) error { return s.Delete(ctx, i.Name) }); err != nil {
				t.Error(err)
			}
		})
		return s
	})
}

// conformance is what every store must do.
func conformance(t *testing.T, open func(*testing.T) Store) {
	for name, check := range map[string]func(*testing.T, Store){
		"round trip": testRoundTrip, "seek": testSeek, "absent": testAbsent, "bad names": testBadNames,
		"wrong size": testWrongSize, "cut short": testCutShort, "replace": testReplace, "walk": testWalk,
		"concurrent": testConcurrent, "cancelled": testCancelled, "large": testLarge,
	} {
		t.Run(name, func(t *testing.T) { check(t, open(t)) })
	}
}

func put(t *testing.T, s Store, data []byte, size int64) string {
	t.Helper()
	name := NewName()
	info, err := s.Put(t.Context(), name, iotest.HalfReader(bytes.NewReader(data)), size)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	if info.Name != name || info.Size != int64(len(data)) || info.SHA256 != hex.EncodeToString(sum[:]) {
		t.Fatalf("put tells %+v", info)
	}
	return name
}

func read(t *testing.T, s Store, name string) []byte {
	t.Helper()
	r, info, err := s.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if info.Name != name || info.Size != int64(len(data)) || info.Modified.IsZero() || info.Modified.Location() != time.UTC {
		t.Fatalf("open tells %+v", info)
	}
	return data
}

func count(t *testing.T, s Store) int {
	t.Helper()
	n := 0
	if err := s.Walk(t.Context(), func(Info) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

func testRoundTrip(t *testing.T, s Store) {
	for _, data := range [][]byte{nil, []byte("x"), []byte("漏水\x00\xff\r\n"), bytes.Repeat([]byte("0123456789abcdef"), 10_000)} {
		for _, size := range []int64{int64(len(data)), UnknownSize} {
			name := put(t, s, data, size)
			if !bytes.Equal(read(t, s, name), data) {
				t.Errorf("%d bytes: content differs", len(data))
			}
			if err := s.Delete(t.Context(), name); err != nil {
				t.Error(err)
			}
			if _, _, err := s.Open(t.Context(), name); !errors.Is(err, ErrNotFound) {
				t.Errorf("after delete: %v", err)
			}
		}
	}
}

func testSeek(t *testing.T, s Store) {
	name := put(t, s, []byte("0123456789"), 10)
	r, _, err := s.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, c := range []struct {
		offset int64
		whence int
		want   string
	}{{4, io.SeekStart, "45"}, {-2, io.SeekEnd, "89"}, {0, io.SeekStart, "01"}, {1, io.SeekCurrent, "34"}} {
		if _, err := r.Seek(c.offset, c.whence); err != nil {
			t.Fatal(err)
		}
		two := make([]byte, 2)
		if _, err := io.ReadFull(r, two); err != nil || string(two) != c.want {
			t.Errorf("%+v: %q, %v", c, two, err)
		}
	}
}

func testAbsent(t *testing.T, s Store) {
	if _, _, err := s.Open(t.Context(), NewName()); !errors.Is(err, ErrNotFound) {
		t.Errorf("open: %v", err)
	}
	if err := s.Delete(t.Context(), NewName()); err != nil {
		t.Errorf("delete: %v", err)
	}
	if n := count(t, s); n != 0 {
		t.Errorf("an empty store walks %d", n)
	}
}

func testBadNames(t *testing.T, s Store) {
	for _, name := range []string{"", ".", "..", "../" + NewName(), strings.Repeat("a", 31), strings.Repeat("a", 33), strings.ToUpper(NewName()[:31]) + "A", strings.Repeat("/", 32), strings.Repeat("i", 32), strings.Repeat("漏", 10) + "ab", NewName()[:31] + "\x00"} {
		if _, err := s.Put(t.Context(), name, strings.NewReader("x"), 1); !errors.Is(err, ErrName) {
			t.Errorf("put %q: %v", name, err)
		}
		if _, _, err := s.Open(t.Context(), name); !errors.Is(err, ErrName) {
			t.Errorf("open %q: %v", name, err)
		}
		if err := s.Delete(t.Context(), name); !errors.Is(err, ErrName) {
			t.Errorf("delete %q: %v", name, err)
		}
	}
}

func testWrongSize(t *testing.T, s Store) {
	for _, c := range []struct {
		body string
		size int64
	}{{"12345", 4}, {"12345", 6}, {"", 1}, {"1", 0}, {strings.Repeat("x", 100_000), 99_999}} {
		if _, err := s.Put(t.Context(), NewName(), strings.NewReader(c.body), c.size); !errors.Is(err, ErrSize) {
			t.Errorf("%d bytes announced as %d: %v", len(c.body), c.size, err)
		}
	}
	if n := count(t, s); n != 0 {
		t.Errorf("%d blobs were kept", n)
	}
}

func testCutShort(t *testing.T, s Store) {
	broken := errors.New("connection lost")
	for _, size := range []int64{1000, UnknownSize} {
		body := io.MultiReader(strings.NewReader(strings.Repeat("x", 500)), iotest.ErrReader(broken))
		if _, err := s.Put(t.Context(), NewName(), body, size); err == nil {
			t.Error("a broken body was taken")
		}
	}
	if n := count(t, s); n != 0 {
		t.Errorf("%d partial blobs are visible", n)
	}
}

func testReplace(t *testing.T, s Store) {
	name := put(t, s, []byte("first"), 5)
	if _, err := s.Put(t.Context(), name, strings.NewReader("second"), 6); err != nil {
		t.Fatal(err)
	}
	if got := read(t, s, name); string(got) != "second" {
		t.Errorf("%q", got)
	}
	if count(t, s) != 1 {
		t.Error("two blobs of one name")
	}
}

func testWalk(t *testing.T, s Store) {
	want := []string{}
	for i := range 8 {
		want = append(want, put(t, s, bytes.Repeat([]byte("x"), i), int64(i)))
	}
	slices.Sort(want)
	var got []string
	if err := s.Walk(t.Context(), func(info Info) error { got = append(got, info.Name); return nil }); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, want) {
		t.Errorf("walked %v, want %v", got, want)
	}
	stop := errors.New("stop")
	n := 0
	if err := s.Walk(t.Context(), func(Info) error { n++; return stop }); !errors.Is(err, stop) || n != 1 {
		t.Errorf("after %d: %v", n, err)
	}
}

func testConcurrent(t *testing.T, s Store) {
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			data := bytes.Repeat([]byte{byte(i)}, 1000+i)
			name := NewName()
			if _, err := s.Put(t.Context(), name, bytes.NewReader(data), int64(len(data))); err != nil {
				t.Error(err)
				return
			}
			if !bytes.Equal(read(t, s, name), data) {
				t.Error("content differs")
			}
		})
	}
	wg.Wait()
	if n := count(t, s); n != 12 {
		t.Errorf("%d blobs", n)
	}
}

func testCancelled(t *testing.T, s Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Put(ctx, NewName(), strings.NewReader("x"), 1); !errors.Is(err, context.Canceled) {
		t.Errorf("put: %v", err)
	}
	if n := count(t, s); n != 0 {
		t.Errorf("%d blobs", n)
	}
}

// testLarge is above the size of one part, so that S3 uploads in parts.
func testLarge(t *testing.T, s Store) {
	data := make([]byte, partSize+12_345)
	rng := rand.NewChaCha8([32]byte{7})
	_, _ = rng.Read(data)
	for _, size := range []int64{int64(len(data)), UnknownSize} {
		if name := put(t, s, data, size); !bytes.Equal(read(t, s, name), data) {
			t.Error("content differs")
		}
	}
}

func TestNewName(t *testing.T) {
	seen := map[string]bool{}
	letters := map[rune]bool{}
	for range 2000 {
		name := NewName()
		if !ValidName(name) || seen[name] {
			t.Fatalf("%q", name)
		}
		seen[name] = true
		for _, r := range name {
			letters[r] = true
		}
	}
	if len(letters) != 32 {
		t.Errorf("%d letters used", len(letters))
	}
}

func TestFolderOnDisk(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "blobs")
	f, err := NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	name := put(t, f, []byte("secret"), 6)
	stat, err := os.Stat(filepath.Join(dir, name[:2], name))
	if err != nil || stat.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", stat, err)
	}
	folder, err := os.Stat(filepath.Join(dir, name[:2]))
	if err != nil || folder.Mode().Perm() != 0o700 {
		t.Fatalf("%v, %v", folder, err)
	}
	// things that are not blobs are neither walked nor opened
	other := name[:2] + strings.Repeat("z", 30)
	for _, path := range []string{"README", "zz/x", name[:2] + "/x", "zz/" + name} {
		full := filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(full), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, name[:2], other)); err != nil {
		t.Fatal(err)
	}
	if n := count(t, f); n != 1 {
		t.Errorf("walks %d", n)
	}
	if _, _, err := f.Open(t.Context(), other); err == nil {
		t.Error("a link out of the folder was followed")
	}
}

func TestSweepTemp(t *testing.T) {
	dir := t.TempDir()
	f, err := NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for name, age := range map[string]time.Duration{"old": 25 * time.Hour, "young": time.Hour} {
		path := filepath.Join(dir, tempDir, name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	n, err := f.SweepTemp(now.Add(-24 * time.Hour))
	if n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := os.Stat(filepath.Join(dir, tempDir, "young")); err != nil {
		t.Error("a running upload was swept")
	}
}
