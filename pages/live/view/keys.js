// Keys that work anywhere on the page, except where a key means something else already.

const LAMBDAS = [0, 0.01, 0.1, 1, 10, 100];

/** What the help dialog lists. */
export const SHORTCUTS = /** @type {const} */ ([
  ['Space', 'play or pause'],
  ['s', 'take as many steps as chosen'],
  ['← →', 'λ down or up by a tenth of a decade'],
  ['0 to 5', 'λ = 0, 0.01, 0.1, 1, 10, 100'],
  ['↑ ↓', 'faster or slower'],
  ['n p', 'next or previous 128 units'],
  ['Esc', 'unpin'],
  ['?', 'this list'],
  ['Tab, arrows, Enter', 'in a panel: move the cursor, pin'],
]);

/**
 * What a key does, or null.
 *
 * @param {string} key
 * @param {import('../../kit/view/run/actions.js').Actions} act
 * @param {import('../../kit/view/run/run.js').Session} session
 * @param {() => void} help
 * @returns {(() => void)|null}
 */
function meaning(key, act, session, help) {
  if (/^[0-5]$/.test(key)) return () => act.set({ lam: LAMBDAS[Number(key)] });
  switch (key) {
    case ' ': return act.toggle;
    case 's': return act.step;
    case 'ArrowLeft': return () => act.nudgeLambda(-1);
    case 'ArrowRight': return () => act.nudgeLambda(1);
    case 'ArrowUp': return () => act.nudgeSpeed(1);
    case 'ArrowDown': return () => act.nudgeSpeed(-1);
    case 'n': return () => act.turnTo(session.page + 1);
    case 'p': return () => act.turnTo(session.page - 1);
    case 'Escape': return session.settings.unit !== null || session.settings.image !== null ? act.unpin : null;
    case '?': return help;
    default: return null;
  }
}

/**
 * Whether the element that has the focus needs this key itself.
 *
 * @param {EventTarget|null} target
 * @param {string} key
 */
export function taken(target, key) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('[role="listbox"], [role="menu"], [role="combobox"], [role="slider"], [role="tablist"], dialog')) {
    return true;
  }
  if (target instanceof HTMLInputElement) {
    if (target.type === 'range') return key.startsWith('Arrow');
    return !['button', 'submit', 'checkbox', 'radio'].includes(target.type) || key === ' ' || key.startsWith('Arrow');
  }
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  const pressed = target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement || target.tagName === 'SUMMARY';
  return pressed && key === ' ';
}

/**
 * @param {import('../../kit/view/run/actions.js').Actions} act
 * @param {import('../../kit/view/run/run.js').Session} session
 * @param {() => void} help
 * @returns {() => void} teardown
 */
export function listenToKeys(act, session, help) {
  /** @param {KeyboardEvent} event */
  function pressed(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (taken(event.target, event.key)) return;
    const act_ = meaning(event.key, act, session, help);
    if (!act_) return;
    event.preventDefault(); // the space bar and the arrows would scroll
    act_();
  }
  document.addEventListener('keydown', pressed);
  return () => document.removeEventListener('keydown', pressed);
}
