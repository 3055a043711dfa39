package pages

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestPartsOfTheWidgetHaveFilesOfTheirOwn: their names lead nowhere else.
func TestPartsOfTheWidgetHaveFilesOfTheirOwn(t *testing.T) {
	for path, want := range map[string]string{
		"/widget.js": "widget.js", "/widget/waiting.js": "widget-waiting.js", "/widget/zh-TW.js": "widget-zh-TW.js",
		"/widget/demo": "widget-demo/demo.html", "/widget/demo/demo.js": "widget-demo/demo.js",
		"/widget/../index.js": "desk/index.js", "/widget/a/b.js": "desk/widget/a/b.js", "/": "desk/index.html",
	} {
		if got := locate(path); got != want {
			t.Errorf("%s leads to %s, want %s", path, got, want)
		}
	}
}

// TestAPartThatIsMissingIsNotThePage: a script is never answered with a page.
func TestAPartThatIsMissingIsNotThePage(t *testing.T) {
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/widget/nothing.js", nil))
	if w.Code != http.StatusNotFound {
		t.Errorf("a missing part: %d %s", w.Code, w.Header().Get("Content-Type"))
	}
}
