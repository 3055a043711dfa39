package config

import (
	"fmt"
	"net/netip"
	"net/url"
	"reflect"
	"sort"
	"strings"
)

// Config is the whole of it. The tags are read by the command line in cmd.
type Config struct {
	Data           string   `help:"Data folder." default:"./data" env:"TIEXIN_DATA" type:"path"`
	Listen         string   `help:"Address to listen on." default:"127.0.0.1:8080" env:"TIEXIN_LISTEN"`
	Database       string   `help:"PostgreSQL address (postgres://…); empty for SQLite in the data folder." env:"TIEXIN_DATABASE" secret:"true"`
	BaseURL        string   `help:"Address under which people reach this installation; used in links." env:"TIEXIN_BASE_URL"`
	TrustedProxies []string `help:"Addresses or networks of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed." env:"TIEXIN_TRUSTED_PROXIES"`
	NATS           string   `name:"nats" help:"Address of an outside NATS; empty for the inner one." env:"TIEXIN_NATS" secret:"true"`
	MetricsListen  string   `help:"Address that answers /metrics and nothing else; empty: the main one does, to this machine alone." env:"TIEXIN_METRICS_LISTEN"`
	MaxConnections int      `help:"Connections at once, an eighth of them kept for staff; 0: as the system's limit of open files allows." default:"0" env:"TIEXIN_MAX_CONNECTIONS"`
	MaxPerAddress  int      `help:"Connections of one address (IPv6: /64) that are not known as staff's; proxies and this machine are not bounded. 0: no bound." default:"256" env:"TIEXIN_MAX_PER_ADDRESS"`
	LogLevel       string   `help:"debug, info, warn or error." default:"info" enum:"debug,info,warn,error" env:"TIEXIN_LOG_LEVEL"`
	KeepReports    int      `help:"Days for which presence and answer times are kept for reports; 0: for ever." default:"400" env:"TIEXIN_KEEP_REPORTS"`
	TestClock      bool     `help:"Allow the clock to be moved over the API. Never in earnest use." env:"TIEXIN_TEST_CLOCK"`
	S3             S3       `embed:"" prefix:"s3-"`
}

// S3 is an outside store for files; empty endpoint means the data folder.
type S3 struct {
	Endpoint  string `help:"S3-compatible store, host:port." env:"TIEXIN_S3_ENDPOINT"`
	Bucket    string `help:"Bucket for files." env:"TIEXIN_S3_BUCKET"`
	Prefix    string `help:"Put before the name of every object, for a bucket that others use too." env:"TIEXIN_S3_PREFIX"`
	Region    string `help:"Region of the bucket." env:"TIEXIN_S3_REGION"`
	AccessKey string `help:"Access key." env:"TIEXIN_S3_ACCESS_KEY" secret:"true"`
	SecretKey string `help:"Secret key." env:"TIEXIN_S3_SECRET_KEY" secret:"true"`
	Insecure  bool   `help:"Speak plain HTTP to the store." env:"TIEXIN_S3_INSECURE"`
}

// Check refuses what cannot work, naming the setting.
func (c Config) Check() error {
	if c.BaseURL != "" {
		u, err := url.Parse(c.BaseURL)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
			return fmt.Errorf("base-url: %q is not an http(s) address", c.BaseURL)
		}
		if strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
			return fmt.Errorf("base-url: %q has more than a host; Tiexin needs a host name of its own, like %s://tiexin.%s, and no path below another site (docs/proxy.md)",
				c.BaseURL, u.Scheme, u.Host)
		}
	}
	if c.KeepReports != 0 && c.KeepReports < 31 {
		return fmt.Errorf("keep-reports: %d days are fewer than the 31 of a monthly report", c.KeepReports)
	}
	_, err := c.Proxies()
	return err
}

// Proxies reads the trusted networks.
func (c Config) Proxies() ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, s := range c.TrustedProxies {
		if p, err := netip.ParsePrefix(s); err == nil {
			out = append(out, p)
			continue
		}
		a, err := netip.ParseAddr(s)
		if err != nil {
			return nil, fmt.Errorf("trusted-proxies: %q is neither an address nor a network", s)
		}
		out = append(out, netip.PrefixFrom(a, a.BitLen()))
	}
	return out, nil
}

// Public is the address in links, without a slash at the end.
func (c Config) Public() string {
	if c.BaseURL != "" {
		return strings.TrimRight(c.BaseURL, "/")
	}
	return "http://" + c.Listen
}

// Print lists what is in force, secrets hidden.
func (c Config) Print() string {
	var lines []string
	collect(reflect.ValueOf(c), "", &lines)
	sort.Strings(lines)
	return strings.Join(lines, "\n") + "\n"
}

func collect(v reflect.Value, prefix string, lines *[]string) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Type.Kind() == reflect.Struct {
			collect(v.Field(i), prefix+strings.ToLower(f.Name)+".", lines)
			continue
		}
		text := fmt.Sprint(v.Field(i).Interface())
		if f.Tag.Get("secret") == "true" && text != "" {
			text = "(set)"
		}
		*lines = append(*lines, prefix+strings.ToLower(f.Name)+" = "+text)
	}
}
