// What stands where the panels will be while there is nothing to show: why, and what to do.

import { el, textOf } from '../dom.js';
import { goThere } from '../host.js';

/**
 * @typedef {{kind: 'wait'|'empty'|'bad', title: string, text: string, action?: {name: string, act?: () => void, href?: string}}} Notice
 */

export function createCard() {
  const heading = el('h2', { class: 'cae-card-title' });
  const text = el('p', { class: 'cae-card-text' });
  const [setTitle, setText] = [textOf(heading), textOf(text)];
  const pulse = el('div', { class: 'cae-card-pulse', 'aria-hidden': 'true' });
  const actions = el('div', { class: 'cae-card-actions' });
  const element = el('div', { class: 'cae-card', role: 'status', hidden: '' }, pulse, heading, text, actions);
  let named = '';
  return {
    element,
    /** @param {Notice|null} notice null: there is something to show */
    show(notice) {
      element.hidden = !notice;
      if (!notice) return;
      element.dataset.kind = notice.kind;
      setTitle(notice.title);
      setText(notice.text);
      const { action } = notice;
      const key = `${action?.name} ${action?.href}`;
      if (key === named) return;
      named = key;
      actions.replaceChildren();
      if (action?.href) actions.append(el('a', { class: 'cae-button cae-main', href: action.href, on: { click: goThere } }, action.name));
      else if (action?.act) actions.append(el('button', { type: 'button', class: 'cae-button cae-main', on: { click: action.act } }, action.name));
    },
  };
}
