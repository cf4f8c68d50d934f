// Lines of Python, wrapped with a hanging indent; with their numbers where they are those of a file.

import { el } from '../../kit/view/dom.js';

/**
 * Which lines are a docstring's, so that what computes stands out. Pure.
 *
 * @param {string[]} lines
 */
export function docLines(lines) {
  let inside = false;
  return lines.map((line) => {
    const marks = line.split('"""').length - 1;
    const doc = inside || marks > 0;
    if (marks % 2) inside = !inside;
    return doc;
  });
}

/** @param {string[]} lines @param {number} [first] number of the first @param {string} [label] where they stand */
export function createCode(lines, first, label) {
  const docs = docLines(lines);
  const spans = lines.map((text, i) => {
    const indent = text.length - text.trimStart().length;
    const kind = `cae-code-line${docs[i] ? ' cae-code-doc' : ''}`;
    return el('span', { class: kind, style: `--cae-indent: ${indent}`, 'data-line': first === undefined ? null : first + i }, `${text.trimStart()}\n`);
  });
  const where = label ? { tabindex: '0', role: 'region', 'aria-label': label } : {};
  return el('pre', { class: `cae-code${first === undefined ? '' : ' cae-code-numbered'}`, ...where }, el('code', {}, ...spans));
}
