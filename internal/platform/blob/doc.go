// Package blob keeps the product's files (附件, 录音, 备份): attachments,
// recordings, exports, backups. It knows nothing of what they are for; who may
// read one is decided by the module that owns the row naming it.
//
// # Words
//
//   - blob (文件): immutable bytes under a name made here.
//   - name: 32 characters of Crockford base32, 160 random bits, from NewName.
//     It cannot be guessed, and it never comes from a person: the file name a
//     person chose is data in a table, cleaned by CleanName when it is shown.
//   - store: Folder on one machine, S3 on more. Both pass one conformance suite.
//
// # Invariants
//
//   - A blob is visible whole or not at all. Folder writes to a temporary file,
//     syncs it, renames it and syncs the folder; after Put has returned, a power
//     cut does not lose it. An upload cut short leaves nothing that Open or Walk
//     would show; SweepTemp removes the remains.
//   - Put counts and digests (SHA-256) what it writes. A body shorter or longer
//     than announced is refused with ErrSize and is not kept.
//   - Only names of NewName's form reach a path or a key, so no name can climb
//     out of the folder.
//   - Files are 0600, folders 0700.
//
// # Serving
//
// What a browser is told about a file comes from its content, never from what
// the uploader claimed. Sniff recognises a closed list of types. Only PNG, JPEG,
// GIF and WebP are shown in place; everything else is a download, and whatever
// could run in a browser (SVG, HTML, XML, scripts) or is not recognised is a
// download of application/octet-stream. Headers adds nosniff and a sandbox
// policy to all of them, so that two mistakes are needed before a file runs with
// the rights of the product's origin.
//
// Forbidden names what is not taken at all: programs and scripts, by content and
// by extension. ImageSize reads the measures of a picture from its header and
// refuses pictures that would need more memory than MaxPixels allows (解压炸弹);
// nothing here decodes a picture.
package blob
