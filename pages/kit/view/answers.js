// Where panels stand below each other a tapped unit's answer may lie beyond the screen: then it comes into view.

const SEEN = 0.5; // share of it that suffices

/**
 * @param {HTMLElement} root
 * @param {() => import('./tab.js').Pins} pins
 * @param {{unit?: HTMLElement, image?: HTMLElement}} panels what answers when a unit or an image is pinned
 */
export function showAnswers(root, pins, panels) {
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)');
  let before = { ...pins() };

  /** @param {Event} event */
  function tapped(event) {
    const { pointerType } = /** @type {PointerEvent} */ (event);
    const now = { ...pins() };
    const kind = now.unit !== before.unit && now.unit !== null ? 'unit' : now.image !== before.image && now.image !== null ? 'image' : null;
    before = now;
    const panel = kind && panels[kind];
    if (!panel || pointerType !== 'touch' || panel.contains(/** @type {Node} */ (event.target)) || isSeen(panel)) return;
    panel.scrollIntoView({ block: 'center', behavior: calm.matches ? 'auto' : 'smooth' });
  }
  const began = () => (before = { ...pins() });
  root.addEventListener('pointerdown', began, true);
  root.addEventListener('click', tapped);
  return {
    destroy() {
      root.removeEventListener('pointerdown', began, true);
      root.removeEventListener('click', tapped);
    },
  };
}

/** @param {HTMLElement} panel */
function isSeen(panel) {
  const { top, bottom, height } = panel.getBoundingClientRect();
  return Math.min(bottom, window.innerHeight) - Math.max(top, 0) >= SEEN * Math.min(height, window.innerHeight);
}
