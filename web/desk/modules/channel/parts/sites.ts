/** One site as its origin, or an empty text when it is none. */
export function origin(text: string): string {
  const typed = text.trim();
  if (!typed) return '';
  try {
    const url = new URL(/^https?:\/\//i.test(typed) ? typed : `https://${typed}`);
    return url.hostname.includes('.') || url.hostname === 'localhost' ? url.origin : '';
  } catch {
    return '';
  }
}
