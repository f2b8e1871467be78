// A file dropped anywhere on the page is put into the form's field and sent, as if it had been chosen.
const form = document.querySelector('[data-drop]');
if (form) {
  const isFile = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');
  window.addEventListener('dragover', (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    form.classList.add('is-over');
  });
  window.addEventListener('dragleave', (event) => { if (!event.relatedTarget) form.classList.remove('is-over'); });
  window.addEventListener('drop', (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    form.classList.remove('is-over');
    form.querySelector('input[type=file]').files = event.dataTransfer.files;
    form.requestSubmit();
  });
}
