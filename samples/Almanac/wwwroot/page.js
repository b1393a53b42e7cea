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
  const cache = told.get('cache');
  if (cache?.description === 'hit') add(place, 'hit', place.dataset.hit.replace('{age}', ago(told.get('age')?.duration ?? 0)));
  else if (cache?.description === 'miss') add(place, 'fresh', place.dataset.fresh);
  else if (cache) add(place, 'reason', place.dataset.reason.replace('{reason}', reasonFor(cache.description)));

  const total = told.get('total');
  if (total) add(place, 'took', place.dataset.took.replace('{time}', number(total.duration, total.duration < 10 ? 2 : 0)));

  const visits = told.get('visits');
  if (visits) add(place, 'visits', place.dataset.visits.replace('{count}', number(Number(visits.description), 0)));
}

// The texts wait in the page, in its language.
function reasonFor(outcome) {
  const texts = [...document.getElementById('reasons').content.querySelectorAll('data')];
  return texts.find(text => text.value === outcome)?.textContent ?? outcome;
}

function ago(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  const [count, unit] = seconds < 60 ? [seconds, 'second'] : seconds < 3600 ? [Math.floor(seconds / 60), 'minute'] : [Math.floor(seconds / 3600), 'hour'];
  return new Intl.RelativeTimeFormat(`${language}-u-nu-latn`).format(-count, unit);
}

function number(value, digits) {
  return new Intl.NumberFormat(`${language}-u-nu-latn`, { maximumFractionDigits: digits }).format(value);
}

function add(place, kind, text) {
  const item = document.createElement('span');
  item.className = kind;
  item.textContent = text;
  place.append(' ', item);
}
