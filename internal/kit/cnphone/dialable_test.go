package cnphone

import "testing"

func TestDialable(t *testing.T) {
	for text, want := range map[string]bool{
		"13800138000": true, "138 0013 8000": true, "１３８００１３８０００": true, "手机 13800138000": true, "+86 13800138000": true, "0086-13800138000": true,
		"（010）6552 9988 转 801": true, "0571-88888888": true, "400-820-8820": true,
		"0912345678": true, "(02) 2345-6789 ext. 12": true, "+886 912 345 678": true, // Taiwan
		"9123 4567": true, "+852 9123 4567": true, "+1 415 555 0100": true, "+44 20 7946 0958": true,
		"13800138000 / 010-65529988": true, "13800138000、13900139000": true, "打 13800138000 或 6552998": true,
		"1381234": false, "138001380001": false, "1380013800": false, "12345678901": false, "+8613800": false, "6552998": false,
		"95588": false, "": false, "无": false, "li@example.com": false, "1381234 转 5": false, "111111111111111111111111": false,
	} {
		if got := Dialable(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestAbroad(t *testing.T) {
	for digits, want := range map[string]string{"008613800138000": "8613800138000", "0044207946": "44207946", "004420794": "004420794", "08613800138000": "08613800138000", "": ""} {
		if got := Abroad(digits); got != want {
			t.Errorf("%q: %q, want %q", digits, got, want)
		}
	}
}
