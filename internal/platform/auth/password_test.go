package auth

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// quick keeps tests fast; the real parameters are measured by the benchmark.
var quick = Params{MemoryKiB: 64, Passes: 1, Lanes: 1}

func TestHashAndCheck(t *testing.T) {
	h := NewHasher(HasherOptions{Params: quick})
	stored, err := h.Hash(t.Context(), "三楼漏水请快来 2026")
	if err != nil || !strings.HasPrefix(stored, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Fatal(stored, err)
	}
	again, _ := h.Hash(t.Context(), "三楼漏水请快来 2026")
	if again == stored {
		t.Error("two hashes of one password are equal: no salt")
	}
	for password, want := range map[string]bool{
		"三楼漏水请快来 2026": true, "三楼漏水请快来 ２０２６": true, "三楼漏水请快来 2027": false, "三楼漏水请快来2026": false,
		"": false, " ": false, strings.Repeat("x", maxPassBytes+1): false, "-": false,
	} {
		ok, rehash, err := h.Check(t.Context(), stored, password)
		if ok != want || rehash || err != nil {
			t.Errorf("%.20q: %v, %v, %v", password, ok, rehash, err)
		}
	}
	for _, password := range []string{"", strings.Repeat("x", maxPassBytes+1)} {
		if _, err := h.Hash(t.Context(), password); !errors.Is(err, ErrPassword) {
			t.Errorf("%d bytes: %v", len(password), err)
		}
	}
	if err := h.CheckUnknown(t.Context(), "anything"); err != nil {
		t.Error(err)
	}
}

// The vector is that of the reference implementation's test suite (argon2id,
// version 19, t=2, m=65536, p=1, "password", "somesalt").
func TestReferenceVector(t *testing.T) {
	stored := "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	ok, rehash, err := NewHasher(HasherOptions{}).Check(t.Context(), stored, "password")
	if !ok || !rehash || err != nil {
		t.Error(ok, rehash, err)
	}
}

// TestAHasherHasBounds also where nobody sets any: two at once and some who wait.
func TestAHasherHasBounds(t *testing.T) {
	for _, v := range []struct {
		o     HasherOptions
		slots int
		all   int64
	}{{HasherOptions{}, 2, 66}, {HasherOptions{AtOnce: 1, Waiting: 3}, 1, 4}} {
		if h := NewHasher(v.o); cap(h.slots) != v.slots || h.limit != v.all || h.params == (Params{}) {
			t.Errorf("%+v: %d at once, %d in all, %+v", v.o, cap(h.slots), h.limit, h.params)
		}
	}
}

func TestRehash(t *testing.T) {
	old := NewHasher(HasherOptions{Params: quick})
	stored, err := old.Hash(t.Context(), "secret words")
	if err != nil {
		t.Fatal(err)
	}
	now := NewHasher(HasherOptions{Params: Params{MemoryKiB: 128, Passes: 1, Lanes: 1}})
	if ok, rehash, _ := now.Check(t.Context(), stored, "secret words"); !ok || !rehash {
		t.Error(ok, rehash)
	}
	if ok, rehash, _ := now.Check(t.Context(), stored, "wrong words"); ok || rehash {
		t.Error("a wrong password asks for a new hash")
	}
}

func TestMalformedHashes(t *testing.T) {
	h := NewHasher(HasherOptions{Params: quick})
	good := "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	if _, err := parsePHC(good); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{
		"", "x", "$", good + "$", strings.Replace(good, "argon2id", "argon2i", 1), strings.Replace(good, "v=19", "v=16", 1),
		strings.Replace(good, "m=64", "m=4294967295", 1), strings.Replace(good, "m=64", "m=7", 1), strings.Replace(good, "t=1", "t=0", 1),
		strings.Replace(good, "t=1", "t=21", 1), strings.Replace(good, "p=1", "p=17", 1), strings.Replace(good, "m=64", "m=064", 1),
		strings.Replace(good, "m=64", "m=", 1), strings.Replace(good, "m=64,", "", 1), strings.Replace(good, "AAAAAAAAAAAAAAAAAAAAAA$", "AA$", 1),
		strings.TrimSuffix(good, strings.Repeat("A", 40)), strings.Replace(good, "AAA$", "AA!$", 1),
	} {
		if ok, _, err := h.Check(t.Context(), bad, "x"); ok || !errors.Is(err, ErrHash) {
			t.Errorf("%q: %v, %v", bad, ok, err)
		}
	}
}

func FuzzParsePHC(f *testing.F) {
	f.Add("$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=+4,t=1,p=1$AA$AA")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parsePHC(text)
		if err == nil && p.String() != text {
			t.Fatalf("%q prints as %q", text, p.String())
		}
	})
}

