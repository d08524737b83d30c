// @ts-check
/* Cards of entities: a link to an entity that is pointed at or has the focus shows what the catalog API says about it. The
   card can be pointed at, stays until the pointer or the focus leaves, and goes on Escape. Nothing is only to be found there. */
(() => {
  /** @typedef {{ kind: string, metadata: { name: string, namespace?: string, title?: string, description?: string, tags?: string[] },
   *   spec?: { type?: unknown, profile?: { displayName?: unknown } }, relations?: { type: string, targetRef: string }[] }} Entity */

  const WAIT = 350;
  const LONGEST = 240;
  const brand = document.querySelector('.pd-brand');
  if (!(brand instanceof HTMLAnchorElement) || !location.protocol.startsWith('http')) return;
  const home = new URL('.', brand.href);

  /** @type {Map<string, Promise<Entity | undefined>>} */
  const known = new Map();
  /** @type {{ link: Element, card: HTMLElement } | undefined} */
  let shown;
  /** The link whose card is asked for. @type {Element | undefined} */
  let wanted;
  let timer = 0;
  /** Grows whenever an answer that is on its way comes too late. */
  let turn = 0;

  /** The file of the entity that a link leads to. @param {Element} link */
  const fileOf = (link) => {
    const url = new URL(link.getAttribute('href') ?? '', document.baseURI);
    if (url.origin !== home.origin || url.hash || !url.pathname.startsWith(home.pathname)) return undefined;
    if (url.pathname === location.pathname || link.closest('.pd-tabs')) return undefined;
    const parts = url.pathname.slice(home.pathname.length).replace(/index\.html$/, '').split('/');
    const [section, namespace, kind, name, end] = parts;
    if (section !== 'catalog' || parts.length !== 5 || end || !name) return undefined;
    return new URL(`api/catalog/entities/by-name/${kind}/${namespace}/${name}.json`, home).href;
  };

  /** @param {string} file */
  const read = (file) => {
    const found = known.get(file) ?? fetch(file).then((answer) => (answer.ok ? answer.json() : undefined)).catch(() => undefined);
    known.set(file, found);
    return found;
  };

  /** @param {string} name @param {string} className @param {string} text */
  const element = (name, className, text) => {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  };

  /** A reference without what goes without saying. @param {string} reference */
  const short = (reference) => reference.replace(/^group:/, '').replace(/(^|:)default\//, '$1');

  /** @param {Entity} entity */
  const draw = ({ kind, metadata, spec, relations }) => {
    const card = element('div', 'pd-hover', '');
    card.id = 'pd-hover';
    card.setAttribute('role', 'tooltip');
    const title = [spec?.profile?.displayName, metadata.title].find((name) => typeof name === 'string' && name);
    card.append(element('strong', '', String(title ?? metadata.name)));
    const type = typeof spec?.type === 'string' ? ` · ${spec.type}` : '';
    const reference = `${kind}:${metadata.namespace ?? 'default'}/${metadata.name}`.toLowerCase();
    card.append(element('code', '', reference), element('p', 'pd-muted', `${kind}${type}`));
    if (typeof metadata.description === 'string') {
      const words = metadata.description.trim();
      card.append(element('p', '', words.length > LONGEST ? `${words.slice(0, LONGEST).trimEnd()}…` : words));
    }
    const owners = (relations ?? []).filter((relation) => relation.type === 'ownedBy').map((relation) => short(relation.targetRef));
    if (owners.length) card.append(element('p', 'pd-muted', (document.body.dataset.sayOwnedBy ?? 'Owned by {names}').replace('{names}', owners.slice(0, 3).join(', '))));
    if (metadata.tags?.length) {
      const tags = element('ul', 'pd-tags', '');
      tags.append(...metadata.tags.slice(0, 8).map((tag) => element('li', 'pd-tag', tag)));
      card.append(tags);
    }
    return card;
  };

  const hide = () => {
    clearTimeout(timer);
    turn++;
    shown?.link.removeAttribute('aria-describedby');
    shown?.card.remove();
    shown = undefined;
  };

  /** Below the link, or above it where there is more room. @param {Element} link @param {HTMLElement} card */
  const place = (link, card) => {
    const at = link.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = card;
    const below = at.bottom + height + 8 <= innerHeight || at.top < height + 8;
    const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8));
    card.style.left = `${left + scrollX}px`;
    card.style.top = `${(below ? at.bottom + 4 : at.top - height - 4) + scrollY}px`;
  };

  /** @param {Element} link @param {string} file */
  const show = async (link, file) => {
    hide();
    const asked = turn;
    const entity = await read(file);
    if (!entity || turn !== asked || !link.isConnected) return;
    const card = draw(entity);
    document.body.append(card);
    place(link, card);
    link.setAttribute('aria-describedby', card.id);
    shown = { link, card };
  };

  /** Asks for the card of a link, or for none. After Escape it stays away until something else was asked for.
   * @param {Element | undefined} link */
  const want = (link) => {
    if (link === wanted) return;
    clearTimeout(timer);
    wanted = link;
    if (link && link === shown?.link) return;
    const file = link && fileOf(link);
    timer = setTimeout(() => (link && file ? show(link, file) : hide()), WAIT);
  };

  /** The link under a place, or the one whose card that place is in. @param {EventTarget | null} target */
  const linkAt = (target) => {
    if (!(target instanceof Element)) return undefined;
    if (shown?.card.contains(target)) return shown.link;
    return target.closest('a[href]') ?? undefined;
  };

  document.addEventListener('pointerover', (event) => {
    if (event.pointerType !== 'touch') want(linkAt(event.target));
  });
  document.documentElement.addEventListener('pointerleave', () => want(undefined));
  document.addEventListener('focusin', (event) => {
    if (event.target instanceof Element && event.target.matches(':focus-visible')) want(linkAt(event.target));
  });
  document.addEventListener('focusout', () => want(undefined));
  document.addEventListener('click', hide);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') hide();
  });
})();
