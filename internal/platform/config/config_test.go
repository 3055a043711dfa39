package config

import (
	"strings"
	"testing"
)

func TestCheckNamesTheSetting(t *testing.T) {
	for _, v := range []struct {
		c     Config
		names string // what the refusal begins with; empty: none
	}{
		{Config{}, ""},
		{Config{BaseURL: "https://desk.example.com"}, ""},
		{Config{BaseURL: "http://10.0.0.7:8080/"}, ""},
		{Config{BaseURL: "ftp://desk.example.com"}, "base-url"},
		{Config{BaseURL: "https://"}, "base-url"},
		{Config{BaseURL: "desk.example.com"}, "base-url"},
		{Config{BaseURL: "https://example.com/tiexin"}, "base-url"},
		{Config{BaseURL: "https://example.com/tiexin/"}, "base-url"},
		{Config{BaseURL: "https://example.com/?desk"}, "base-url"},
		{Config{BaseURL: "https://example.com/#desk"}, "base-url"},
		{Config{BaseURL: "https://lin:secret@example.com"}, "base-url"},
		{Config{KeepReports: 31}, ""},
		{Config{KeepReports: 400}, ""},
		{Config{KeepReports: 30}, "keep-reports"},
		{Config{KeepReports: 1}, "keep-reports"},
		{Config{KeepReports: -1}, "keep-reports"},
		{Config{TrustedProxies: []string{"10.0.0.0/8", "192.0.2.1", "2001:db8::/32"}}, ""},
		{Config{TrustedProxies: []string{"10.0.0.0/8", "proxy"}}, "trusted-proxies"},
	} {
		err := v.c.Check()
		if (err == nil) != (v.names == "") || err != nil && !strings.HasPrefix(err.Error(), v.names+":") {
			t.Errorf("%+v: %v", v.c, err)
		}
	}
}

// TestAnAddressIsANetworkOfOne: whoever stands beside a trusted proxy is none.
func TestAnAddressIsANetworkOfOne(t *testing.T) {
	list, err := Config{TrustedProxies: []string{"192.0.2.1", "2001:db8::1"}}.Proxies()
	if err != nil || len(list) != 2 || list[0].Bits() != 32 || list[1].Bits() != 128 {
		t.Errorf("%v %v", list, err)
	}
}

func TestPrintHidesSecrets(t *testing.T) {
	c := Config{Database: "postgres://tiexin:hidden1@db/tiexin", S3: S3{Bucket: "files", AccessKey: "hidden2", SecretKey: "hidden3"}}
	out := c.Print()
	if strings.Contains(out, "hidden") || !strings.Contains(out, "s3.secretkey = (set)") || !strings.Contains(out, "s3.bucket = files") {
		t.Error(out)
	}
}

func TestPublicHasNoSlashAtTheEnd(t *testing.T) {
	for c, want := range map[string]string{"https://desk.example.com/": "https://desk.example.com", "https://desk.example.com": "https://desk.example.com", "": "http://127.0.0.1:80"} {
		if got := (Config{BaseURL: c, Listen: "127.0.0.1:80"}).Public(); got != want {
			t.Errorf("%q: %s", c, got)
		}
	}
}
