// Sets theme and language before the first paint. A file of its own because
// the page's policy forbids inline scripts.
(() => {
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  const paint = () => {
    let theme = 'system';
    let locale = '';
    try {
      theme = localStorage.getItem('tx.theme') || 'system';
      locale = localStorage.getItem('tx.locale') || '';
    } catch {
      // Storage may be forbidden; the defaults then hold.
    }
    const dark = theme === 'dark' || (theme === 'system' && scheme.matches);
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    return locale;
  };
  const locale = paint();
  if (locale) document.documentElement.lang = locale;
  // Also where nobody has signed in yet: the day may end while the page is open.
  scheme.addEventListener('change', paint);
})();
