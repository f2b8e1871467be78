// The command palette: the search page's results while one types, chosen with the arrows. Without a script its button is
// a link to the search page.
const palette = document.getElementById('palette');
const input = palette?.querySelector('input');
const list = palette?.querySelector('.palette-list');
let timer = 0;
let answered = null;
let finding = Promise.resolve();

const options = () => [...list.querySelectorAll('[role=option]')];
const chosen = () => list.querySelector('[aria-selected=true]');
const choose = (option) => {
  options().forEach((other) => other.setAttribute('aria-selected', String(other === option)));
  if (option) { input.setAttribute('aria-activedescendant', option.id); option.scrollIntoView({ block: 'nearest' }); }
  else input.removeAttribute('aria-activedescendant');
};
const ask = async () => {
  const text = input.value;
  if (answered === text) return;
  const asked = new URLSearchParams({ part: 'palette', q: text });
  const past = new URLSearchParams(location.search).get('as_of');
  if (past) asked.set('as_of', past);
  await htmx.ajax('GET', `/search?${asked}`, { target: list, swap: 'innerHTML' });
  answered = text;
  choose(chosen());
};
// One after the other, so that no late answer to fewer words takes the place of a newer one.
const find = () => (finding = finding.then(ask, ask));
// Whoever writes faster than the list answers means what is written.
const follow = async () => {
  clearTimeout(timer);
  await find();
  chosen()?.click();
};
const open = () => {
  if (palette.open) return;
  palette.showModal();
  input.value = '';
  answered = null;
  input.focus();
  find();
};

if (palette) {
  document.addEventListener('click', (event) => {
    const opener = event.target.closest('[data-open=palette]');
    if (!opener) return;
    event.preventDefault();
    open();
  });
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') { event.preventDefault(); open(); }
  });
  input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(find, 60); });
  input.addEventListener('keydown', (event) => {
    const all = options();
    const at = all.indexOf(chosen());
    if (event.key === 'ArrowDown') choose(all[(at + 1) % all.length]);
    else if (event.key === 'ArrowUp') choose(all[(at - 1 + all.length) % all.length]);
    else if (event.key === 'Enter') follow();
    else return;
    event.preventDefault();
  });
  palette.addEventListener('click', (event) => { if (event.target === palette) palette.close(); });
}
