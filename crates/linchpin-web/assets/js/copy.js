// A button that copies what is written in a field; without a script there is no button, and one copies by hand.
const offer = (root) => root.querySelectorAll('[data-copy][hidden]').forEach((button) => { button.hidden = false; });
document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
  button.lastChild.textContent = 'Copied';
});
offer(document);
