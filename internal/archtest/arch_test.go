package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const root = "../.."

// edges lists which modules a module may import besides kit and platform.
// A new line or name here needs its reason in the commit that brings it.
var edges = map[string][]string{
	"org":            {},
	"workforce":      {"org"}, // states and skills are of members of staff
	"routing":        {"org", "calendar", "slaclock", "workforce", "customer", "conversation"},
	"calendar":       {"org"},             // whose feed it is, and whether they still work here
	"slaclock":       {"org", "calendar"}, // targets count in named hours
	"customer":       {"org"},
	"conversation":   {"org", "customer"},
	"channel":        {"org"},
	"channel/widget": {"channel", "conversation", "customer", "routing"},                                            // an adapter: hands in what comes from outside
	"insight":        {"org", "conversation"},                                                                       // a reader: listens, and asks who may open what
	"sample":         {"org", "customer", "conversation", "channel", "routing", "insight"},                          // puts customers with all that is known of them into a running house
	"demo":           {"org", "customer", "conversation", "channel", "insight", "calendar", "workforce", "routing"}, // sample worlds speak to everybody
}

// free packages may import anything; nobody imports them but cmd.
var free = []string{"app", "archtest", "tools", "drill"}

type source struct {
	path string // below root
	pkg  string // below internal, or cmd/…, web
	file *ast.File
	fset *token.FileSet
	text string
}

// sources parses the product's Go files, tests left out.
func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	for _, dir := range []string{"internal", "cmd", "web"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata") {
				return filepath.SkipDir
			}
			if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return nil
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			fset := token.NewFileSet()
			f, err := parser.ParseFile(fset, path, text, parser.ParseComments)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(root, path)
			out = append(out, source{path: rel, pkg: strings.TrimPrefix(filepath.Dir(rel), "internal/"), file: f, fset: fset, text: string(text)})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(out) < 80 {
		t.Fatalf("only %d files found", len(out))
	}
	return out
}

func (s source) imports() []string {
	var out []string
	for _, i := range s.file.Imports {
		out = append(out, strings.Trim(i.Path.Value, `"`))
	}
	return out
}

// module is the module a package belongs to, or "" for kit, platform and others.
func module(pkg string) string {
	if strings.HasPrefix(pkg, "kit/") || strings.HasPrefix(pkg, "platform/") || pkg == "web" || strings.HasPrefix(pkg, "cmd/") || isFree(pkg) {
		return ""
	}
	return pkg
}

func isFree(pkg string) bool {
	first, _, _ := strings.Cut(pkg, "/")
	return slices.Contains(free, first)
}

func TestImportsFollowTheTiers(t *testing.T) {
	for _, s := range sources(t) {
		for _, imported := range s.imports() {
			target, ours := strings.CutPrefix(imported, "tiexin/internal/")
			if !ours {
				continue
			}
			switch {
			case strings.HasPrefix(s.pkg, "kit/"):
				t.Errorf("%s: kit imports nothing of ours, but %s", s.path, imported)
			case strings.HasPrefix(s.pkg, "platform/") && !strings.HasPrefix(target, "platform/") && !strings.HasPrefix(target, "kit/"):
				t.Errorf("%s: the platform knows no module, but imports %s", s.path, imported)
			case module(s.pkg) != "" && isFree(target):
				t.Errorf("%s: nobody imports %s", s.path, imported)
			case module(s.pkg) != "" && module(target) != "" && s.pkg != target && !allowed(s.pkg, target):
				t.Errorf("%s: the edge %s → %s is not in the table", s.path, s.pkg, target)
			}
		}
	}
}

func allowed(from, to string) bool {
	sample := func(pkg string) bool { return pkg == "demo" || strings.HasPrefix(pkg, "demo/") }
	if sample(from) {
		return sample(to) || slices.Contains(edges["demo"], to)
	}
	return slices.Contains(edges[from], to)
}

