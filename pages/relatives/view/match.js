// The matched comparison: not at equal strength but at equal error. Five strengths of each are trained as far as the CAE
// is, and the one nearest to its error is marked.

import { el, textOf } from '../../kit/view/dom.js';
import { sig3, tickWords } from '../../kit/view/format.js';
import { lambdaText } from '../../kit/view/lambda.js';
import { createPanel } from '../../kit/view/panel.js';
import { LEADER } from './kin.js';
import { axisOf, cellsOf, dotsOf, nearestOf, placeOf, progressOf, ticksOf } from './matched.js';

const HEADS = ['', 'error at five strengths', 'nearest', 'error − CAE’s', '‖J‖²', 'over the CAE’s'];

/**
 * @param {import('./kin.js').Kin} kin
 * @param {import('./company.js').Company} company
 * @param {(message: {type: string, [name: string]: any}) => void} send
 * @returns {import('../../kit/view/panel.js').Panel & {toggle: () => void}}
 */
export function createMatch(kin, company, send) {
  const panel = createPanel({
    name: 'match', title: 'At equal error',
    how: 'A model that reconstructs worse is contracted easily. So five strengths of each are trained from the start for as many steps as the CAE has taken; a ring marks the one whose error is nearest to the CAE’s, the line.',
  });
  const button = el('button', { type: 'button', class: 'cae-button', on: { click: toggle } });
  const so = el('button', { type: 'button', class: 'cae-button', on: { click: () => company.set(nearestOf(kin.match)) } }, 'Show them so');
  const back = el('button', { type: 'button', class: 'cae-button', on: { click: company.usual } }, 'Usual strengths');
  const progress = el('span', { class: 'cae-match-progress', role: 'status' });
  const bar = el('i', { class: 'cae-match-bar cae-drawn' });
  const track = el('div', { class: 'cae-match-track', 'aria-hidden': 'true', hidden: '' }, bar);
  const [setButton, setProgress] = [button, progress].map(textOf);
  const rows = el('tbody');
  const axis = el('div', { class: 'cae-match-axis' });
  const foot = el('tr', { class: 'cae-match-foot' }, el('td'), el('td', {}, axis), el('td', { colspan: 4 }));
  const table = el(
    'table', { class: 'cae-match-table' },
    el('thead', {}, el('tr', {}, ...HEADS.map((text) => (text ? el('th', { scope: 'col' }, text) : el('td'))))), rows, el('tfoot', {}, foot),
  );
  const empty = el('p', { class: 'cae-match-empty' });
  const setEmpty = textOf(empty);
  panel.body.append(
    el('div', { class: 'cae-match-tools cae-tools' }, button, so, back, progress, track),
    empty, el('div', { class: 'cae-match-wide', tabindex: '0', role: 'region', 'aria-label': 'At equal error, table' }, table),
  );
  let drawn = '';
  /** ‖J‖² of the CAE at the step that the comparison is of. @type {{step: number, penalty: number}|null} */
  let leader = null;

  const strong = () => kin.present().filter((name) => kin.entry(name)?.strength);

  function toggle() {
    send({ type: 'match', on: !kin.match?.running });
  }

  /** @param {string} name @param {import('./matched.js').Axis} across @param {import('./kin.js').Match} match */
  function rowOf(name, across, match) {
    const found = match.found[name];
    const dots = dotsOf(across, found, kin.entry(name)).map(({ at, nearest, title }) =>
      el('i', { class: nearest ? 'cae-match-dot cae-drawn cae-nearest' : 'cae-match-dot cae-drawn', style: `left: ${100 * at}%`, title }));
    const line = el('i', { class: 'cae-match-line cae-drawn', style: `left: ${100 * placeOf(across, match.error)}%` });
    const symbol = kin.entry(name)?.strength?.symbol ?? '';
    const [nearest, distance, penalty, against] = cellsOf(match, found, leader?.penalty ?? null);
    const words = dots.map((dot) => dot.getAttribute('title')).join('; ');
    return el(
      'tr', {},
      el('th', { scope: 'row' }, kin.title(name)),
      el('td', {}, el('div', { class: 'cae-match-strip' }, line, ...dots), el('span', { class: 'cae-unseen' }, words)),
      el('td', {}, nearest === '–' ? nearest : `${symbol} ${nearest}`), el('td', {}, distance), el('td', {}, penalty), el('td', {}, against),
    );
  }

  function draw() {
    const { match } = kin;
    const own = kin.numbers[LEADER];
    if (match && own?.step === match.step) leader = { step: match.step, penalty: own.penalty };
    if (leader && leader.step !== match?.step) leader = null;
    const key = JSON.stringify([match, leader]);
    if (key === drawn) return;
    drawn = key;
    const across = match && axisOf(match);
    const there = match && across ? kin.lineup.map(({ name }) => name).filter((name) => match.found[name]) : [];
    table.hidden = there.length === 0;
    rows.replaceChildren(...(match && across ? there.map((name) => rowOf(name, across, match)) : []));
    axis.replaceChildren(...(across && match ? ticksOf(across).map((v) => el('span', { style: `left: ${100 * placeOf(across, v)}%` }, tickWords(v))) : []));
  }

  return {
    element: panel.element,
    toggle,
    draw() {},
    words() {
      draw();
      const { match } = kin;
      const running = match?.running ?? false;
      setButton(running ? 'Stop' : match ? 'Compare again' : 'Compare at equal error');
      button.disabled = !running && strong().length === 0;
      so.disabled = running || Object.keys(nearestOf(match)).length === 0;
      back.disabled = running || !Object.entries(company.wanted).some(([name, strength]) => strength !== (kin.entry(name)?.strength?.usual ?? null));
      setProgress(progressOf(match));
      track.hidden = !running;
      bar.style.width = match?.of ? `${(100 * match.done) / match.of}%` : '0';
      const lam = match ? ` The CAE, λ = ${lambdaText(match.lam)}: error ${sig3(match.error)}${leader ? `, ‖J‖² ${sig3(leader.penalty)}` : ''}.` : '';
      setEmpty(match ? lam.trim() : `Equal strengths say little: λ, σ and a share of masked pixels are no one scale. Training pauses while ${5 * strong().length} models are trained as far as the CAE.`);
    },
    destroy() {},
  };
}
