// @ts-check
/* Applies the stored choices before the first paint. Runs while the head is read, so it touches nothing but <html>. */
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
})();
