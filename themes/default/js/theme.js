// @ts-check
/* What has to be done before the first paint, so that nothing changes after it: the stored choices, and days by the reader's clock.
   Runs while the head is read. */
(() => {
  const root = document.documentElement;
  // What has to load data (filters, finding) cannot work in a folder that is read from the disk.
  root.setAttribute('data-js', location.protocol === 'file:' ? 'file' : '');
  try {
    const stored = localStorage.getItem('pd-theme');
    if (stored === 'light' || stored === 'dark') root.setAttribute('data-theme', stored);
    if (localStorage.getItem('pd-keys') === 'off') root.setAttribute('data-keys', 'off');
  } catch {
    // Storage may be forbidden; the system's choice then holds.
  }

  const words = new Intl.RelativeTimeFormat(root.lang || undefined, { numeric: 'auto' });
  const units = /** @type {[Intl.RelativeTimeFormatUnit, number, number][]} */ ([['day', 1, 14], ['week', 7, 60], ['month', 30.44, 730], ['year', 365.25, Infinity]]);

  /** Stands after a day and says it as readers do, "3 days ago"; the day itself becomes the title. */
  class PdMoment extends HTMLElement {
    connectedCallback() {
      const time = this.previousElementSibling;
      if (!(time instanceof HTMLTimeElement) || time.title) return;
      const days = Math.floor(Date.now() / 864e5) - Math.floor(Date.parse(time.dateTime) / 864e5);
      const unit = units.find(([, , end]) => days < end);
      if (!unit || !(days >= 0)) return;
      time.title = time.textContent ?? '';
      time.textContent = words.format(-Math.floor(days / unit[1]), unit[0]);
    }
  }
  customElements.define('pd-moment', PdMoment);
})();
