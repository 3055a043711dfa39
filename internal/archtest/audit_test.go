package archtest

import (
	"encoding/json"
	"go/ast"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"

	_ "tiexin/internal/app" // registers every kind of row
	"tiexin/internal/platform/record"
)

// TestAuditWords: whoever reads the trail reads sentences. Every action that
// is recorded anywhere has one in each language, and none is left of an action
// that is gone.
func TestAuditWords(t *testing.T) {
	recorded := recordedActions(t)
	if len(recorded) < 60 {
		t.Fatalf("only %d actions found: %v", len(recorded), recorded)
	}
	for _, language := range []string{"zh-CN", "zh-TW", "en"} {
		text, err := os.ReadFile(filepath.Join(root, "web/desk/modules/audit/i18n", language+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var file struct {
			Actions map[string]map[string]string `json:"actions"`
		}
		if err := json.Unmarshal(text, &file); err != nil {
			t.Fatal(err)
		}
		worded := map[string]bool{}
		for noun, acts := range file.Actions {
			for act := range acts {
				worded[noun+"."+act] = true
			}
		}
		for _, action := range recorded {
			if !worded[action] {
				t.Errorf("%s: actions has no words for %s (web/desk/modules/audit/i18n)", language, action)
			}
			delete(worded, action)
		}
		for _, action := range slices.Sorted(maps.Keys(worded)) {
			t.Errorf("%s: nothing records %s any more", language, action)
		}
	}
}

var actionShape = regexp.MustCompile(`^[a-z_]+\.[a-z_]+$`)

// recordedActions are the acts of all kinds of rows and settings, and the third
// arguments of all calls of audit.Trail.Record elsewhere.
func recordedActions(t *testing.T) []string {
	byPackage := map[string][]source{}
	for _, s := range sources(t) {
		byPackage[s.pkg] = append(byPackage[s.pkg], s)
	}
	found := map[string]bool{}
	for _, e := range slices.Concat(record.Kinds(), record.Settings()) {
		for _, act := range e.Acts {
			found[act] = true
		}
	}
	delete(byPackage, "platform/record")
	for _, files := range byPackage {
		p := tracer{t: t, files: files, found: found, seen: map[string]bool{}}
		p.calls("Record", func(in *ast.FuncDecl, call *ast.CallExpr) {
			if len(call.Args) == 6 {
				p.trace(in, call.Args[2])
			}
		})
	}
	return slices.Sorted(maps.Keys(found))
}

// tracer follows a value back to the literals it can come from, in one package.
type tracer struct {
	t     *testing.T
	files []source
	found map[string]bool
	seen  map[string]bool
}

// calls visits every call of a function or method of this name.
func (p tracer) calls(name string, visit func(in *ast.FuncDecl, call *ast.CallExpr)) {
	for _, s := range p.files {
		for _, d := range s.file.Decls {
			in, ok := d.(*ast.FuncDecl)
			if !ok || in.Body == nil {
				continue
			}
			ast.Inspect(in.Body, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok && called(call) == name {
					visit(in, call)
				}
				return true
			})
		}
	}
}

func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

func (p tracer) trace(in *ast.FuncDecl, e ast.Expr) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING && actionShape.MatchString(text) {
			p.found[text] = true
		}
	case *ast.CallExpr:
		if called(e) == "string" {
			p.trace(in, e.Args[0])
			return
		}
		p.answers(called(e))
	case *ast.Ident:
		p.named(in, e.Name)
	case *ast.BinaryExpr:
		if !p.joined(in, e) {
			p.t.Errorf("cannot tell what %s puts together: say it plainly, or teach this test", in.Name.Name)
		}
	default:
		p.t.Errorf("cannot tell what %s records: say it plainly, or teach this test", in.Name.Name)
	}
}

// named follows a parameter to its callers, a variable to what it is set to, a
// constant to its value.
func (p tracer) named(in *ast.FuncDecl, name string) {
	key := in.Name.Name + " " + name
	if p.seen[key] {
		return
	}
	p.seen[key] = true
	at := 0
	for _, field := range in.Type.Params.List {
		for _, param := range field.Names {
			if param.Name == name {
				p.calls(in.Name.Name, func(from *ast.FuncDecl, call *ast.CallExpr) {
					// Another function of the same name takes another number of things.
					if len(call.Args) == in.Type.Params.NumFields() {
						p.trace(from, call.Args[at])
					}
				})
				return
			}
			at++
		}
	}
	known := false
	ast.Inspect(in.Body, func(n ast.Node) bool {
		set, ok := n.(*ast.AssignStmt)
		if !ok {
			return true
		}
		for i, left := range set.Lhs {
			if id, ok := left.(*ast.Ident); ok && id.Name == name {
				known = true
				p.trace(in, set.Rhs[min(i, len(set.Rhs)-1)])
			}
		}
		return true
	})
	if !known && !p.constant(in, name) {
		p.t.Errorf("cannot tell what %s records as %s: say it plainly, or teach this test", in.Name.Name, name)
	}
}

// joined is "noun.act_" + string(state): the literal before every constant of
// the state's type.
func (p tracer) joined(in *ast.FuncDecl, e *ast.BinaryExpr) bool {
	front, ok := e.X.(*ast.BasicLit)
	turn, isCall := e.Y.(*ast.CallExpr)
	if !ok || !isCall || called(turn) != "string" {
		return false
	}
	state, ok := turn.Args[0].(*ast.Ident)
	if !ok {
		return false
	}
	var of string
	for _, field := range in.Type.Params.List {
		if kind, ok := field.Type.(*ast.Ident); ok && slices.ContainsFunc(field.Names, func(n *ast.Ident) bool { return n.Name == state.Name }) {
			of = kind.Name
		}
	}
	before, _ := strconv.Unquote(front.Value)
	known := false
	for _, s := range p.files {
		ast.Inspect(s.file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == of && len(spec.Values) == 1 {
				if value, ok := spec.Values[0].(*ast.BasicLit); ok {
					after, _ := strconv.Unquote(value.Value)
					p.found[before+after], known = true, true
				}
			}
			return true
		})
	}
	return known
}

func (p tracer) constant(in *ast.FuncDecl, name string) (known bool) {
	for _, s := range p.files {
		ast.Inspect(s.file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok {
				for i, id := range spec.Names {
					if id.Name == name && i < len(spec.Values) {
						known = true
						p.trace(in, spec.Values[i])
					}
				}
			}
			return true
		})
	}
	return known
}

// answers follows a call to what the function returns first.
func (p tracer) answers(name string) {
	for _, s := range p.files {
		for _, d := range s.file.Decls {
			in, ok := d.(*ast.FuncDecl)
			if !ok || in.Name.Name != name || in.Body == nil {
				continue
			}
			ast.Inspect(in.Body, func(n ast.Node) bool {
				if back, ok := n.(*ast.ReturnStmt); ok && len(back.Results) > 0 {
					p.trace(in, back.Results[0])
				}
				return true
			})
		}
	}
}
