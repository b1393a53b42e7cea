// Local times, worked out here: a page made for everybody cannot know the minute it is read in.
// Zones that show the same time share one clock.

const language = `${document.documentElement.lang}-u-nu-latn`;
const minute = 60_000;

for (const list of document.querySelectorAll('[data-clocks]')) {
  const zones = [...list.querySelectorAll('[data-zone]')]
    .map(item => ({ id: item.dataset.zone, city: item.querySelector('.city').textContent }))
    .filter(({ id }) => isKnown(id));
  if (zones.length > 0) run(list, zones);
}

function run(list, zones) {
  const now = new Date();
  const clocks = group(zones, now).map(({ offset, members }) => makeClock(offset, members));
  list.replaceChildren(...clocks.map(clock => clock.item));
  list.classList.add('running');

  const tick = () => {
    const instant = new Date();
    for (const clock of clocks) clock.show(instant);
    setTimeout(tick, minute - (instant.getTime() % minute) + 20);
  };
  tick();
}

function group(zones, now) {
  const groups = new Map();
  for (const zone of zones) {
    const offset = offsetOf(zone.id, now);
    if (!groups.has(offset)) groups.set(offset, { offset, members: [] });
    groups.get(offset).members.push(zone);
  }
  return [...groups.values()].sort((a, b) => a.offset - b.offset);
}

function makeClock(offset, members) {
  const zone = members[0].id;
  const item = document.createElement('li');
  item.className = 'clock';
  item.innerHTML = `
    <svg viewBox="0 0 100 100" aria-hidden="true">
      <circle class="face" cx="50" cy="50" r="46"/>
      <path class="marks" d="M50 8v8M50 84v8M8 50h8M84 50h8"/>
      <path class="hour" d="M50 50V27"/><path class="minute" d="M50 50V15"/><circle class="pin" cx="50" cy="50" r="3"/>
    </svg>
    <p><time></time> <span class="day"></span></p>
    <p class="city"></p>
    <p class="offset" dir="ltr"></p>`;
  item.querySelector('.city').textContent = members.map(member => member.city).join(' · ');
  item.querySelector('.offset').textContent = `UTC${offset === 0 ? '' : formatOffset(offset)}`;
  const time = item.querySelector('time');
  const day = item.querySelector('.day');
  const timeFormat = new Intl.DateTimeFormat(language, { timeZone: zone, hour: 'numeric', minute: '2-digit' });
  const dayFormat = new Intl.DateTimeFormat(language, { timeZone: zone, weekday: 'long' });

  const show = instant => {
    const local = new Date(instant.getTime() + offset * minute);
    const hours = local.getUTCHours();
    const minutes = local.getUTCMinutes();
    time.textContent = timeFormat.format(instant);
    time.dateTime = instant.toISOString();
    day.textContent = dayFormat.format(instant);
    item.classList.toggle('night', hours < 6 || hours >= 20);
    item.querySelector('.hour').setAttribute('transform', `rotate(${(hours % 12) * 30 + minutes / 2} 50 50)`);
    item.querySelector('.minute').setAttribute('transform', `rotate(${minutes * 6} 50 50)`);
  };
  return { item, show };
}

// Minutes east of Greenwich.
function offsetOf(zone, instant) {
  const parts = new Intl.DateTimeFormat('en-US-u-nu-latn-hc-h23', {
    timeZone: zone, year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric',
  }).formatToParts(instant);
  const part = type => Number(parts.find(entry => entry.type === type).value);
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
  return Math.round((local - instant.getTime()) / minute + (instant.getTime() % minute) / minute);
}

function formatOffset(offset) {
  const sign = offset < 0 ? '−' : '+';
  const hours = Math.floor(Math.abs(offset) / 60);
  const minutes = Math.abs(offset) % 60;
  return `${sign}${hours}${minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`}`;
}

function isKnown(zone) {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}
