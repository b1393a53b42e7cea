'use strict';

// Everything works without this. With it times are the reader's own, and pages of figures come anew by themselves.
(() => {
  const main = document.getElementById('main');
  const seconds = Number(main.dataset.live);

  const localise = root => {
    const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
    for (const time of root.querySelectorAll('time[datetime]')) {
      time.title = time.textContent;
      time.textContent = format.format(new Date(time.dateTime));
    }
  };

  localise(document);
  if (!seconds)
    return;

  const button = document.createElement('button');
  let isOn = sessionStorage.getItem('cachekit-live') !== 'off';
  let failures = 0;
  const show = () => {
    button.setAttribute('aria-pressed', String(isOn));
    button.textContent = !isOn ? 'Live: off' : failures > 0 ? 'Live: no answer' : 'Live: on';
  };
  button.type = 'button';
  button.className = 'live';
  button.addEventListener('click', () => {
    isOn = !isOn;
    failures = 0;
    sessionStorage.setItem('cachekit-live', isOn ? 'on' : 'off');
    show();
  });
  document.querySelector('.top').append(button);
  show();

  // Whoever types, has selected something or has opened the table is not disturbed.
  const isBusy = () => {
    const selection = getSelection();
    return document.hidden
      || main.contains(document.activeElement) && document.activeElement !== main
      || selection !== null && !selection.isCollapsed
      || main.querySelector('details[open]') !== null;
  };

  const renew = async () => {
    if (!isOn || isBusy())
      return;
    try {
      const answer = await fetch(location.href, { headers: { Accept: 'text/html' }, redirect: 'error' });
      if (!answer.ok)
        throw new Error(String(answer.status));
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('main');
      if (isBusy() || fresh === null)
        return;
      fresh.querySelector('.notice[role="status"]')?.remove();
      localise(fresh);
      main.replaceChildren(...fresh.childNodes);
      failures = 0;
    } catch {
      failures++;
    }
    show();
  };

  // Longer and longer where nobody answers, up to five minutes.
  const wait = () => setTimeout(async () => { await renew(); wait(); }, Math.min(seconds * 2 ** failures, 300) * 1000);
  wait();
})();