func TestFloodIsRefused(t *testing.T) {
	h := NewHasher(HasherOptions{Params: quick, AtOnce: 1, Waiting: 2})
	h.slots <- struct{}{} // one hash at work
	h.waiting.Add(1)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			if err := h.CheckUnknown(ctx, "x"); !errors.Is(err, context.Canceled) {
				t.Errorf("waiting caller: %v", err)
			}
		})
	}
	for h.waiting.Load() < 3 {
		time.Sleep(time.Millisecond)
	}
	if err := h.CheckUnknown(t.Context(), "x"); !errors.Is(err, ErrBusy) {
		t.Errorf("one too many: %v", err)
	}
	cancel()
	wg.Wait()
	<-h.slots
	h.waiting.Add(-1)
	if err := h.CheckUnknown(t.Context(), "x"); err != nil || h.waiting.Load() != 0 {
		t.Errorf("after the flood: %v, %d", err, h.waiting.Load())
	}
}

// The unknown name costs what a wrong password costs: the same derivation with
// the same parameters. Compared by the parameters, not by a watch, which would
// fail on a busy machine.
func TestUnknownCostsTheSame(t *testing.T) {
	h := NewHasher(HasherOptions{})
	stored, err := h.Hash(t.Context(), "some password")
	if err != nil {
		t.Fatal(err)
	}
	p, err := parsePHC(stored)
	if err != nil || p.params != h.dummy.params || len(p.salt) != len(h.dummy.salt) || len(p.key) != len(h.dummy.key) {
		t.Errorf("%+v differs from %+v", p.params, h.dummy.params)
	}
}

func BenchmarkCheckUnknown(b *testing.B) {
	h := NewHasher(HasherOptions{})
	for b.Loop() {
		_ = h.CheckUnknown(context.Background(), "some password")
	}
}

func TestCheckPassword(t *testing.T) {
	for _, c := range []struct{ password, login, code string }{
		{"三楼漏水请快来一趟", "", PasswordTooShort}, {"三楼漏水请快来一趟吧", "", ""}, {"", "", PasswordTooShort},
		{"correct horse battery", "lin", ""}, {strings.Repeat("长a漏7水", 25) + "abc", "", ""}, {strings.Repeat("长a漏7水", 25), "", PasswordTooCommon},
		{"0aZ-" + strings.Repeat("x", 125), "", PasswordTooLong}, {"0aZ-" + strings.Repeat("xy漏", 41) + "!", "", ""},
		{"woaini1314", "", PasswordTooCommon}, {"WoAiNi1314!!", "", PasswordTooCommon}, {"ｗｏａｉｎｉ１３１４", "", PasswordTooCommon},
		{"qwe123456", "", PasswordTooShort}, {"qwe1234567", "", PasswordTooCommon}, {"a123456789", "", PasswordTooCommon},
		{"1234567890", "", PasswordTooCommon}, {"0987654321", "", PasswordTooCommon}, {"1111111111", "", PasswordTooCommon},
		{"abcabcabcab", "", PasswordTooCommon}, {"爱你爱你爱你爱你爱你", "", PasswordTooCommon}, {"qwertyuiop98765", "", PasswordTooCommon},
		{"abcdefgh12", "", PasswordTooCommon}, {"1qaz2wsx3edc", "", PasswordTooCommon}, {"P@ssw0rd123", "", PasswordTooCommon},
		{"zhangwei2026", "zhangwei", PasswordIsLogin}, {"iewgnahz2026", "zhangwei", PasswordIsLogin}, {"ZHANGWEI!!!!", "zhangwei", PasswordIsLogin},
		{"zhangwei and the leak", "zhangwei", ""}, {"zhangwei七零八落了吗", "zhangwei", ""}, {"zhangwei七零八落了", "zhangwei", PasswordIsLogin}, {"li likes good tea", "li", ""}, {"abc\x00defghijk", "", PasswordBadCharacter},
		{"line\nbreak 123", "", PasswordBadCharacter}, {"bad\xff utf-8 text", "", PasswordBadCharacter}, {"tab\tinside it", "", PasswordBadCharacter},
	} {
		code, ok := CheckPassword(c.password, c.login)
		if code != c.code || ok != (c.code == "") {
			t.Errorf("%.30q, %q: %q, want %q", c.password, c.login, code, c.code)
		}
	}
}

// Every line of the list that is long enough to be a password is refused.
func TestCommonListIsRefused(t *testing.T) {
	n := 0
	for line := range strings.Lines(commonPasswords) {
		entry := strings.TrimSpace(line)
		if entry == "" || entry[0] == '#' {
			continue
		}
		n++
		for _, form := range []string{entry, strings.ToUpper(entry), entry + "!"} {
			if _, ok := CheckPassword(form, ""); ok {
				t.Errorf("%q may be used", form)
			}
		}
	}
	if n < 400 {
		t.Errorf("only %d entries", n)
	}
}

func TestCheckPasswordProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		password := rapid.String().Draw(t, "password")
		login := rapid.StringMatching(`[a-z0-9._@-]{0,20}`).Draw(t, "login")
		code, ok := CheckPassword(password, login)
		if ok != (code == "") {
			t.Fatalf("%q, %v", code, ok)
		}
		if n := len([]rune(password)); ok && (n < MinPassword || n > MaxPassword) {
			t.Fatalf("%d characters may be used", n)
		}
	})
}
