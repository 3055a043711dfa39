package cnphone

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		in             string
		kind           Kind
		e164, ext      string
		masked, nation string
	}{
		{"13812342100", Mobile, "+8613812342100", "", "138 **** 2100", "138 1234 2100"},
		{"138 1234 2100", Mobile, "+8613812342100", "", "138 **** 2100", "138 1234 2100"},
		{"138-1234-2100", Mobile, "+8613812342100", "", "138 **** 2100", "138 1234 2100"},
		{"+86 138 1234 2100", Mobile, "+8613812342100", "", "138 **** 2100", "138 1234 2100"},
		{"008613812342100", Mobile, "+8613812342100", "", "138 **** 2100", "138 1234 2100"},
		{"8613812342100", Mobile, "+8613812342100", "", "138 **** 2100", "138 1234 2100"},
		{"１３８１２３４２１００", Mobile, "+8613812342100", "", "138 **** 2100", "138 1234 2100"},
		{"19912345678", Mobile, "+8619912345678", "", "199 **** 5678", "199 1234 5678"},
		{"021-64312345", Landline, "+862164312345", "", "021 **** 2345", "021-64312345"},
		{"(021) 6431 2345", Landline, "+862164312345", "", "021 **** 2345", "021-64312345"},
		{"0571-87654321-801", Landline, "+8657187654321", "801", "0571 **** 4321", "0571-87654321-801"},
		{"0571-87654321转801", Landline, "+8657187654321", "801", "0571 **** 4321", "0571-87654321-801"},
		{"010 6552 9988 ext. 12", Landline, "+861065529988", "12", "010 **** 9988", "010-65529988-12"},
		{"0755－86013388", Landline, "+8675586013388", "", "0755 **** 3388", "0755-86013388"},
		{"400-820-8820", Service, "+864008208820", "", "400 *** 8820", "400-820-8820"},
		{"4008208820", Service, "+864008208820", "", "400 *** 8820", "400-820-8820"},
		{"400-820-8820-3", Service, "+864008208820", "3", "400 *** 8820", "400-820-8820-3"},
		{"800 820 8820", Service, "+868008208820", "", "800 *** 8820", "800-820-8820"},
		{"95588", Short, "95588", "", "95588", "95588"}, {"12345", Short, "12345", "", "12345", "12345"}, {"110", Short, "110", "", "110", "110"}, {"9510105", Short, "9510105", "", "9510105", "9510105"},
		{"+852 2123 4567", Foreign, "+85221234567", "", "+852 **** 4567", "+85221234567"}, {"+1 650 253 0000", Foreign, "+16502530000", "", "+1 **** 0000", "+16502530000"},
		// Of a short one no more than half is shown.
		{"+683 4002", Foreign, "+6834002", "", "+683 **** 02", "+6834002"}, {"+290 22158", Foreign, "+29022158", "", "+290 **** 58", "+29022158"},
		{"+674 444 3222", Foreign, "+6744443222", "", "+674 **** 222", "+6744443222"},
	} {
		n, code, ok := Parse(c.in)
		if !ok || code != "" || n.Kind() != c.kind || n.E164() != c.e164 || n.Ext() != c.ext || n.Masked() != c.masked || n.National() != c.nation {
			t.Errorf("%q: %q %s %q %q %q %q", c.in, code, n.Kind(), n.E164(), n.Ext(), n.Masked(), n.National())
		}
	}
	for in, want := range map[string]string{
		"": Empty, "  ": Empty, "1": Bad, "1381234210": Bad, "138123421000": Bad, "10012345678": Bad, "abc": Bad, "电话13812342100": Bad, "13812342100a": Bad, "138+12342100": Bad, "++8613812342100": Bad,
		"021-123": Bad, "400-820-882": Bad, "+86": Bad, "+999123456789": Bad, "13812342100\x00": Bad, "13812342100;x": Bad, strings.Repeat("1", 100): Bad, "１３８\u202e12342100": Bad, "13812342100 13812342101": Bad,
		"ext 12": Bad, "#12": Bad,
	} {
		if n, code, ok := Parse(in); ok || code != want || !n.IsZero() {
			t.Errorf("%q: %q, %v", in, code, n.E164())
		}
	}
}

// No way of printing by accident shows the middle of a number.
func TestPrintsMasked(t *testing.T) {
	n, _, _ := Parse("13812342100")
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "phone", n, "row", struct{ Phone Number }{n})
	js, err := json.Marshal(map[string]any{"phone": n, "map": map[Number]int{n: 1}})
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{fmt.Sprint(n), fmt.Sprintf("%v %+v %#v %s %q", n, n, n, n, n), fmt.Sprintf("%+v", struct{ Phone Number }{n}), fmt.Sprintf("%v", []Number{n}), log.String(), string(js), fmt.Sprintf("%v", &n)}
	for _, text := range texts {
		if strings.Contains(text, "1234") || !strings.Contains(text, "138 **** 2100") {
			t.Errorf("%s", text)
		}
	}
	if (Number{}).Masked() != "" || (Number{}).National() != "" {
		t.Error("no number prints something")
	}
}

// Written in any of the usual ways a mobile number reads the same, and its
// canonical form reads as itself.
func TestMobileForms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.StringMatching(`1(3[0-9]|5[0-35-9]|8[0-9])[0-9]{8}`).Draw(t, "number")
		want, _, ok := Parse(d)
		if !ok {
			return // a range not in use
		}
		for _, form := range []string{"+86" + d, "0086" + d, "+86-" + d, d[:3] + " " + d[3:7] + " " + d[7:], d[:3] + "-" + d[3:7] + "-" + d[7:], " " + d + " ", want.E164(), want.National()} {
			if got, _, ok := Parse(form); !ok || got != want {
				t.Fatalf("%q: %v", form, got.E164())
			}
		}
		if strings.Contains(want.Masked(), d[3:7]) && d[3:7] != d[7:] && !strings.Contains(d[:3]+d[7:], d[3:7]) {
			t.Fatal(want.Masked())
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"13812342100", "021-64312345转8", "+1 650 253 0000", "95588", "４００－８２０－８８２０", "#1", "x1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, code, ok := Parse(text)
		if ok != (code == "") || ok == n.IsZero() {
			t.Fatalf("%q: %q, %v", text, code, ok)
		}
		if !ok {
			return
		}
		again, _, ok := Parse(n.E164())
		if !ok || again.E164() != n.E164() || again.Kind() != n.Kind() {
			t.Fatalf("%q: %q reads as %q", text, n.E164(), again.E164())
		}
		if n.Kind() != Short && strings.Contains(n.Masked(), strings.TrimPrefix(n.E164(), "+")) {
			t.Fatalf("%q is shown in full", n.E164())
		}
		_ = n.National()
	})
}
