package auth

import (
	"encoding/hex"
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"pgregory.net/rapid"
)

var at = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func TestToken(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		token := NewToken("txs")
		hash, ok := ParseToken("txs", token.Text)
		if !ok || hash != token.Hash || seen[token.Text] || len(token.Text) != 36 || len(hash) != 64 {
			t.Fatalf("%+v, %q, %v", token, hash, ok)
		}
		seen[token.Text] = true
	}
}

func TestParseTokenIsExact(t *testing.T) {
	text := "txs_0123456789abcdefghjkmnpqrstvwxyz"
	if _, ok := ParseToken("txs", text); !ok {
		t.Fatal("refused")
	}
	for _, bad := range []string{"", " ", "txs_", "txs", strings.ToUpper(text), "TXS" + text[3:], " " + text, text + " ", text + "\n", text[:35], text + "0", "txr" + text[3:], text[:35] + "i", text[:35] + "\x00", text[4:], strings.Replace(text, "0", "０", 1)} {
		if _, ok := ParseToken("txs", bad); ok {
			t.Errorf("%q is accepted", bad)
		}
	}
}

func TestEqual(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{{"a", "a", true}, {"a", "A", false}, {"a", "ab", false}, {"", "", false}, {"a", "", false}, {" ", " ", true}} {
		if Equal(c.a, c.b) != c.want {
			t.Errorf("%+v", c)
		}
	}
}

func keys(t testing.TB, current, previous byte) *Signer {
	t.Helper()
	var old []byte
	if previous != 0 {
		old = []byte(strings.Repeat(string(rune(previous)), 32))
	}
	s, err := NewSigner([]byte(strings.Repeat(string(rune(current)), 32)), old)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestVisitorTokens(t *testing.T) {
	s := keys(t, 'a', 0)
	token := s.Mint("visitor-1", "channel-1", at.Add(time.Hour))
	got, err := s.Verify(token, at)
	want := VisitorToken{Subject: "visitor-1", Channel: "channel-1", Expires: at.Add(time.Hour)}
	if err != nil || got != want {
		t.Fatalf("%+v, %v", got, err)
	}
	if _, err := s.Verify(token, at.Add(time.Hour)); !errors.Is(err, ErrExpired) {
		t.Error(err)
	}
	if _, err := s.Verify(token, at.Add(time.Hour-time.Second)); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"", " ", ".", "..", "1..", strings.ToUpper(token), token + " ", token + "\n", token + "=", token[:len(token)-1], "2" + token[1:], token + ".x", strings.Repeat("a", 5000)} {
		if _, err := s.Verify(bad, at); !errors.Is(err, ErrSignature) {
			t.Errorf("%.40q: %v", bad, err)
		}
	}
	for i := range len(token) { // every single changed character
		changed := []byte(token)
		changed[i] ^= 1
		if _, err := s.Verify(string(changed), at); err == nil {
			t.Errorf("changed at %d: accepted", i)
		}
	}
	for _, c := range [][2]string{{"", "c"}, {"v", ""}, {"v\nx", "c"}, {"v", "c\x00"}, {strings.Repeat("v", 3000), "c"}} {
		if got := s.Mint(c[0], c[1], at); got != "" {
			t.Errorf("%q signed", c)
		}
	}
	if s.Mint("v", "c", time.Time{}) != "" {
		t.Error("signed without expiry")
	}
}

func TestKeyRotation(t *testing.T) {
	old, rotated, forgotten := keys(t, 'a', 0), keys(t, 'b', 'a'), keys(t, 'c', 'b')
	token := old.Mint("v", "c", at.Add(time.Hour))
	if _, err := rotated.Verify(token, at); err != nil {
		t.Error(err)
	}
	if _, err := forgotten.Verify(token, at); !errors.Is(err, ErrSignature) {
		t.Error(err)
	}
	if _, err := old.Verify(rotated.Mint("v", "c", at.Add(time.Hour)), at); !errors.Is(err, ErrSignature) {
		t.Error(err)
	}
	for _, size := range [][2]int{{0, 0}, {31, 0}, {32, 31}} {
		if _, err := NewSigner(make([]byte, size[0]), make([]byte, size[1])); !errors.Is(err, ErrKey) {
			t.Errorf("%v: %v", size, err)
		}
	}
}

func TestFileLinks(t *testing.T) {
	s := keys(t, 'a', 0)
	link := s.MintFile("staff-1", "file-1", at.Add(15*time.Minute))
	got, err := s.VerifyFile(link, "file-1", at)
	if err != nil || got.Viewer != "staff-1" || got.File != "file-1" {
		t.Fatalf("%+v, %v", got, err)
	}
	if _, err := s.VerifyFile(link, "file-2", at); !errors.Is(err, ErrSignature) {
		t.Error("another file:", err)
	}
	if _, err := s.VerifyFile(link, "file-1", at.Add(15*time.Minute)); !errors.Is(err, ErrExpired) {
		t.Error(err)
	}
	// a token of one kind is never one of the other
	if _, err := s.Verify(link, at); !errors.Is(err, ErrSignature) {
		t.Error("a file link is a visitor token")
	}
	if _, err := s.VerifyFile(s.Mint("staff-1", "file-1", at.Add(time.Hour)), "file-1", at); !errors.Is(err, ErrSignature) {
		t.Error("a visitor token is a file link")
	}
}

