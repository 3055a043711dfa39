package app_test

import (
	"net/http"
	"testing"
	"time"

	"tiexin/internal/app/apptest"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/db"
)

// signedVisitor comes in as whom the channel's site says.
func (w *world) signedVisitor(key, secret, id string) *apptest.Client {
	expires := w.Clock.Now().Unix() + 600
	return w.as(w.Client().Must(http.StatusCreated, "POST", "/widget/visitors", map[string]any{"channel_key": key,
		"identity": map[string]any{"id": id, "expires": expires, "signature": auth.SignIdentity(secret, id, expires)}}))
}

func (w *world) secret(channelID string) string {
	return apptest.Text(w.Admin.Must(http.StatusOK, "POST", "/channels/"+channelID+"/identity-secret", nil), "secret")
}

func attach(v *apptest.Client, name string) (id, link string) {
	f := v.Must(http.StatusCreated, "POST", apptest.Query("/widget/files", "name", name, "client_key", apptest.Key()), "x")
	return apptest.Text(f, "id"), apptest.Text(f, "url")
}

func opens(t *testing.T, w *world, what, link string, want int) {
	t.Helper()
	if res, _ := w.Client().Raw("GET", link, nil); res.StatusCode != want {
		t.Errorf("%s: %d, want %d", what, res.StatusCode, want)
	}
}

// TestAFileIsOfOneChannelsVisitor: sites choose their customers' ids, mail
// addresses mostly, and two sites may choose the same.
func TestAFileIsOfOneChannelsVisitor(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		bank, bankKey := w.channel("银行二", w.bank, nil)
		shopSecret, bankSecret := w.secret(w.shopChannel), w.secret(bank)
		for _, id := range []string{"wang@example.com", "a@b@c", "x#y/z@w#v", "普通"} {
			v := w.signedVisitor(w.shopKey, shopSecret, id)
			file, link := attach(v, "a.txt")
			opens(t, w, id+", not sent", link, 200)
			twin := w.signedVisitor(bankKey, bankSecret, id)
			twin.Refused(http.StatusBadRequest, "file.unknown", "POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "attachment_ids": []string{file}})
			m := v.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "attachment_ids": []string{file}})
			sent := m["attachments"].([]any)[0].(map[string]any)
			opens(t, w, id+", sent", apptest.Text(sent, "url"), 200)
		}
		signed, anonymous := w.signedVisitor(w.shopKey, shopSecret, "li@example.com"), w.visitor(w.shopKey)
		_, link := attach(signed, "b.txt")
		_, plain := attach(anonymous, "c.txt")
		w.secret(w.shopChannel)
		opens(t, w, "after another secret", link, 404)
		opens(t, w, "of whom no secret proves", plain, 200)
		disableChannel(w, w.shopKey)
		opens(t, w, "of a closed channel", plain, 404)
	})
}

var stmtFormerOwner = db.SQL("test.former_owner", `UPDATE file SET owner = $2 WHERE id = $1`)

// TestWhatWasUploadedBeforeIsSent: files waited for their message while the
// program was replaced by this one.
func TestWhatWasUploadedBeforeIsSent(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v, other := w.visitor(w.shopKey), w.visitor(w.shopKey)
		file, link := attach(v, "a.txt")
		err := s.App.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), stmtFormerOwner, file, "former-visitor:"+v.ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		opens(t, w, "a former file", link, 200)
		send := map[string]any{"client_key": apptest.Key(), "attachment_ids": []string{file}}
		other.Refused(http.StatusBadRequest, "file.unknown", "POST", "/widget/messages", send)
		v.Must(http.StatusCreated, "POST", "/widget/messages", send)
	})
}

// TestTheSweepTakesOnlyWhatNobodySent for a day.
func TestTheSweepTakesOnlyWhatNobodySent(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		w := newWorld(s)
		v := w.visitor(w.shopKey)
		sent, _ := attach(v, "sent.txt")
		v.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "attachment_ids": []string{sent}})
		_, old := attach(v, "old.txt")
		sweep := func(want int) {
			t.Helper()
			if n, err := s.App.Files.Sweep(t.Context()); err != nil || n != want {
				t.Errorf("%d swept, want %d: %v", n, want, err)
			}
		}
		s.Clock.Advance(12 * time.Hour)
		fresh, _ := attach(v, "fresh.txt")
		sweep(0)
		s.Clock.Advance(12*time.Hour + time.Minute)
		sweep(1)
		opens(t, w, "what nobody sent", old, 404)
		v.Must(http.StatusCreated, "POST", "/widget/messages", map[string]any{"client_key": apptest.Key(), "attachment_ids": []string{fresh}})
		s.Clock.Advance(48 * time.Hour)
		sweep(0)
		row := w.lin.Must(http.StatusOK, "GET", "/files/"+sent, nil)
		if res, _ := w.lin.Raw("GET", apptest.Text(row, "url"), nil); res.StatusCode != 200 {
			t.Errorf("what was sent is gone: %d", res.StatusCode)
		}
	})
}
