// A picture of the panels as they stand: their canvases, and the words around them, drawn where they are on the page.

import { sig3 } from '../format.js';
import { lambdaWords } from './path.js';

const ZOOM = 2;
const EDGE = 14; // free around it

/**
 * @param {HTMLElement[]} parts what to draw
 * @param {import('../theme.js').Theme} theme
 * @param {{title: string, note: string}} words over the picture
 * @param {Map<Element, string>} drawings addresses of images that stand for elements (Plotly's)
 * @returns {Promise<Blob>} PNG
 */
export async function compose(parts, theme, { title, note }, drawings) {
  const boxes = parts.map((part) => part.getBoundingClientRect());
  const [left, top] = [Math.min(...boxes.map((box) => box.left)) - EDGE, Math.min(...boxes.map((box) => box.top))];
  const width = Math.max(...boxes.map((box) => box.right)) + EDGE - left;
  const height = Math.max(...boxes.map((box) => box.bottom)) + EDGE - top;
  const head = theme.size * 4;
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * ZOOM);
  canvas.height = Math.ceil((height + head) * ZOOM);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.scale(ZOOM, ZOOM);
  context.fillStyle = theme.paper;
  context.fillRect(0, 0, width, height + head);
  context.fillStyle = theme.ink;
  context.font = `600 ${theme.size + 4}px ${theme.font}`;
  context.fillText(title, EDGE, theme.size * 1.6);
  context.fillStyle = theme.muted;
  context.font = `${theme.size}px ${theme.font}`;
  context.fillText(note, EDGE, theme.size * 3.1);
  context.translate(-left, head - top);
  for (const part of parts) await drawElement(part);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'));

  /** @param {Element} element */
  async function drawElement(element) {
    const style = getComputedStyle(element);
    if (style.display === 'none' || style.visibility === 'hidden' || element.classList.contains('cae-banners')) return;
    const box = element.getBoundingClientRect();
    if (drawings.has(element)) {
      const image = new Image();
      image.src = drawings.get(element) ?? '';
      await image.decode();
      context.drawImage(image, box.left, box.top, box.width, box.height);
      return;
    }
    if (element instanceof HTMLCanvasElement) {
      context.imageSmoothingEnabled = style.imageRendering !== 'pixelated';
      if (element.width && element.height) context.drawImage(element, box.left, box.top, box.width, box.height);
      return;
    }
    decorate(element, style, box);
    for (const child of element.childNodes) {
      if (child instanceof Element) await drawElement(child);
      else if (child instanceof Text && child.data.trim()) drawText(child, style);
    }
  }

  /** Panels' frames, marks and swatches. @param {Element} element @param {CSSStyleDeclaration} style @param {DOMRect} box */
  function decorate(element, style, box) {
    if (element.classList.contains('cae-panel')) {
      context.strokeStyle = theme.line;
      context.beginPath();
      context.roundRect(box.left + 0.5, box.top + 0.5, box.width - 1, box.height - 1, 8);
      context.stroke();
    } else if (style.backgroundColor !== 'rgba(0, 0, 0, 0)' && box.width < 40 && element.matches('.cae-mark, i')) {
      context.globalAlpha = Number(style.opacity);
      context.fillStyle = style.backgroundColor;
      context.beginPath();
      context.roundRect(box.left, box.top, box.width, box.height, roundness(style, box));
      context.fill();
      context.globalAlpha = 1;
    }
    if (element.matches('.cae-heat-group')) {
      context.fillStyle = style.borderBottomColor;
      context.fillRect(box.left, box.bottom - 4, box.width - 1, 4);
    }
    const outline = Number.parseFloat(style.outlineWidth);
    if (outline > 0 && style.outlineStyle === 'solid' && element.matches('[class*="mark"], [class*="heat-row"], [class*="heat-column"]')) {
      context.strokeStyle = style.outlineColor;
      context.lineWidth = outline;
      context.beginPath();
      context.roundRect(box.left, box.top, box.width, box.height, roundness(style, box));
      context.stroke();
      context.lineWidth = 1;
    }
  }

  /** @param {Text} node @param {CSSStyleDeclaration} style */
  function drawText(node, style) {
    const range = document.createRange();
    context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    context.fillStyle = style.color;
    context.textBaseline = 'middle';
    if (style.writingMode.startsWith('vertical')) {
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      context.save();
      context.translate(box.left + box.width / 2, box.top + box.height / 2);
      context.rotate(-Math.PI / 2);
      context.textAlign = 'center';
      context.fillText(node.data, 0, 0);
      context.restore();
      return;
    }
    context.textAlign = 'left';
    for (const { text, box } of lines(node, range)) context.fillText(text, box.left, box.top + box.height / 2);
    context.textBaseline = 'alphabetic';
  }

  /** A text as the page breaks it. @param {Text} node @param {Range} range */
  function lines(node, range) {
    /** @type {{text: string, box: DOMRect}[]} */
    const found = [];
    let from = 0;
    /** @param {number} to */
    const boxAt = (to) => {
      range.setStart(node, from);
      range.setEnd(node, to);
      return range.getBoundingClientRect();
    };
    let box = boxAt(Math.min(1, node.length));
    const high = box.height;
    for (let to = 1; to <= node.length; to++) {
      const next = boxAt(to);
      if (next.height > high * 1.4 && to > from + 1) {
        const space = node.data.lastIndexOf(' ', to - 1);
        const end = space > from ? space + 1 : to - 1;
        box = boxAt(end);
        found.push({ text: node.data.slice(from, end).trimEnd(), box });
        from = end;
      }
    }
    found.push({ text: node.data.slice(from), box: boxAt(node.length) });
    return found;
  }
}

/** @param {CSSStyleDeclaration} style @param {DOMRect} box */
const roundness = ({ borderRadius }, { width }) => (borderRadius.endsWith('%') ? width / 2 : Number.parseFloat(borderRadius) || 0);

/** @param {Blob} blob @param {string} name */
export function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/**
 * The view as it stands, as a file.
 *
 * @param {import('./store.js').Atlas} atlas
 * @param {import('./actions.js').Page} page
 * @param {ReturnType<typeof import('./layout.js').createLayout>} layout
 * @param {import('../theme.js').Theme} theme
 */
export async function savePicture({ points, settings }, { look, differs }, { plots, states, panels }, theme) {
  const shown = points[look.at ?? -1];
  if (!shown) return;
  const left = points[look.left ?? -1];
  const at = lambdaWords(shown.lam);
  const compared = left ? `λ = ${lambdaWords(left.lam)} (left) and ${at} (right${differs ? ', minus left' : ''})` : `λ = ${at}`;
  const { reconstruction, penalty } = shown.figures;
  const { dataset, hidden, activation, seed, warm } = settings;
  const note =
    `${dataset}, ${hidden} ${activation} units, seed ${seed}, ${warm ? 'warm path' : 'from scratch'}, ${shown.epochs} epochs; ` +
    `at λ = ${at}: reconstruction ${sig3(reconstruction)}, ‖J‖² ${sig3(penalty)}`;
  /** @type {Map<Element, string>} */
  const drawings = new Map();
  for (const plot of plots) {
    const image = await plot.image();
    if (image) drawings.set(plot.graph, image);
  }
  const words = { title: `Contractive autoencoder, ${compared}`, note };
  save(await compose([states.element, panels], theme, words, drawings), `cae-lambda-${at}.png`);
}
