// Light or dark: the system's, unless somebody chose.
const root = document.documentElement;
const dark = matchMedia('(prefers-color-scheme: dark)');
const show = () => {
  const chosen = localStorage.getItem('theme');
  root.dataset.theme = chosen ?? (dark.matches ? 'dark' : 'light');
};
show();
dark.addEventListener('change', show);
document.addEventListener('click', (event) => {
  if (!event.target.closest('[data-theme-toggle]')) return;
  localStorage.setItem('theme', root.dataset.theme === 'dark' ? 'light' : 'dark');
  show();
});
