// The sample shop installs the widget the way a customer does: with one script
// element. The key comes from the address, or is that of the first web channel.
(() => {
  const install = (key) => {
    const script = document.createElement('script');
    script.async = true;
    script.src = '/widget.js';
    script.dataset.key = key;
    document.head.append(script);
  };
  const trouble = (why) => {
    const line = document.querySelector('.trouble');
    line.textContent = why;
    line.hidden = false;
  };
  const ask = async (path, found) => {
    let answer;
    try {
      answer = await fetch(path, { headers: { 'Accept-Language': 'zh-CN' } });
    } catch {
      return trouble('现在连不上服务器，请稍后刷新这一页。');
    }
    const body = await answer.json().catch(() => ({}));
    if (answer.ok) return found?.(body);
    // The server knows why: no channel, the page has ended, or something is broken.
    return trouble(
      body.code === 'not_found'
        ? '网址里的 key 不对，或者这个渠道停用了，也可能没允许这个网站使用。'
        : body.message || `服务器没有答复（${answer.status}），请稍后刷新。`,
    );
  };
  const asked = new URLSearchParams(location.search).get('key');
  if (asked) {
    install(asked);
    ask(`/api/v1/widget/config?key=${encodeURIComponent(asked)}`);
    return;
  }
  ask('/api/v1/widget/demo', ({ key }) => install(key));
})();