func TestSignerProperties(t *testing.T) {
	s := keys(t, 'k', 0)
	rapid.Check(t, func(t *rapid.T) {
		subject, channel := rapid.String().Draw(t, "subject"), rapid.String().Draw(t, "channel")
		token := s.Mint(subject, channel, at.Add(time.Minute))
		if token == "" {
			if signable(subject) && signable(channel) && len(subject)+len(channel) < 1000 {
				t.Fatal("not signed")
			}
			return
		}
		got, err := s.Verify(token, at)
		if err != nil || got.Subject != subject || got.Channel != channel {
			t.Fatalf("%+v, %v", got, err)
		}
	})
}

func FuzzVerify(f *testing.F) {
	s := keys(f, 'k', 'p')
	f.Add(s.Mint("v", "c", at.Add(time.Hour)))
	f.Add("1.YQ.YQ")
	f.Fuzz(func(t *testing.T, token string) {
		got, err := s.Verify(token, at)
		if err == nil && s.Mint(got.Subject, got.Channel, got.Expires) != token {
			t.Fatalf("%q is accepted", token)
		}
	})
}

func TestIdentity(t *testing.T) {
	expires := at.Add(time.Hour).Unix()
	signature := SignIdentity("secret", "u-1", expires)
	if len(signature) != 64 || signature != strings.ToLower(signature) {
		t.Fatal(signature)
	}
	if err := CheckIdentity("secret", "u-1", expires, signature, at); err != nil {
		t.Error(err)
	}
	if err := CheckIdentity("secret", "u-1", expires, strings.ToUpper(signature), at); err != nil {
		t.Error(err)
	}
	if err := CheckIdentity("secret", "u-1", expires, signature, at.Add(time.Hour)); !errors.Is(err, ErrExpired) {
		t.Error(err)
	}
	empty := SignIdentity("", "u-1", expires)
	for name, err := range map[string]error{
		"other id": CheckIdentity("secret", "u-2", expires, signature, at), "later": CheckIdentity("secret", "u-1", expires+1, signature, at),
		"other secret": CheckIdentity("Secret", "u-1", expires, signature, at), "no secret": CheckIdentity("", "u-1", expires, empty, at),
		"no signature": CheckIdentity("secret", "u-1", expires, "", at), "no id": CheckIdentity("secret", "", expires, SignIdentity("secret", "", expires), at),
		"short": CheckIdentity("secret", "u-1", expires, signature[:62], at), "no hex": CheckIdentity("secret", "u-1", expires, "zz"+signature[2:], at),
		"id with a line": CheckIdentity("secret", "u\n1", expires, SignIdentity("secret", "u\n1", expires), at),
	} {
		if !errors.Is(err, ErrSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The vector was computed with another program (Python's hmac).
func TestIdentityVector(t *testing.T) {
	if got := SignIdentity("s3cret", "客户-1", 1795266000); got != "042c8dbabf5aac1db0cbbe9260c4d7223f5d64bde9c2f7939a1e2fbfc6d33221" {
		t.Errorf("%s", got)
	}
}

func TestTOTP(t *testing.T) {
	factor, err := NewTOTP("贴心", "lin")
	if err != nil || !strings.HasPrefix(factor.URI, "otpauth://totp/") || len(factor.Secret) != 32 {
		t.Fatal(factor, err)
	}
	code, err := totp.GenerateCode(factor.Secret, at)
	if err != nil {
		t.Fatal(err)
	}
	present := at.Unix() / 30
	for _, c := range []struct {
		shift time.Duration
		last  int64
		ok    bool
	}{
		{0, 0, true}, {30 * time.Second, 0, true}, {-30 * time.Second, 0, true}, {60 * time.Second, 0, false}, {-60 * time.Second, 0, false},
		{0, present, false}, {0, present - 1, true}, {30 * time.Second, present, false}, {0, present + 5, false},
	} {
		step, ok := CheckTOTP(factor.Secret, code, at.Add(c.shift), c.last)
		if ok != c.ok || ok && step != present {
			t.Errorf("%+v: %d, %v", c, step, ok)
		}
	}
	wide := strings.Map(func(r rune) rune { return r - '0' + '０' }, code) // as a Chinese keyboard types it
	for _, form := range []string{code[:3] + " " + code[3:], " " + code + " ", code[:3] + "-" + code[3:], wide, wide[:9] + "\u3000" + wide[9:]} {
		if _, ok := CheckTOTP(factor.Secret, form, at, 0); !ok {
			t.Errorf("%q is refused", form)
		}
	}
	for _, bad := range []string{"", " ", code[:5], code + "0", "abcdef", "-1" + code[:4]} {
		if _, ok := CheckTOTP(factor.Secret, bad, at, 0); ok {
			t.Errorf("%q is accepted", bad)
		}
	}
	if _, ok := CheckTOTP("", code, at, 0); ok {
		t.Error("accepted without a secret")
	}
	if _, ok := CheckTOTP("not base32!", code, at, 0); ok {
		t.Error("accepted with a broken secret")
	}
}

// RFC 6238, appendix B, the last six digits.
func TestTOTPVectors(t *testing.T) {
	const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	for unix, code := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		if step, ok := CheckTOTP(secret, code, time.Unix(unix, 0), 0); !ok || step != unix/30 {
			t.Errorf("%d: %d, %v", unix, step, ok)
		}
	}
}

func TestRecoveryCodes(t *testing.T) {
	codes := NewRecoveryCodes(10)
	seen := map[string]bool{}
	for _, code := range codes {
		if len(code.Text) != 19 || seen[code.Hash] {
			t.Fatalf("%+v", code)
		}
		seen[code.Hash] = true
		for _, form := range []string{code.Text, strings.ToUpper(code.Text), strings.ReplaceAll(code.Text, "-", ""), strings.ReplaceAll(code.Text, "-", " "), strings.ReplaceAll(code.Text, "0", "O"), strings.ReplaceAll(code.Text, "1", "l")} {
			if hash, ok := HashRecoveryCode(form); !ok || hash != code.Hash {
				t.Errorf("%q: %v", form, ok)
			}
		}
	}
	for _, bad := range []string{"", "-", "0000-0000-0000-000", "0000-0000-0000-00000", "uuuu-0000-0000-0000"} {
		if _, ok := HashRecoveryCode(bad); ok {
			t.Errorf("%q is accepted", bad)
		}
	}
}

func TestDelay(t *testing.T) {
	for _, c := range []struct {
		f    Failures
		want time.Duration
	}{
		{Failures{}, 0}, {Failures{Pair: 4, PairLast: at}, 0}, {Failures{Pair: 5, PairLast: at}, time.Second}, {Failures{Pair: 6, PairLast: at}, 2 * time.Second},
		{Failures{Pair: 10, PairLast: at}, 32 * time.Second}, {Failures{Pair: 13, PairLast: at}, 256 * time.Second}, {Failures{Pair: 14, PairLast: at}, MaxDelay},
		{Failures{Pair: 1 << 40, PairLast: at}, MaxDelay}, {Failures{Address: 20, AddressLast: at}, 0}, {Failures{Address: 21, AddressLast: at}, time.Second},
		{Failures{Pair: 6, PairLast: at, Address: 24, AddressLast: at}, 8 * time.Second}, {Failures{Pair: 10, PairLast: at.Add(-30 * time.Second)}, 2 * time.Second},
		{Failures{Pair: 10, PairLast: at.Add(-32 * time.Second)}, 0}, {Failures{Pair: 99, PairLast: at.Add(-ForgetAfter)}, 0},
		{Failures{Pair: 99, PairLast: at.Add(time.Hour)}, MaxDelay}, // the clock was set back
	} {
		if got := c.f.Delay(at); got != c.want {
			t.Errorf("%+v: %v, want %v", c.f, got, c.want)
		}
	}
}

// Whatever a stranger does from his address, the owner at another one waits for
// nothing but his own mistakes.
func TestNobodyLocksAnotherOut(t *testing.T) {
	var stranger, owner Failures
	now := at
	for range 10_000 {
		stranger = stranger.Add(now)
		now = now.Add(stranger.Delay(now))
	}
	if owner.Delay(now) != 0 {
		t.Error("the owner waits")
	}
	if hours := now.Sub(at).Hours(); hours < 800 {
		t.Errorf("10,000 guesses took only %.0f hours", hours)
	}
	if got := stranger.Add(now.Add(2 * ForgetAfter)); got.Pair != 1 || got.Address != 1 {
		t.Errorf("%+v after a quiet time", got)
	}
}

func TestAddressKey(t *testing.T) {
	for in, want := range map[string]string{
		"1.2.3.4": "1.2.3.4", "::ffff:1.2.3.4": "1.2.3.4", "2400:3200::1": "2400:3200::/64", "2400:3200:0:0:ffff::9": "2400:3200::/64",
		"2400:3200:0:1::1": "2400:3200:0:1::/64", "fe80::1%eth0": "fe80::/64",
	} {
		if got := AddressKey(netip.MustParseAddr(in)); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func TestBase32(t *testing.T) {
	raw, _ := hex.DecodeString("00443214c74254b635cf84653a56d7c675be77df")
	if got := base32(raw); got != "0123456789abcdefghjkmnpqrstvwxyz"[:32] {
		t.Errorf("%s", got)
	}
}
