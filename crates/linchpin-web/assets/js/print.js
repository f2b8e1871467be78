// A button that prints; without a script one prints as any page.
document.querySelectorAll('[data-print]').forEach((button) => { button.hidden = false; });
document.addEventListener('click', (event) => { if (event.target.closest('[data-print]')) window.print(); });
