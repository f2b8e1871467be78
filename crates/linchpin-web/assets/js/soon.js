// What is worked out while the page is read is put in place once it is there.
const look = () => {
  if (!document.querySelector('[data-soon]')) return;
  htmx.ajax('GET', location.href, { target: '#main', select: '#main', swap: 'outerMorph' });
  setTimeout(look, 2000);
};
setTimeout(look, 1000);
