// Sets theme and language before the first paint. A file of its own because
// the page's policy forbids inline scripts.
(() => {
  let theme = 'system';
  let locale = '';
  try {
    theme = localStorage.getItem('tx.theme') || 'system';
    locale = localStorage.getItem('tx.locale') || '';
  } catch {
    // Storage may be forbidden; the defaults then hold.
  }
  const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  if (locale) document.documentElement.lang = locale;
})();
