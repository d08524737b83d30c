// @ts-check
/** Reloads the page when the portal has changed, and shows why a build failed. Only `platdocs serve` adds this file. */
(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const version = script.dataset.version;
  const key = 'pd-reload-scroll';

  const restoreScroll = () => {
    const saved = sessionStorage.getItem(key);
    sessionStorage.removeItem(key);
    if (saved === null) return;
    const { path, x, y } = JSON.parse(saved);
    if (path === location.pathname) scrollTo(x, y);
  };

  const reload = () => {
    const place = { path: location.pathname, x: scrollX, y: scrollY };
    try {
      sessionStorage.setItem(key, JSON.stringify(place));
    } catch {
      // Without storage the page reloads all the same.
    }
    location.reload();
  };

  const paint = (/** @type {HTMLElement} */ box) => {
    Object.assign(box.style, {
      position: 'fixed',
      inset: 'auto 0 0 0',
      zIndex: '2147483647',
      maxHeight: '60vh',
      overflow: 'auto',
      margin: '0',
      padding: '1rem 1.5rem',
      border: '0',
      borderTop: '3px solid #b3261e',
      background: '#1f1b1b',
      color: '#f5efef',
      font: '14px/1.5 ui-monospace, monospace',
      whiteSpace: 'pre-wrap',
      overflowWrap: 'anywhere',
    });
  };

  const show = (/** @type {string[]} */ findings) => {
    document.getElementById('pd-reload-findings')?.remove();
    if (findings.length === 0) return;
    const box = document.createElement('section');
    box.id = 'pd-reload-findings';
    box.setAttribute('role', 'alert');
    box.textContent = ['The build failed, this is the last good portal.', ...findings].join('\n\n');
    paint(box);
    document.body.append(box);
  };

  try {
    restoreScroll();
  } catch {
    // A page without storage starts at its top.
  }
  const events = new EventSource('/_platdocs/events');
  events.addEventListener('reload', (event) => {
    if (event.data !== version) reload();
  });
  events.addEventListener('findings', (event) => show(JSON.parse(event.data)));
  addEventListener('pagehide', () => events.close());
  addEventListener('pageshow', (event) => {
    if (event.persisted) reload();
  });
})();
