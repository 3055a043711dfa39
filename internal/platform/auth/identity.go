package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"
)

// SignIdentity returns what a customer's own site computes to tell the widget
// who is signed in there: hex of HMAC-SHA256(secret, id "\n" expires), expires
// in Unix seconds in plain decimal.
func SignIdentity(secret, id string, expires int64) string {
	return hex.EncodeToString(identityMAC(secret, id, expires))
}

// CheckIdentity checks such a signature: nil, ErrSignature or ErrExpired. An
// empty secret or id is never right. Hex may be in either case, because some
// languages print capitals.
func CheckIdentity(secret, id string, expires int64, signature string, now time.Time) error {
	sum, err := hex.DecodeString(signature)
	if err != nil || secret == "" || !signable(id) || !hmac.Equal(sum, identityMAC(secret, id, expires)) {
		return ErrSignature
	}
	if now.Unix() >= expires {
		return ErrExpired
	}
	return nil
}

func identityMAC(secret, id string, expires int64) []byte {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(id + "\n" + strconv.FormatInt(expires, 10)))
	return h.Sum(nil)
}
