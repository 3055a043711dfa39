package web

import (
	"path"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// Ref names another thing.
type Ref struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// schemaName names a type in the API document: the module before the type's
// own name, so that two modules may both have a View.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Name() == "" {
		return huma.DefaultSchemaNamer(t, hint)
	}
	base, args, _ := strings.Cut(t.Name(), "[")
	name := qualified(t.PkgPath(), base)
	if args = strings.TrimSuffix(args, "]"); args != "" {
		i := strings.LastIndexByte(args, '.')
		name += qualified(args[:max(i, 0)], args[i+1:])
	}
	return name
}

func qualified(pkg, name string) string {
	module := path.Base(pkg)
	if module == "web" || module == "." || module == "time" {
		return capital(name)
	}
	return capital(module) + capital(name)
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
