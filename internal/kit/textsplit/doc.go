// Package textsplit cuts text: into tokens for searching (检索), into excerpts
// with marks for a result list (摘要、高亮), and long replies into several
// messages (拆句). It is pure and made for Chinese mixed with everything else.
//
// # Folding
//
// Fold makes texts comparable: NFKC (full width to half width, ligatures,
// compatibility forms), lower case, traditional and variant characters to
// simplified ones (简繁; also 著 and 着, 甚 and 什, 帐 and 账), Latin letters to those
// without marks (ü is u, ß is ss), without invisible formatting characters, at
// most four combining marks on one character. Folding is by character, so 乾 and 幹 both become 干; a search
// may find a little more than it should and never less. It is idempotent.
//
// # Searching
//
// Two-character words carry most of Chinese, so the index holds overlapping
// pairs (bigrams, 二元切分) of word characters: letters, numbers and marks of any
// script, all treated alike. A run of word characters c1 c2 c3 becomes the tokens
// "c1c2" "c2c3" "c3". At the end stand runs joined over what people put between
// the parts of one word or leave out ("AB-1234" also as ab1234, "(010) 8888 6666"
// also as one number, "订单 2026" and "iPhone 15 手机壳" also without blanks), and
// once each all single characters of the text.
//
// Query turns what a person typed into phrases, all of which a document must
// hold, each as consecutive tokens. The guarantee, held by a property test:
//
//	if strings.Contains(Fold(document), Fold(query)) and the query has at least
//	one word character, every phrase of Query(query) stands in Bigrams(document).
//
// This holds for mixed queries too. "a漏" is one run and one pair, found inside
// "pizza漏水"; "zza漏", "34号" and the tail "8000" of a telephone number are
// found the same way, because Latin letters and digits are paired like Han and
// across the border of scripts; there are no whole Latin words that a part would
// miss. "a 漏" and "a、漏" are two phrases of one character and find texts with
// both anywhere. Punctuation and blanks separate and are not searched: a query of
// nothing else has no phrases. Emoji separate, too; a query of nothing but emoji
// finds the texts with them. For a query of one run the phrase says
// exactly that the run stands in the text; for several runs it is necessary, not
// sufficient, and Matches decides the same way on the text itself.
//
// An engine need not keep positions: ask it for all tokens of all phrases, and let
// Matches decide on the text which of them stand side by side. PostgreSQL's parser
// must not see the tokens: write the vector as a literal.
//
// Wordings says a query in the words of both sides of the strait.
//
// # Marks
//
// Highlight finds the runs of a query in the original text and returns spans in
// UTF-16 units, as browsers count. A span always covers whole characters of the
// original, also where folding changed their number (㎏, ﬁ, ½).
//
// # Replies
//
// Split cuts a long reply into parts that can be sent one after another: at most
// max characters each, cut after 。！？； and line ends, else after a comma, else at
// a blank, else anywhere, but never inside a link, an address, a number, an item
// number, a merge field or a character made of several code points.
//
// The tables of simplified.txt and taiwan.txt are derived from OpenCC, Apache
// License 2.0.
package textsplit
