package pinyin_test

import (
	"slices"
	"strings"
	"testing"

	"tiexin/internal/kit/pinyin"
)

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		name, typed string
		want        bool
	}{
		{"张三丰", "zsf", true},
		{"张三丰", "ZSF", true},
		{"张三丰", "zhangsanfeng", true},
		{"张三丰", "zhang san", true},
		{"张三丰", "zhangsf", true},
		{"张三丰", "sf", true},
		{"张三丰", "zf", false},
		{"张三丰", "zsfx", false},
		{"张三丰", "", false},
		{"张三丰", "张", false},
		{"曾国藩", "zgf", true},
		{"曾国藩", "cgf", true},
		{"吕布", "lvbu", true},
		{"西安", "xi'an", true},
		{"小林 Lin2", "xllin2", true},
		{"Ａｂ", "ab", true},
		{"阿依古丽·买买提", "ayglmmt", true},
		{"𠮷田", "t", true},
	} {
		if got := pinyin.Matches(c.name, c.typed); got != c.want {
			t.Errorf("Matches(%q, %q) = %v", c.name, c.typed, got)
		}
	}
}

// TestLongNamesStayQuick gives the search many ways to fail.
func TestLongNamesStayQuick(t *testing.T) {
	if pinyin.Matches(strings.Repeat("啊", 5000), strings.Repeat("a", 39)+"b") {
		t.Fatal("matched")
	}
}

func TestKeysHoldEveryCommonReading(t *testing.T) {
	keys := pinyin.Keys("曾小单")
	for _, want := range []string{"zxs", "cxd", "zengxiaoshan"} {
		if !slices.Contains(keys, want) {
			t.Errorf("%s is missing in %v", want, keys)
		}
	}
	if n := len(pinyin.Keys(strings.Repeat("曾单解重行", 8))); n == 0 || n > 32 {
		t.Errorf("%d keys", n)
	}
	if pinyin.Keys("！？") != nil {
		t.Error("keys without a letter")
	}
}

func FuzzMatches(f *testing.F) {
	f.Add("张三", "zs")
	f.Fuzz(func(t *testing.T, name, typed string) {
		pinyin.Matches(name, typed)
		if n := len(pinyin.Keys(name)); n > 32 {
			t.Fatalf("%d keys", n)
		}
	})
}
