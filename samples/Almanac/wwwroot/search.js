// Filters a list while the visitor types. Without script, the form asks the server.

const plain = text => text.normalize('NFD').replace(/\p{Mn}/gu, '').toLocaleLowerCase();

for (const input of document.querySelectorAll('input[data-filters]')) {
  const entries = [...document.querySelectorAll(input.dataset.filters)].map(link => ({
    link,
    item: link.closest('li'),
    words: plain(link.dataset.words),
  }));
  const groups = [...document.querySelectorAll('[data-group]')];
  const nothing = document.querySelector('[data-nothing]');

  const filter = () => {
    const wanted = plain(input.value.trim());
    for (const { item, words } of entries) item.hidden = !words.includes(wanted);
    for (const group of groups) group.hidden = !group.querySelector('li:not([hidden])');
    if (nothing) nothing.hidden = groups.some(group => !group.hidden);
  };

  const open = event => {
    if (event.key !== 'Enter' || input.value.trim() === '') return;
    const wanted = plain(input.value.trim());
    const shown = entries.filter(({ item }) => !item.hidden);
    const best = shown.find(({ words }) => words.split(' ').includes(wanted)) ?? shown[0];
    if (!best) return;
    event.preventDefault();
    location.assign(best.link.href);
  };

  input.addEventListener('input', filter);
  input.addEventListener('keydown', open);
  // A browser that goes back keeps what was typed.
  if (input.value && input.form === null) filter();
}
