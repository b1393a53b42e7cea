// Runs on every page: writes times in the visitor's own zone, and tells in the footer what the server said of this page.

const language = document.documentElement.lang;
const styles = {
  date: { dateStyle: 'long' },
  seconds: { dateStyle: 'medium', timeStyle: 'medium' },
  minutes: { dateStyle: 'medium', timeStyle: 'short' },
};

for (const time of document.querySelectorAll('time[datetime]')) {
  const format = new Intl.DateTimeFormat(`${language}-u-nu-latn`, styles[time.dataset.style ?? 'minutes']);
  time.textContent = format.format(new Date(time.dateTime));
}

for (const menu of document.querySelectorAll('details.menu')) {
  document.addEventListener('click', event => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });
}

// The footer is part of the page, which may come out of a cache: only the header Server-Timing is of this very answer.
const facts = document.querySelector('[data-page-facts]');
const timings = performance.getEntriesByType('navigation')[0]?.serverTiming ?? [];
if (facts && timings.length > 0) tell(facts, new Map(timings.map(timing => [timing.name, timing])));

function tell(place, told) {
  const total = told.get('total');
  if (total) {
    const digits = total.duration < 10 ? 2 : 0;
    add(place, 'took', place.dataset.took.replace('{time}', new Intl.NumberFormat(`${language}-u-nu-latn`, { maximumFractionDigits: digits }).format(total.duration)));
  }
}

function add(place, kind, text) {
  const item = document.createElement('span');
  item.className = kind;
  item.textContent = text;
  place.append(' ', item);
}
