package blob

import (
	"errors"
	"syscall"
)

// IsFull tells whether a store refused for want of room.
func IsFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}
