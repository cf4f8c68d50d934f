// The map of all codes: a panel with the dots, what makes them, and what a hand does with them.

import { el, textOf } from '../../kit/view/dom.js';
import { createExpect } from '../../kit/view/expect.js';
import { toCsv } from '../../kit/view/csv.js';
import { domPictures, exportMenu } from '../../kit/view/exports.js';
import { attempt } from '../../kit/view/failure.js';
import { count, sig3 } from '../../kit/view/format.js';
import { goThere } from '../../kit/view/host.js';
import { colorBar, createPanel } from '../../kit/view/panel.js';
import { rename } from '../../kit/view/reader.js';
import { throttle } from '../../kit/view/throttle.js';
import { Cloud, spanned } from './cloud.js';
import { colouring } from './colouring.js';
import { imageOf } from './findings.js';
import { pointAtMap } from './pointing.js';
import { createStage } from './stage.js';
import { createToolbar } from './toolbar.js';
import { createTsne } from './tsne.js';
import { createWay } from './way.js';
import { EXPECTS, mapTitle, mapWords, withoutWords } from './words.js';

const WORDS_EVERY = 100; // milliseconds
const HOW = 'Each dot is a test image where its code lies. Hover to see one, click to pin it. A click on an empty place decodes it. Drag to move the map, turn the wheel to come nearer.';

/** What of this page's address another page may have. @param {string} search */
function elsewhere(search) {
  const query = new URLSearchParams(search);
  for (const name of ['method', 'dimensions', 'colour', 'perplexity', 'tsne_seed', 'b', 'lecture']) query.delete(name);
  return query;
}

/**
 * @param {import('./types.js').Context} context
 * @param {() => number|null} step of the line that is meant
 */