// roles says what a file may not import, by the first word of its name.
var roles = map[string][]string{
	"rules":   {"context", "log/slog", "net/http", "tiexin/internal/platform/db", "tiexin/internal/platform/clock", "tiexin/internal/platform/web"},
	"service": {"net/http"},
	"store":   {"net/http", "tiexin/internal/platform/web"},
	"http":    {"tiexin/internal/platform/db"},
}

func TestFileNamesSayWhatTheyMayTouch(t *testing.T) {
	for _, s := range sources(t) {
		if module(s.pkg) == "" || strings.HasPrefix(s.pkg, "demo") {
			continue
		}
		word, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(s.path), ".go"), "_")
		banned, known := roles[word]
		if !known && !slices.Contains([]string{"doc", "events", "hooks", "jobs", "module"}, word) {
			banned = []string{"net/http", "tiexin/internal/platform/db", "tiexin/internal/platform/web"} // a noun
		}
		for _, i := range s.imports() {
			if slices.Contains(banned, i) {
				t.Errorf("%s: a %s file may not import %s", s.path, word, i)
			}
		}
		if word != "store" && strings.Contains(s.text, "db.SQL(") {
			t.Errorf("%s: SQL text belongs into store files", s.path)
		}
	}
}

func TestEveryPackageExplainsItself(t *testing.T) {
	said := map[string]int{}
	for _, s := range sources(t) {
		n := 0
		if s.file.Doc != nil {
			n = len(s.file.Doc.Text())
		}
		said[filepath.Dir(s.path)] = max(said[filepath.Dir(s.path)], n)
	}
	for pkg, n := range said {
		if n < 60 {
			t.Errorf("%s: the package comment is %d characters long", pkg, n)
		}
	}
}

// mayStart are the only packages with go statements: run, and what tests and
// tools start for themselves.
var mayStart = []string{"platform/run", "platform/db/dbtest", "app/apptest"}

func TestHabits(t *testing.T) {
	for _, s := range sources(t) {
		tool := strings.HasPrefix(s.pkg, "tools") || strings.HasPrefix(s.pkg, "drill")
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				if !tool && !slices.Contains(mayStart, s.pkg) {
					t.Errorf("%s: go statement outside of platform/run", s.fset.Position(n.Pos()))
				}
			case *ast.FuncDecl:
				if n.Name.Name == "init" && n.Recv == nil {
					t.Errorf("%s: init function", s.fset.Position(n.Pos()))
				}
				if lines := s.fset.Position(n.End()).Line - s.fset.Position(n.Pos()).Line + 1; lines > 60 {
					t.Errorf("%s: %s has %d lines; think again over 60", s.fset.Position(n.Pos()), n.Name.Name, lines)
				}
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "time" && n.Sel.Name == "Now" && s.pkg != "platform/clock" && !tool {
					t.Errorf("%s: time.Now outside of platform/clock", s.fset.Position(n.Pos()))
				}
			}
			return true
		})
		if lines := strings.Count(s.text, "\n"); lines > 500 {
			t.Errorf("%s has %d lines; think again over 500", s.path, lines)
		}
	}
}

// TestModulesOfOthers compares what reaches the binary with the golden list;
// `UPDATE=1 go test ./internal/archtest` writes it anew.
func TestModulesOfOthers(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}", "./cmd/tiexin")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	slices.Sort(lines)
	got := strings.TrimSpace(strings.Join(slices.Compact(lines), "\n")) + "\n"
	const golden = "testdata/modules.txt"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the modules that reach the binary have changed; give the reason in docs/dependencies.md and run UPDATE=1 go test ./internal/archtest\n%s", got)
	}
	why, err := os.ReadFile(root + "/docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(root + "/go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(mod)) {
		fields := strings.Fields(line) // an indirect one has a comment behind it
		if len(fields) == 2 && strings.Contains(fields[0], ".") && !strings.Contains(string(why), fields[0]) {
			t.Errorf("docs/dependencies.md does not say why we need %s", fields[0])
		}
	}
}
