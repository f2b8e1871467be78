// What changes in the hub appears on the open page: the page is fetched again and only what differs is put in place, so
// nothing that one reads moves away. While somebody writes in a form of the page, it waits.
const main = () => document.getElementById('main');
let source = null;
let shown = null;
let isWaiting = false;

const isWriting = () => {
  const active = document.activeElement;
  return main()?.contains(active) && active.matches('input, textarea, select');
};

const renew = () => {
  if (isWriting()) { isWaiting = true; return; }
  isWaiting = false;
  htmx.ajax('GET', location.href, { target: '#main', select: '#main', swap: 'outerMorph' });
};

const connect = () => {
  if (source || document.hidden || !document.body.dataset.live) return;
  shown ??= document.body.dataset.live;
  source = new EventSource(`/events?after=${encodeURIComponent(shown)}`);
  source.addEventListener('position', (event) => { shown = event.data; renew(); });
};
const release = () => { source?.close(); source = null; };

document.addEventListener('visibilitychange', () => (document.hidden ? release() : connect()));
document.addEventListener('focusout', () => { if (isWaiting) setTimeout(() => isWriting() || renew(), 100); });
window.addEventListener('pagehide', release);
connect();
