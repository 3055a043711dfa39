package i18n

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Locale is a language the product speaks.
type Locale string

// Locales of the product.
const (
	ZhCN Locale = "zh-CN"
	ZhTW Locale = "zh-TW"
	En   Locale = "en"
)

// Locales returns all of them, the house's first choice first.
func Locales() []Locale { return []Locale{ZhCN, ZhTW, En} }

// Valid says whether the product speaks it.
func (l Locale) Valid() bool { return l == ZhCN || l == ZhTW || l == En }

// Args are the values of placeholders by name.
type Args map[string]any

// ErrTexts is what New returns when the files do not fit together; its text
// names all faults.
var ErrTexts = errors.New("i18n: texts do not fit together")

var (
	keyForm     = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$`)
	placeholder = regexp.MustCompile(`\{[a-z][a-z0-9_]*\}`)
)

// Bundle is all sentences of the product. It does not change after New and is
// safe for concurrent use.
type Bundle struct {
	texts map[Locale]map[string]string
}

// New merges the files of all sources. See the package's essay for what it
// refuses.
func New(sources ...fs.FS) (*Bundle, error) {
	b := &Bundle{texts: map[Locale]map[string]string{ZhCN: {}, ZhTW: {}, En: {}}}
	var faults []error
	for i, source := range sources {
		err := fs.WalkDir(source, ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			locale := Locale(strings.TrimSuffix(path.Base(name), ".json"))
			if entry.IsDir() || path.Ext(name) != ".json" || !locale.Valid() {
				return nil
			}
			data, err := fs.ReadFile(source, name)
			if err != nil {
				return err
			}
			faults = append(faults, b.add(locale, fmt.Sprintf("source %d, %s", i, name), data)...)
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("i18n: read source %d: %w", i, err)
		}
	}
	faults = append(faults, b.compare()...)
	if len(faults) > 0 {
		return nil, fmt.Errorf("%w:\n%w", ErrTexts, errors.Join(faults...))
	}
	return b, nil
}

// add reads one file token by token, because a plain decoder would silently let
// the second of two equal keys win.
func (b *Bundle) add(locale Locale, file string, data []byte) []error {
	var faults []error
	fault := func(format string, args ...any) {
		faults = append(faults, fmt.Errorf(file+": "+format, args...))
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		fault("not an object")
		return faults
	}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			fault("%w", err)
			return faults
		}
		key, _ := token.(string)
		var text string
		if err := decoder.Decode(&text); err != nil {
			fault("%q: %w", key, err)
			return faults
		}
		_, twice := b.texts[locale][key]
		switch {
		case twice:
			fault("%q given twice", key)
		case !keyForm.MatchString(key):
			fault("%q is no key", key)
		case strings.TrimSpace(text) == "":
			fault("%q is empty", key)
		}
		b.texts[locale][key] = text
	}
	if _, err := decoder.Token(); err != nil {
		fault("%w", err)
		return faults
	}
	if decoder.More() {
		fault("something after the object")
	}
	return faults
}

// compare finds keys that are missing somewhere and placeholders that differ.
func (b *Bundle) compare() []error {
	all := map[string]bool{}
	for _, texts := range b.texts {
		for key := range texts {
			all[key] = true
		}
	}
	var faults []error
	for _, key := range slices.Sorted(maps.Keys(all)) {
		var want []string
		for i, locale := range Locales() {
			text, found := b.texts[locale][key]
			if !found {
				faults = append(faults, fmt.Errorf("%q is missing in %s", key, locale))
				continue
			}
			names := Placeholders(text)
			if i == 0 {
				want = names
			} else if _, first := b.texts[ZhCN][key]; first && !slices.Equal(names, want) {
				faults = append(faults, fmt.Errorf("%q: placeholders %v in %s, %v in %s", key, names, locale, want, ZhCN))
			}
		}
	}
	return faults
}

// Placeholders returns the names of a sentence's placeholders, sorted, each
// once.
func Placeholders(text string) []string {
	var names []string
	for _, m := range placeholder.FindAllString(text, -1) {
		names = append(names, m[1:len(m)-1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Text returns the sentence of a key with its placeholders filled. An unknown
// locale speaks zh-CN. An unknown key is returned as it is, and a placeholder
// without a value stays: both can be seen and neither breaks an answer.
func (b *Bundle) Text(locale Locale, key string, args Args) string {
	if !locale.Valid() {
		locale = ZhCN
	}
	text, found := b.texts[locale][key]
	if !found {
		return key
	}
	if len(args) == 0 || !strings.Contains(text, "{") {
		return text
	}
	return placeholder.ReplaceAllStringFunc(text, func(m string) string {
		value, given := args[m[1:len(m)-1]]
		if !given {
			return m
		}
		return fmt.Sprint(value)
	})
}

// Has says whether a key exists.
func (b *Bundle) Has(key string) bool {
	_, found := b.texts[ZhCN][key]
	return found
}

// Keys returns all keys, sorted: for tests that hold codes against texts.
func (b *Bundle) Keys() []string { return slices.Sorted(maps.Keys(b.texts[ZhCN])) }
