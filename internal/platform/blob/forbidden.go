package blob

import (
	"bytes"
	"slices"
	"strings"
)

// Forbidden says whether a file is not taken at all, whatever it is called:
// programs and scripts by their content, or by an extension under which a
// double click would run them.
func Forbidden(name string, head []byte) bool {
	clean := fold(CleanName(name))
	if slices.Contains(forbiddenNames, clean) || forbiddenExts[extension(name)] {
		return true
	}
	for _, magic := range forbiddenMagic {
		if bytes.HasPrefix(head, []byte(magic)) {
			return true
		}
	}
	if bytes.HasPrefix(head, []byte("#!")) && !bytes.HasPrefix(head, []byte("#!AMR")) {
		return true
	}
	if bytes.HasPrefix(head, []byte("MZ")) && !plainText(head) {
		return true
	}
	return runningText(head) || runningZip(head)
}

// runningText finds scripts that carry no signature.
func runningText(head []byte) bool {
	start := strings.ToLower(string(head[:min(len(head), 256)]))
	start = strings.TrimLeft(strings.TrimPrefix(start, "\ufeff"), "\t\r\n ")
	return strings.HasPrefix(start, "<?php") || strings.HasPrefix(start, "@echo off")
}

// runningZip finds Java and Android archives by their first entry.
func runningZip(head []byte) bool {
	if !at(head, 0, "PK\x03\x04") || len(head) < 30 {
		return false
	}
	length := int(head[26]) | int(head[27])<<8
	first := head[30:]
	if length < len(first) {
		first = first[:length]
	}
	return bytes.HasPrefix(first, []byte("META-INF/")) || string(first) == "AndroidManifest.xml" || string(first) == "classes.dex"
}

var forbiddenMagic = []string{
	"\x7fELF", "\xfe\xed\xfa\xce", "\xfe\xed\xfa\xcf", "\xce\xfa\xed\xfe", "\xcf\xfa\xed\xfe",
	"\xca\xfe\xba\xbe", "dex\n", "\x00asm", "MSCF", "L\x00\x00\x00\x01\x14\x02\x00", "!<arch>\n", "ITSF",
}

var forbiddenNames = []string{"htaccess", "htpasswd", "user.ini", "web.config", "autorun.inf", "desktop.ini"}

var forbiddenExts = set(
	"ade adp apk app application appref-ms appx aspx asp bas bat bin chm class cmd com cpl csh deb dll dmg " +
		"dylib elf exe gadget hlp hta inf ins ipa iso isp jar jnlp js jse jsp ksh lnk mde mjs msc msh msi msix msp mst " +
		"ocx out osx php php3 php4 php5 phtml phar pif pl prg ps1 ps1xml ps2 psc1 psm1 py pyc pyw rb reg rpm run scf " +
		"scr sct sh shb shs so swf sys url vb vbe vbs vbscript vxd wasm workflow ws wsc wsf wsh xbap xll zsh bash fish cjs")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		m[word] = true
	}
	return m
}
