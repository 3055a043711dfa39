package auth

import (
	"crypto/subtle"
	"fmt"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
	"golang.org/x/text/unicode/norm"
)

const (
	totpPeriod = 30 // seconds per step
	totpSkew   = 1  // steps before and after the present one
)

// TOTP is a new second factor: Secret in base32 for typing, URI (otpauth://) for
// the QR code.
type TOTP struct {
	Secret string
	URI    string
}

// NewTOTP makes a second factor of six digits and 30 seconds, the form every
// authenticator program knows. issuer and account are shown there.
func NewTOTP(issuer, account string) (TOTP, error) {
	key, err := totp.Generate(totp.GenerateOpts{
		Issuer: issuer, AccountName: account, Period: totpPeriod, SecretSize: tokenBytes,
		Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1,
	})
	if err != nil {
		return TOTP{}, fmt.Errorf("auth: new second factor: %w", err)
	}
	return TOTP{Secret: key.Secret(), URI: key.URL()}, nil
}

// CheckTOTP says whether the code is right now, one step before or one after,
// and newer than the last step used. The caller stores the returned step in the
// same transaction, only if it is greater than the stored one, and so a code
// counts once. Blanks and full-width digits are accepted.
func CheckTOTP(secret, code string, now time.Time, lastStep int64) (step int64, ok bool) {
	code = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, norm.NFKC.String(code))
	if secret == "" || len(code) != otp.DigitsSix.Length() {
		return 0, false
	}
	present := now.Unix() / totpPeriod
	options := hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}
	for candidate := present - totpSkew; candidate <= present+totpSkew; candidate++ {
		want, err := hotp.GenerateCodeCustom(secret, uint64(max(candidate, 0)), options)
		if err != nil {
			return 0, false // the stored secret is not base32
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && candidate > lastStep && !ok {
			step, ok = candidate, true
		}
	}
	return step, ok
}

const recoveryChars = 16 // 80 bits

// NewRecoveryCodes makes n one-time codes "xxxx-xxxx-xxxx-xxxx" of 80 bits.
func NewRecoveryCodes(n int) []Token {
	codes := make([]Token, n)
	for i := range codes {
		plain := base32(randomBytes(recoveryChars * 5 / 8))
		text := plain[0:4] + "-" + plain[4:8] + "-" + plain[8:12] + "-" + plain[12:16]
		codes[i] = Token{Text: text, Hash: HashToken(plain)}
	}
	return codes
}

// HashRecoveryCode returns the stored form of a code typed by a person: case,
// blanks, hyphens and the look-alikes o, i and l do not matter.
func HashRecoveryCode(text string) (hash string, ok bool) {
	plain := strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-':
			return -1
		case 'o':
			return '0'
		case 'i', 'l':
			return '1'
		}
		return r
	}, strings.ToLower(norm.NFKC.String(text)))
	if len(plain) != recoveryChars || strings.Trim(plain, crockford) != "" {
		return "", false
	}
	return HashToken(plain), true
}
