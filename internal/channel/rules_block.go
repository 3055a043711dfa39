package channel

import (
	"net/netip"
	"strings"
	"time"

	"tiexin/internal/kit/check"
	"tiexin/internal/kit/textsplit"
	"tiexin/internal/platform/auth"
	"tiexin/internal/platform/fault"
)

// check trims a block and refuses what would keep out the wrong ones.
func (b Block) check(now time.Time) (Block, error) {
	b.Reason = strings.TrimSpace(b.Reason)
	if code, ok := check.Text(b.Reason, 1, maxBlockReason); !ok {
		return b, fault.Invalid(code, "reason").With("limit", maxBlockReason)
	}
	if !b.EndsAt.After(now) || b.EndsAt.After(now.Add(MaxBlock)) {
		return b, fault.Invalid("channel.block_end", "ends_at").With("days", int(MaxBlock/(24*time.Hour)))
	}
	if b.Kind != BlockAddress {
		return b, nil
	}
	addr, err := netip.ParseAddr(strings.TrimSpace(b.Subject))
	if err != nil {
		return b, fault.Invalid("channel.block_address", "address")
	}
	if addr.IsLoopback() || addr.IsUnspecified() {
		return b, fault.Invalid("channel.block_ourselves", "address")
	}
	b.Subject = auth.AddressKey(addr)
	return b, nil
}

// blockKey is by what a block is found.
func blockKey(k BlockKind, subject string) string { return string(k) + " " + subject }

// keys are by what the blocks of whoever knocks are found.
func (k Knock) keys() []string {
	var out []string
	if k.CustomerID != "" {
		out = append(out, blockKey(BlockCustomer, k.CustomerID))
	}
	if k.PeerID != "" {
		out = append(out, blockKey(BlockVisitor, k.PeerID))
	}
	if addr, err := netip.ParseAddr(k.Address); err == nil {
		out = append(out, blockKey(BlockAddress, auth.AddressKey(addr)))
	}
	return out
}

// alarms are the words of somebody in danger, who is heard whoever they are.
// They are folded as a search folds: 瓦斯外洩 and 瓦斯外泄 are one.
var alarms = folded(
	"救命", "着火", "起火", "火灾", "失火", "冒烟", "爆炸", "漏气", "漏煤气", "煤气泄漏", "燃气泄漏", "天然气泄漏", "瓦斯泄漏", "瓦斯外泄", "煤气味", "燃气味", "瓦斯味",
	"触电", "漏电", "中毒", "溺水", "晕倒", "昏迷", "昏倒", "流血", "出血", "急救", "救护车", "心脏病", "喘不过气", "呼吸困难",
	"被困", "困在电梯", "电梯困人", "坠落", "坠楼", "跳楼", "自杀", "自残", "轻生", "不想活", "活不下去", "想死",
	"报警", "家暴", "打人", "杀人", "绑架", "抢劫", "强奸", "性侵", "走失", "爆管", "塌了", "坍塌", "洪水", "地震",
	"help me", "emergency", "ambulance", "on fire", "gas leak", "smell gas", "smell of gas", "suicide", "kill myself", "want to die",
	"unconscious", "bleeding", "can't breathe", "cannot breathe", "electrocuted", "trapped", "drowning", "overdose", "call the police",
)

func folded(words ...string) []string {
	for i, w := range words {
		words[i] = textsplit.Fold(w)
	}
	return words
}

// Alarming tells whether a text says that somebody is in danger. It rather
// hears too much: what it lets through is one message that somebody reads.
func Alarming(text string) bool {
	text = textsplit.Fold(text)
	for _, w := range alarms {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}
