// Package widget is web chat (网页会话): the adapter between the script on a
// customer's site and conversation. Visitors (访客) carry a token that we have
// signed; nothing is stored of them before they write.
//
// A site may tell who its signed-in customer is, with a signature made by the
// channel's identity secret. With a valid one the visitor is that customer on
// every device; without, or with a bad or expired one, the visitor is
// anonymous and sees no history.
//
// A leaf: nothing imports it but app.
package widget
