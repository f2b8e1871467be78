// What was just done stands in the address so that the page can offer its undo; it is told once and not kept in history.
const toast = document.querySelector('.toast');
if (toast) {
  const address = new URL(location.href);
  address.searchParams.delete('done');
  history.replaceState(history.state, '', address);
  setTimeout(() => toast.remove(), 10000);
}
document.addEventListener('keydown', (event) => {
  if (event.key !== 'z' || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest('input, textarea, select')) return;
  document.querySelector('.toast form')?.requestSubmit();
});
