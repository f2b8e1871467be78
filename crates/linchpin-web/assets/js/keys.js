// Single keys, off in fields: go somewhere, move in a list, do what a row offers.
let isGoing = false;

const rows = () => [...document.querySelectorAll('[data-row]')];
const current = () => document.querySelector('[data-row][data-cursor]') ?? rows()[0];
const move = (step) => {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.hasAttribute('data-cursor'));
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  all.forEach((row) => row.toggleAttribute('data-cursor', row === next));
  next.scrollIntoView({ block: 'nearest' });
  next.querySelector('a')?.focus({ preventScroll: true });
};
const follow = (selector) => current()?.querySelector(selector)?.click();

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest('input, textarea, select, dialog')) return;
  const key = event.key.toLowerCase();
  if (isGoing) {
    isGoing = false;
    const link = document.querySelector(`.side a[data-key="${key}"]`);
    if (link) { event.preventDefault(); link.click(); }
    return;
  }
  if (key === 'g') isGoing = true;
  else if (key === 'j') move(1);
  else if (key === 'k') move(-1);
  else if (key === 'e') follow('[data-evidence]');
  else if (key === 's') follow('[data-snooze]');
  else if (key === 'a') follow('[data-ask]');
  else if (key === 'd') follow('[data-date]');
  else if (key === 'p') document.querySelector('[data-print]')?.click();
  else if (key === '?') document.getElementById('keys')?.showModal();
  else if (key === '/') document.querySelector('[data-open=palette]')?.click();
  else return;
  event.preventDefault();
});
document.addEventListener('click', (event) => {
  const dialog = event.target.closest('#keys');
  if (dialog && (event.target === dialog || event.target.closest('[data-close]'))) dialog.close();
});
