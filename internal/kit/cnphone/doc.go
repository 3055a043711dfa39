// Package cnphone reads telephone numbers the way people in China write them
// (电话号码): mobile numbers (手机), land lines with or without area code zero and
// extension (座机、分机), service numbers 400 and 800, short service numbers such
// as 95588 and 12345, and foreign numbers beginning with +. It is built on the
// metadata of libphonenumber.
//
// # Invariants
//
//   - A Number has one canonical form, E164, under which it is stored and
//     compared, and one shown form, Masked. Every way of printing a Number by
//     accident (fmt, slog, JSON, text) gives the masked form; the full number is
//     had only by asking for E164 or National.
//   - Full-width digits, blanks, hyphens, brackets and the word for extension are
//     understood; anything else in the text refuses it.
//   - Short service numbers have no international form; their E164 is the number
//     itself without a plus.
package cnphone
