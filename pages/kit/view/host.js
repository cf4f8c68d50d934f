// The page around the view: its style sheet, and how much height Streamlit leaves. Every touch of the host is here.

const SHEET = 'data-cae-sheet';
const BELOW = 10; // pixels kept free under the view

/**
 * The page's style sheet, once; resolves when it is in force, so that nothing is shown without it. Those of other
 * pages leave.
 *
 * @param {string} href
 * @returns {Promise<void>}
 */
export function loadStyles(href) {
  for (const other of document.querySelectorAll(`link[${SHEET}]:not([href="${href}"])`)) other.remove();
  const known = /** @type {HTMLLinkElement|null} */ (document.querySelector(`link[${SHEET}][href="${href}"]`));
  if (known?.sheet) return Promise.resolve();
  const link = known ?? document.createElement('link');
  return new Promise((resolve) => {
    link.addEventListener('load', () => resolve());
    link.addEventListener('error', () => resolve());
    if (known) return;
    link.setAttribute(SHEET, '');
    link.rel = 'stylesheet';
    link.href = href;
    document.head.append(link);
  });
}

/** Shown inside another page: without a navigation of its own. */
export const framed = window.top !== window;
if (framed) document.documentElement.classList.add('cae-framed');

/** @param {Element} element @returns {Element|null} */
function scroller(element) {
  for (let node = element.parentElement; node; node = node.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(node).overflowY)) return node;
  }
  return null;
}

/**
 * Keeps `--cae-height` at what is left of the window below the top of what fills it.
 *
 * @param {HTMLElement} root
 * @param {() => Element} filler what fills it
 * @returns {{measure: () => void, destroy: () => void}}
 */
export function fillWindow(root, filler) {
  const measure = () => {
    const top = filler().getBoundingClientRect().top + (scroller(root)?.scrollTop ?? window.scrollY);
    root.style.setProperty('--cae-height', `${Math.round(window.innerHeight - top - BELOW)}px`);
  };
  window.addEventListener('resize', measure);
  return { measure, destroy: () => window.removeEventListener('resize', measure) };
}

/**
 * The one view a page shows, whoever mounts and unmounts it how often. Streamlit does so on every rerun of its script.
 *
 * @template {{element: HTMLElement, destroy: () => void}} Instance
 */
export function createPlace() {
  /** @type {{root: HTMLElement, instance: Instance}|null} */
  let current = null;
  return {
    /** The view in this element; made if there is none. @param {HTMLElement} root @param {() => Instance} create */
    at(root, create) {
      if (current?.root !== root || !current.instance.element.isConnected) {
        current?.instance.destroy();
        current = { root, instance: create() };
      }
      return current.instance;
    },
    /** @param {HTMLElement} root */
    leave(root) {
      if (current?.root !== root) return;
      current.instance.destroy();
      current = null;
    },
  };
}

/**
 * Follow a link to another page of the site as Streamlit's own navigation does, so that what this tab has is kept, and
 * what the link asks for must be in the tab too; a page it does not know is loaded anew.
 *
 * @param {MouseEvent} event a click on the link
 */
export function goThere(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const { href } = /** @type {HTMLAnchorElement} */ (event.currentTarget);
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const links = document.querySelectorAll('[data-testid="stTopNavLink"], [data-testid="stSidebarNavLink"]');
  const own = [...links].find((link) => link.href === href.split('?')[0]);
  if (!own) return;
  event.preventDefault();
  own.click();
}

/**
 * A choice that this browser remembers.
 *
 * @param {string} name
 * @param {boolean} otherwise
 */
export function remembered(name, otherwise) {
  const key = `cae-${name}`;
  try {
    return (window.localStorage.getItem(key) ?? String(otherwise)) === 'true';
  } catch {
    return otherwise; // storage is forbidden
  }
}

/** @param {string} name @param {boolean} value */
export function remember(name, value) {
  try {
    window.localStorage.setItem(`cae-${name}`, String(value));
  } catch {
    // storage is forbidden: the choice lasts as long as the page
  }
}