export function createMap(context, step) {
  const { findings, page, theme, act, base } = context;
  const panel = createPanel({ name: 'map', title: 'Latent map', how: HOW });
  panel.element.dataset.testid = 'map';
  const cloud = new Cloud();
  /** @type {import('./colouring.js').Colouring|null} */
  let colours = null;
  /** @type {number[]} */
  let found = [];
  /** @type {Uint8Array|null} */
  let meant = null;
  let of = ''; // which map it is

  const stage = createStage(theme, () => {
    return { cloud, colours, meant, images: findings.images, axes: findings.of('map').axes ?? [], marks: marked() };
  });
  const pointing = pointAtMap(context, stage, { lassoes: () => toolbar.tool() === 'lasso', second: () => toolbar.tool() === 'b', there: () => cloud.count > 0 });
  const toolbar = createToolbar(context, {
    take: (tool) => stage.element.classList.toggle('cae-lassoes', tool === 'lasso'),
    find(ids) {
      found = ids;
      mean();
    },
    pin: (image) => act.pin({ image }),
  });
  const tsne = createTsne(context);
  const way = createWay(() => findings.own, (to) => {
    cloud.go(to);
    stage.soon();
  });
  const scale = colorBar();
  const problem = el('p', { class: 'cae-map-problem', role: 'status' });
  const units = el('a', { class: 'cae-button cae-map-units cae-tools', hidden: '', on: { click: goThere } });
  const setUnits = textOf(units);
  const expect = createExpect();
  const [setProblem, setColour] = [textOf(problem), textOf(scale.element.insertBefore(el('span', { class: 'cae-map-by' }), scale.element.firstChild))];
  /** @param {string} name @param {string} title @param {() => void} click */
  const small = (name, title, click) => el('button', { type: 'button', class: 'cae-button cae-map-nearer', title, 'aria-label': title, on: { click } }, name);
  const view = el(
    'div', { class: 'cae-map-view cae-tools', role: 'group', 'aria-label': 'View of the map' },
    small('+', 'Nearer (+)', () => pointing.zoom(1.5)), small('−', 'Farther (−)', () => pointing.zoom(1 / 1.5)), small('⤢', 'The whole map (w)', pointing.reset),
  );
  stage.element.append(view, units, problem);
  panel.body.append(toolbar.element, tsne.element, stage.element, el('div', { class: 'cae-map-foot cae-tools' }, way.element, toolbar.find));
  panel.element.append(expect.element);
  const { png, svg } = domPictures([stage.element], theme, () => ({ title: page.label, note: `${mapTitle(findings.of('map'))}, ${findings.at}` }));
  panel.legend.append(scale.element, expect.button, exportMenu('latent map', { csv, png, svg }));
  const words = throttle(() => attempt(panel.element, say), WORDS_EVERY);

  /** @returns {import('./stage.js').Shown['marks']} */
  function marked() {
    const { place, line } = findings.last;
    const { b = null } = page.pins;
    const pinned = [{ id: imageOf(page.pins), letter: 'A' }, { id: b, letter: 'B' }].flatMap(({ id, letter }) => (id === null ? [] : [{ id, letter }]));
    return {
      pinned,
      meant: pointing.image(),
      neighbours: cloud.way < 1 ? [] : findings.section('neighbours', 'code')?.values ?? [],
      line: b === null || cloud.way < 1 ? [] : spanned(line?.sections.at?.values ?? [], cloud.points, imageOf(page.pins), b, cloud.dimensions),
      step: step(),
      place: cloud.way < 1 || place?.header.error ? null : place?.header.at ?? null,
      lasso: pointing.lasso(),
    };
  }

  /** Which dots stand out: those that are looked for, else those that are selected. */
  function mean() {
    const ids = found.length ? found : Array.from(page.selected?.images ?? []);
    meant = ids.length ? new Uint8Array(findings.count) : null;
    if (meant) for (const id of ids) meant[id] = 1;
    panel.element.dataset.meant = String(ids.length);
    stage.soon();
  }

  function recolour() {
    if (findings.images) colours = colouring(findings, page.colour, theme());
  }

  /** Whether a map is the one that was asked for: another may have been on its way. @param {import('../../kit/view/frames.js').Header} header */
  const fits = ({ method, dimensions }) => (method === 'plane' ? 'units' : method) === page.method && (dimensions === undefined || dimensions === page.dimensions);

  function take() {
    const frame = findings.last.map;
    if (!frame || !fits(frame.header)) return;
    const { method } = frame.header;
    const there = cloud.take(frame);
    const now = `${findings.build} ${method} ${cloud.dimensions}`;
    if (there && now !== of) {
      of = now;
      stage.begin();
    }
    Object.assign(panel.element.dataset, { method: method ?? '', dimensions: cloud.dimensions, count: cloud.count, without: String(cloud.without !== null) });
  }

  function say() {
    const header = findings.of('map');
    toolbar.show();
    tsne.words();
    const selected = page.selected?.images.length ?? 0;
    units.hidden = !selected;
    setUnits(`Look at these ${count(selected)} on Units`);
    units.setAttribute('href', `${base}units?${elsewhere(window.location.search)}`);
    panel.setTitle(mapTitle(header));
    const missing = header.error ?? (header.method && !cloud.count ? 'The map is being made; the first of it is here in a few seconds.' : '');
    setProblem(missing);
    problem.hidden = !missing;
    expect.set(mapWords(header, findings.at), EXPECTS.map);
    way.words(cloud.without !== null, findings.last.map && !header.error ? withoutWords(header.reference) : '');
    const amount = colours?.lo ?? null;
    scale.element.classList.toggle('cae-absent', amount === null);
    const { by, unit } = findings.of('colour');
    setColour(amount === null ? '' : by === 'h' || by === 'gain' ? `${by === 'h' ? 'h' : findings.gainName()} of unit ${unit}` : by === 'penalty' ? '‖J‖²' : 'error');
    scale.ends(sig3(amount), sig3(colours?.hi));
    if (colours) scale.colors(colours.darkens ? new Uint32Array(256) : colours.colors);
    panel.element.dataset.by = amount === null ? 'class' : by;
  }

  function csv() {
    const axes = findings.of('map').axes ?? [];
    const d = cloud.dimensions;
    const values = colours?.lo === null ? null : findings.section('colour', 'values')?.values;
    return toCsv(
      ['image', 'class', ...axes, ...(values ? [findings.of('colour').by] : [])],
      Array.from({ length: cloud.count }, (_, id) => [id, findings.classes[findings.labels[id]] ?? '', ...Array.from({ length: d }, (_, k) => cloud.points[id * d + k]), ...(values ? [values[id]] : [])]),
    );
  }

  return {
    element: panel.element,
    pointing,
    find: toolbar.focus,
    turn: way.turn,
    toStart: way.toStart,
    soon: stage.soon,
    /** @param {Set<any>} what */
    update(what) {
      if (what.has('statics')) {
        cloud.clear();
        of = '';
        pointing.leave();
        toolbar.again();
      }
      if (what.has('map')) take();
      if (what.has('statics') || what.has('colour') || what.has('view')) recolour();
      if (what.has('selection')) mean();
      stage.soon();
      if (what.has('pins') || what.has('view') || what.has('selection')) words.now();
      else words.soon();
    },
    describe: () => rename(stage.canvas, `${findings.count} test images. ${mapWords(findings.of('map'), findings.at)} Arrow keys move between images, Enter pins one, with Shift the second; with Shift the arrows move the map.`),
    restyle() {
      recolour();
      stage.soon();
      words.soon();
    },
    destroy() {
      stage.destroy();
      way.destroy();
      words.destroy();
    },
  };
}
