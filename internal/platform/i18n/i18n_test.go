package i18n

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"
)

func files(zhCN, zhTW, en string) fstest.MapFS {
	return fstest.MapFS{
		"texts/zh-CN.json": {Data: []byte(zhCN)}, "texts/zh-TW.json": {Data: []byte(zhTW)}, "texts/en.json": {Data: []byte(en)},
		"texts/README.md": {Data: []byte("not a text")}, "texts/fr.json": {Data: []byte("not looked at")},
	}
}

func TestText(t *testing.T) {
	b, err := New(
		files(`{"auth.required":"请先登录","hello":"{name}您好，{name}","raw":"{{客户}} {X} {"}`, `{"auth.required":"請先登入","hello":"{name}您好","raw":"{{客戶}} {X} {"}`, `{"auth.required":"Please sign in","hello":"Hello {name}","raw":"{{c}} {X} {"}`),
		files(`{"not_found":"没有找到"}`, `{"not_found":"找不到"}`, `{"not_found":"Not found"}`),
	)
	if err == nil || !strings.Contains(err.Error(), `"raw"`) {
		t.Fatal("a placeholder {c} only in English passed: ", err)
	}
	b, err = New(
		files(`{"auth.required":"请先登录","hello":"{name}您好，{name}","raw":"{{客户}} {X} {"}`, `{"auth.required":"請先登入","hello":"{name}您好","raw":"{{客戶}} {X} {"}`, `{"auth.required":"Please sign in","hello":"Hello {name}","raw":"{{C}} {X} {"}`),
		files(`{"not_found":"没有找到"}`, `{"not_found":"找不到"}`, `{"not_found":"Not found"}`),
	)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		locale Locale
		key    string
		args   Args
		want   string
	}{
		{ZhCN, "hello", Args{"name": "林小雨"}, "林小雨您好，林小雨"}, {En, "hello", Args{"name": 7}, "Hello 7"}, {ZhTW, "hello", nil, "{name}您好"},
		{En, "hello", Args{"other": 1}, "Hello {name}"}, {En, "hello", Args{"name": "{name}{name}"}, "Hello {name}{name}"}, {"fr", "not_found", nil, "没有找到"},
		{En, "nowhere", nil, "nowhere"}, {En, "raw", Args{"X": 1, "c": 2}, "{{C}} {X} {"}, {"", "auth.required", nil, "请先登录"}, {En, "hello", Args{"name": "<b>"}, "Hello <b>"},
	} {
		if got := b.Text(c.locale, c.key, c.args); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
	if !b.Has("not_found") || b.Has("nowhere") || !slices.Equal(b.Keys(), []string{"auth.required", "hello", "not_found", "raw"}) {
		t.Error(b.Keys())
	}
}

func TestFaults(t *testing.T) {
	good := `{"a":"x {n}"}`
	for name, c := range map[string]struct{ zhCN, zhTW, en, want string }{
		"missing in en":    {good, good, `{}`, `"a" is missing in en`},
		"missing in zh-CN": {`{}`, good, good, `"a" is missing in zh-CN`},
		"placeholder":      {good, `{"a":"x {m}"}`, good, `placeholders [m] in zh-TW, [n] in zh-CN`},
		"no placeholder":   {good, good, `{"a":"x"}`, `placeholders [] in en`},
		"twice":            {`{"a":"x {n}","a":"y {n}"}`, good, good, `"a" given twice`},
		"empty":            {`{"a":" "}`, `{"a":"x"}`, `{"a":"x"}`, `"a" is empty`},
		"nested":           {`{"a":{"b":"x"}}`, good, good, `"a"`},
		"number":           {`{"a":1}`, good, good, `"a"`},
		"array":            {`["a"]`, good, good, `not an object`},
		"broken":           {`{"a":"x {n}"`, good, good, `zh-CN.json`},
		"no file content":  {``, good, good, `not an object`},
		"trailing":         {good + `{}`, good, good, `after the object`},
		"key form":         {`{"A b":"x"}`, `{"A b":"x"}`, `{"A b":"x"}`, `"A b" is no key`},
	} {
		_, err := New(files(c.zhCN, c.zhTW, c.en))
		if !errors.Is(err, ErrTexts) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := New(files(good, good, good), files(good, good, good)); err == nil || !strings.Contains(err.Error(), "source 1, texts/en.json") {
		t.Errorf("two modules with one key: %v", err)
	}
	if b, err := New(); err != nil || len(b.Keys()) != 0 {
		t.Error(err)
	}
}

func TestAllFaultsAreNamed(t *testing.T) {
	_, err := New(files(`{"a":"x","b":"y"}`, `{"a":"x"}`, `{"b":"y"}`))
	for _, want := range []string{`"a" is missing in en`, `"b" is missing in zh-TW`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v lacks %s", err, want)
		}
	}
}

func TestMatch(t *testing.T) {
	for header, want := range map[string]Locale{
		"": ZhCN, "zh-CN,zh;q=0.9,en;q=0.8": ZhCN, "zh": ZhCN, "zh-Hans": ZhCN, "zh-SG": ZhCN, "zh-TW": ZhTW, "zh-HK": ZhTW, "zh-MO": ZhTW, "zh-Hant-CN": ZhTW, "zh-Hans-TW": ZhCN,
		"en": En, "en-GB,zh;q=0.5": En, "zh;q=0.5,en": En, "fr": En, "fr,zh-TW;q=0.3": ZhTW, "*": ZhCN, "nonsense!!": ZhCN, "ja,ko;q=0.8": En, "yue": ZhTW, "yue-Hans": ZhCN, "za-Hans": En, "cmn": ZhCN, "wuu": ZhCN, "ZH-tw": ZhTW, "en;q=0": ZhCN,
		strings.Repeat("fr,", 10_000): En, "zh_CN": ZhCN,
	} {
		if got := Match(header); got != want {
			t.Errorf("%.40q: %s, want %s", header, got, want)
		}
	}
	if Match("en", ZhTW) != ZhTW || Match("en", "", "fr") != En || Match("", "", En, ZhCN) != En {
		t.Error("preferred locales are not heard")
	}
}

func FuzzMatch(f *testing.F) {
	f.Add("zh-CN,zh;q=0.9,*;q=0.1")
	f.Fuzz(func(t *testing.T, header string) {
		if got := Match(header); !got.Valid() {
			t.Fatal(got)
		}
	})
}

func FuzzNew(f *testing.F) {
	f.Add(`{"a":"x {n}"}`)
	f.Fuzz(func(t *testing.T, data string) {
		b, err := New(files(data, data, data))
		if err != nil {
			return
		}
		for _, key := range b.Keys() {
			if b.Text(En, key, nil) != b.Text(ZhCN, key, nil) || strings.TrimSpace(b.Text(En, key, nil)) == "" {
				t.Fatalf("%q", key)
			}
		}
	})
}

// Values go in once and unchanged, whatever they hold.
func TestValuesAreNotReadAgain(t *testing.T) {
	b, err := New(files(`{"a":"[{x}|{y}]"}`, `{"a":"[{x}|{y}]"}`, `{"a":"[{x}|{y}]"}`))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		x, y := rapid.String().Draw(t, "x"), rapid.SampledFrom([]string{"{x}", "{y}", "", "$1"}).Draw(t, "y")
		if got := b.Text(En, "a", Args{"x": x, "y": y}); got != "["+x+"|"+y+"]" {
			t.Fatalf("%q", got)
		}
	})
}
