// A button that copies what is written in a field; without a script there is no button, and one copies by hand.
const offer = (root) => root.querySelectorAll('[data-copy][hidden]').forEach((button) => { button.hidden = false; });
document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
  button.lastChild.textContent = 'Copied';
});
offer(document);

// A link to a text, which copies the text instead of leading to it.
document.addEventListener('click', async (event) => {
  const link = event.target.closest('[data-copy-from]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const answer = await fetch(link.href);
  if (!answer.ok) { location.href = link.href; return; }
  await navigator.clipboard.writeText(await answer.text());
  link.lastChild.textContent = 'Copied';
});
