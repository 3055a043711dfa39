package i18n

import "golang.org/x/text/language"

// maxHeader bounds what is read of an Accept-Language header.
const maxHeader = 512

// Match chooses the locale for a reader: the first valid of those preferred (the
// profile, the channel), else what the Accept-Language header asks for, else
// zh-CN. Chinese written in traditional characters (zh-Hant, zh-HK, zh-MO) is
// zh-TW; any other Chinese is zh-CN. A header that asks only for languages the
// product does not speak gives en.
func Match(acceptLanguage string, preferred ...Locale) Locale {
	for _, locale := range preferred {
		if locale.Valid() {
			return locale
		}
	}
	if len(acceptLanguage) > maxHeader {
		acceptLanguage = acceptLanguage[:maxHeader]
	}
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(wanted) == 0 {
		return ZhCN
	}
	for _, tag := range wanted {
		if tag == language.Und || tag.String() == "mul" { // "*": anything
			return ZhCN
		}
		base, _ := tag.Base()
		script, _ := tag.Script()
		switch {
		case base.String() == "zh" && script.String() == "Hant":
			return ZhTW
		case base.String() == "zh" || base.String() == "cmn" || base.String() == "wuu" || base.String() == "yue" && script.String() == "Hans":
			return ZhCN
		case base.String() == "yue":
			return ZhTW
		case base.String() == "en":
			return En
		}
	}
	return En
}
