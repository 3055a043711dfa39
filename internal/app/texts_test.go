package app

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tiexin/internal/platform/clock"
)

// Codes appear in the source as the first string of a fault, or as a constant
// of the checking packages.
var (
	faultCode = regexp.MustCompile(`(?:fault\.(?:Invalid|Conflict|TooMany)\(|fault\.New\(fault\.Kind\w+, |Code:\s+)"([a-z_]+\.[a-z_.]+)"`)
	checkCode = regexp.MustCompile(`^\s+\w+\s+= "((?:check|password)\.[a-z_]+)"`)
)

// internalOnly codes never reach a reader.
var internalOnly = map[string]bool{"audit.sealed_elsewhere": true}

// TestEveryRefusalHasASentence finds the codes in the source and asks for a
// text in every language; the bundle itself refuses a language with gaps.
func TestEveryRefusalHasASentence(t *testing.T) {
	a := openTest(t, "", clock.System{})
	found := 0
	err := filepath.WalkDir("..", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		codes := faultCode.FindAllStringSubmatch(string(text), -1)
		for line := range strings.Lines(string(text)) {
			codes = append(codes, checkCode.FindAllStringSubmatch(line, -1)...)
		}
		for _, m := range codes {
			found++
			if !internalOnly[m[1]] && !a.API.Texts.Has("error."+m[1]) {
				t.Errorf("%s: no sentence for %q", path, m[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found < 60 {
		t.Fatalf("only %d codes found: the test looks at nothing", found)
	}
}

// TestEveryPermissionAndRoleHasAName asks for what the role editor shows.
func TestEveryPermissionAndRoleHasAName(t *testing.T) {
	a := openTest(t, "", clock.System{})
	for _, p := range a.permissions() {
		if !a.API.Texts.Has("permission." + p.Key) {
			t.Errorf("no name for permission %s", p.Key)
		}
		for role := range p.Defaults {
			if !a.API.Texts.Has("role." + string(role)) {
				t.Errorf("no name for role %s", role)
			}
		}
	}
}
