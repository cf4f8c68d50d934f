// Streamlit's side bar for those who do not see it: collapsed it is out of reach, and a field that was refused says so.

const SIDEBAR = '[data-testid="stSidebar"]';
const EXPAND = '[data-testid="stExpandSidebarButton"]';
const COLLAPSE = '[data-testid="stSidebarCollapseButton"] button';
const SENTENCE = '[data-testid="stAlert"] p';

let refusals = 0;

/** @returns {{destroy: () => void}} */
export function watchSidebar() {
  /** @type {HTMLElement|null} */
  let sidebar = null;
  let collapsed = false;
  const observer = new MutationObserver(follow);
  const container = document.querySelector('[data-testid="stAppViewContainer"]');
  if (container) observer.observe(container, { childList: true }); // pages without settings have no side bar
  follow();

  function follow() {
    const now = /** @type {HTMLElement|null} */ (document.querySelector(SIDEBAR));
    if (now !== sidebar) {
      sidebar = now;
      collapsed = now?.dataset.collapsed === 'true';
      if (now) observer.observe(now, { attributes: true, attributeFilter: ['data-collapsed'], childList: true, subtree: true });
    }
    if (!sidebar) return;
    const before = collapsed;
    collapsed = sidebar.dataset.collapsed === 'true';
    sidebar.inert = collapsed;
    if (collapsed !== before) keepFocus(collapsed ? EXPAND : COLLAPSE);
    markRefused(sidebar);
  }

  return {
    destroy() {
      observer.disconnect();
      if (sidebar) sidebar.inert = false;
    },
  };
}

/** Streamlit takes away the button that had the focus: its counterpart gets it. @param {string} button */
function keepFocus(button) {
  requestAnimationFrame(() => {
    const { activeElement } = document;
    if (!activeElement || activeElement === document.body) /** @type {HTMLElement|null} */ (document.querySelector(button))?.focus();
  });
}

/** The field that a sentence begins with ("Hidden units must be …") is invalid as long as that stands there. @param {HTMLElement} sidebar */
function markRefused(sidebar) {
  const sentences = [...sidebar.querySelectorAll(SENTENCE)];
  for (const field of sidebar.querySelectorAll(':is(input, textarea)[aria-label]')) {
    const label = field.getAttribute('aria-label')?.toLowerCase() ?? '';
    const about = sentences.find(({ textContent }) => textContent && label.startsWith(textContent.split(' must ')[0].toLowerCase()));
    if (about) {
      about.id ||= `cae-refusal-${++refusals}`;
      field.setAttribute('aria-invalid', 'true');
      field.setAttribute('aria-describedby', about.id);
    } else if (field.getAttribute('aria-describedby')?.startsWith('cae-refusal-')) {
      field.removeAttribute('aria-invalid');
      field.removeAttribute('aria-describedby');
    }
  }
}
