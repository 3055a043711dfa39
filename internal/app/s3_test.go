package app_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tiexin/internal/app"
	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/blob"
	"tiexin/internal/platform/clock"
	"tiexin/internal/platform/config"
)

// realS3 is the service that TIEXIN_TEST_S3 names, with a fresh prefix.
func realS3(t *testing.T) config.S3 {
	t.Helper()
	address := os.Getenv("TIEXIN_TEST_S3")
	if address == "" {
		t.Skip("TIEXIN_TEST_S3 names no S3 service")
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	secret, _ := u.User.Password()
	out := config.S3{Endpoint: u.Host, Bucket: strings.Trim(u.Path, "/"), Prefix: "test-" + blob.NewName() + "/",
		Region: u.Query().Get("region"), AccessKey: u.User.Username(), SecretKey: secret, Insecure: u.Scheme == "http"}
	store, err := blob.NewS3(blob.S3Options{Endpoint: out.Endpoint, Bucket: out.Bucket, Prefix: out.Prefix, Region: out.Region,
		AccessKey: out.AccessKey, SecretKey: out.SecretKey, Insecure: out.Insecure})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx := context.Background() // the test's own has ended
		if err := store.Walk(ctx, func(i blob.Info) error { return store.Delete(ctx, i.Name) }); err != nil {
			t.Error(err)
		}
	})
	return out
}

// TestFilesLiveInS3 takes files through their life in a real service: sent,
// read whole and in part, recalled, swept, backed up, lost, restored.
func TestFilesLiveInS3(t *testing.T) {
	for engine, database := range map[string]func(testing.TB) string{"sqlite": func(testing.TB) string { return "" }, "postgres": apptest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			store := realS3(t)
			s := apptest.Start(t, apptest.Options{Database: database(t), Config: func(c *config.Config) { c.S3 = store }})
			w := newWorld(s)
			v, _ := w.thread(w.shopKey, w.lin)
			picture, letter := pixel(3), []byte(strings.Repeat("面料：纯棉。", 3_000_000/18))
			send := func(key, name string, body []byte) (message, link string) {
				f := v.Must(http.StatusCreated, "POST", apptest.Query("/widget/files", "name", name, "client_key", key), body)
				m := v.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": key, "attachment_ids": []string{apptest.Text(f, "id")}})
				return apptest.Text(m, "id"), apptest.Text(f, "url")
			}
			_, shown := send("picture", "a.png", picture)
			wrong, wrongLink := send("letter", "说明.txt", letter)
			v.Must(http.StatusCreated, "POST", apptest.Query("/widget/files", "name", "b.txt", "client_key", "unsent"), "never sent")
			if got := stored(t, s.App); got != 3 {
				t.Fatalf("%d objects in the bucket", got)
			}
			reads(t, s, shown, "", http.StatusOK, string(picture))
			reads(t, s, wrongLink, "", http.StatusOK, string(letter))
			reads(t, s, wrongLink, "bytes=2000000-2000009", http.StatusPartialContent, string(letter[2_000_000:2_000_010]))
			reads(t, s, wrongLink, "bytes=-9", http.StatusPartialContent, string(letter[len(letter)-9:]))
			reads(t, s, wrongLink, "bytes=99999999-", http.StatusRequestedRangeNotSatisfiable, "")
			v.Must(http.StatusOK, "POST", "/widget/messages/"+wrong+"/recall", nil)
			reads(t, s, wrongLink, "", http.StatusNotFound, "")
			s.Clock.Advance(25 * time.Hour)
			if _, err := s.App.Files.Sweep(t.Context()); err != nil || stored(t, s.App) != 2 {
				t.Errorf("%d objects after the sweep, %v", stored(t, s.App), err)
			}
			backupThrough(t, s, database(t))
		})
	}
}

func reads(t *testing.T, s *apptest.Server, link, part string, want int, content string) {
	t.Helper()
	c := s.Client()
	if part != "" {
		c.Header.Set("Range", part)
	}
	res, raw := c.Raw("GET", link, nil)
	if res.StatusCode != want || content != "" && string(raw) != content {
		t.Errorf("%q of %s: %d with %d bytes, want %d with %d", part, link, res.StatusCode, len(raw), want, len(content))
	}
}

func stored(t *testing.T, a *app.App) (n int) {
	t.Helper()
	if err := a.Store.Walk(t.Context(), func(blob.Info) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

// backupThrough backs up, loses an object, and restores into another prefix.
func backupThrough(t *testing.T, s *apptest.Server, database string) {
	t.Helper()
	to := filepath.Join(t.TempDir(), "b.tar.zst")
	if made, err := s.App.Backup(t.Context(), to); err != nil || len(made.Manifest.Missing) > 0 {
		t.Fatal(err, made.Manifest.Missing)
	}
	if list := s.App.Doctor(t.Context()); !app.Healthy(list) {
		t.Errorf("doctor: %v", list)
	}
	stop := errors.New("one is enough")
	err := s.App.Store.Walk(t.Context(), func(i blob.Info) error {
		return errors.Join(stop, s.App.Store.Delete(t.Context(), i.Name))
	})
	if !errors.Is(err, stop) {
		t.Fatal(err)
	}
	if app.Healthy(s.App.Doctor(t.Context())) {
		t.Error("the doctor misses nothing when an object is gone")
	}
	again := config.Config{Data: filepath.Join(t.TempDir(), "new"), Listen: "127.0.0.1:0", Database: database, S3: realS3(t)}
	if _, err := app.Restore(t.Context(), again, clock.System{}, to); err != nil {
		t.Fatal(err)
	}
	b, err := app.Open(t.Context(), again, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if list := b.Doctor(t.Context()); !app.Healthy(list) || stored(t, b) != 2 {
		t.Errorf("restored: %d objects, %v", stored(t, b), list)
	}
}

// TestAWrongBucketIsSeen opens on stores that cannot work.
func TestAWrongBucketIsSeen(t *testing.T) {
	for what, spoil := range map[string]func(*config.S3){
		"no such bucket": func(s *config.S3) { s.Bucket = "no-such-bucket-here" },
		"wrong secret":   func(s *config.S3) { s.SecretKey += "x" },
		"nobody there":   func(s *config.S3) { s.Endpoint = "127.0.0.1:1" },
	} {
		t.Run(what, func(t *testing.T) {
			store := realS3(t)
			spoil(&store)
			s := apptest.Start(t, apptest.Options{Config: func(c *config.Config) { c.S3 = store }})
			if status, out := s.Visitor().Do("POST", apptest.Query("/widget/files", "name", "a.txt", "client_key", "k"), "x"); status != http.StatusServiceUnavailable || out["code"] != "storage.unavailable" {
				t.Errorf("an upload is answered with %d %v", status, out)
			}
			if app.Healthy(s.App.Glance(t.Context())) {
				t.Error("the health page sees nothing")
			}
			if app.Healthy(s.App.Doctor(t.Context())) {
				t.Error("the doctor sees nothing")
			}
		})
	}
}
