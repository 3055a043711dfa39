// Package file keeps what people attach (附件): the bytes in a blob store, the
// facts in the ledger. A file is uploaded first, by its owner and with a client
// key, and belongs to nothing; the message that carries it claims it. Nobody
// but the owner reads an unclaimed file, and whoever may read the thing that
// claimed it reads it afterwards: the module behind the thing decides, at every
// request, so that a link of somebody who lost the right is dead.
//
// A visitor whom their site proves takes along what they uploaded as a stranger
// and have not sent (HandOver).
//
// Staff read with their session. Visitors, who have no cookie, read by a link
// signed for them and this one file, which lives LinkLife.
//
// The type a file is served with comes from its content, never from what the
// uploader claimed.
//
// A file is compared with the size and the digest of its upload: before it is
// served from the local disk, in doctor and backup, and a part of all every night
// (Check). One that differs is served to nobody and stands on the health page
// until it is whole again.
//
// Tables: file, file_check (how far the looks at files and at the ledger came).
package file
