const SEEN =
  /[^\p{Z}\p{Cc}\p{Cf}\p{DI}\u2800\ufffc\u{1d159}\u{16fe4}]|[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]/u;

/** Whether nobody could see anything in a text, as the server tells it. */
export const isBlank = (text: string): boolean => !SEEN.test(text);
