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
  const trouble = () => {
    document.querySelector('.trouble').hidden = false;
  };
  const asked = new URLSearchParams(location.search).get('key');
  if (asked) {
    install(asked);
    return;
  }
  fetch('/api/v1/widget/demo')
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
    .then(({ key }) => (key ? install(key) : trouble()))
    .catch(trouble);
})();
