// A picture of panels as they stand on the page: their canvases, and the words around them, as pixels or as SVG.

import { fontFaces } from './fontface.js';
import { svgOf } from './plotly.js';

const ZOOM = 2; // pixels of a PNG along each CSS pixel
const EDGE = 14; // free around it
const APART = 8; // between parts that are stacked
/** What is for the hand alone, or for the ear. */
const TOOLS = '.cae-banners, .cae-menu, .cae-tools, .cae-unseen';
/** Whose background and outline are part of the picture. */
const FILLED = '.cae-mark, i, .cae-drawn';
const FRAMED = '[class*="mark"], [class*="heat-row"], [class*="heat-column"], .cae-drawn';

/**
 * What a picture is drawn on; lengths in CSS pixels.
 *
 * @typedef {{left: number, top: number, width: number, height: number}} Box
 * @typedef {{weight: string, size: string, family: string}} Face
 * @typedef {object} Surface
 * @property {(box: Box, paint: {fill?: string, stroke?: string, thick?: number, round?: number, alpha?: number, dash?: number}) => void} rect
 * @property {(text: string, x: number, y: number, face: Face, color: string, way: 'right'|'up') => void} text middle of the line at y; `up`: turned left about its own middle
 * @property {(canvas: HTMLCanvasElement, box: Box, smooth: boolean) => void} image
 * @property {(svg: string, box: Box, family: string) => Promise<void>} drawing a whole SVG, its text in that font
 * @property {() => Promise<Blob>} blob
 *
 * @typedef {{title: string, note: string}} Words over the picture
 */

/** @param {number} width @param {number} height @returns {Surface} */
export function canvasSurface(width, height) {
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * ZOOM);
  canvas.height = Math.ceil(height * ZOOM);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.scale(ZOOM, ZOOM);
  return {
    rect({ left, top, width: wide, height: high }, { fill, stroke, thick = 1, round = 0, alpha = 1, dash = 0 }) {
      context.globalAlpha = alpha;
      context.beginPath();
      context.roundRect(left, top, wide, high, round);
      if (fill) {
        context.fillStyle = fill;
        context.fill();
      }
      if (stroke) {
        context.strokeStyle = stroke;
        context.lineWidth = thick;
        context.setLineDash(dash ? [dash] : []);
        context.stroke();
      }
      context.globalAlpha = 1;
    },
    text(text, x, y, { weight, size, family }, color, way) {
      context.save();
      context.font = `${weight} ${size} ${family}`;
      context.fillStyle = color;
      context.textBaseline = 'middle';
      context.textAlign = way === 'up' ? 'center' : 'left';
      context.translate(x, y);
      if (way === 'up') context.rotate(-Math.PI / 2);
      context.fillText(text, 0, 0);
      context.restore();
    },
    image(canvas, { left, top, width: wide, height: high }, smooth) {
      context.imageSmoothingEnabled = smooth;
      context.drawImage(canvas, left, top, wide, high);
    },
    async drawing(svg, { left, top, width: wide, height: high }, family) {
      const told = svg.replace(/<svg[^>]*>/, `$&<style>${await fontFaces(family)}</style>`);
      const address = URL.createObjectURL(new Blob([told], { type: 'image/svg+xml' }));
      try {
        context.drawImage(await loaded(address), left, top, wide, high);
      } finally {
        URL.revokeObjectURL(address);
      }
    },
    blob: () =>
      new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png')),
  };
}

/** @param {string} address */
async function loaded(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  return image;
}

/** @param {number} width @param {number} height @returns {Surface} canvases are embedded as PNG, text stays text */
export function svgSurface(width, height) {
  /** @type {string[]} */
  const parts = [];
  const place = (/** @type {Box} */ { left, top, width: wide, height: high }) =>
    `x="${near(left)}" y="${near(top)}" width="${near(wide)}" height="${near(high)}"`;
  return {
    rect(box, { fill = 'none', stroke = 'none', thick = 1, round = 0, alpha = 1, dash = 0 }) {
      const broken = dash ? ` stroke-dasharray="${dash}"` : '';
      const paint = `fill="${escaped(fill)}" stroke="${escaped(stroke)}" stroke-width="${thick}" opacity="${alpha}"${broken}`;
      parts.push(`<rect ${place(box)} rx="${near(Math.min(round, box.width / 2, box.height / 2))}" ${paint}/>`);
    },
    text(text, x, y, { weight, size, family }, color, way) {
      const face = `font-family="${escaped(family)}" font-size="${escaped(size)}" font-weight="${escaped(weight)}"`;
      const turned = way === 'up' ? ` text-anchor="middle" transform="rotate(-90 ${near(x)} ${near(y)})"` : '';
      const at = `x="${near(x)}" y="${near(y)}" dominant-baseline="central" xml:space="preserve"`;
      parts.push(`<text ${at} ${face} fill="${escaped(color)}"${turned}>${escaped(text)}</text>`);
    },
    image(canvas, box, smooth) {
      const address = canvas.toDataURL('image/png');
      const crisp = smooth ? '' : ' style="image-rendering: pixelated"';
      parts.push(`<image ${place(box)} preserveAspectRatio="none"${crisp} href="${escaped(address)}"/>`);
    },
    async drawing(svg, { left, top }) {
      parts.push(`<g transform="translate(${near(left)} ${near(top)})">${svg.replace(/^<\?xml[^>]*>/, '')}</g>`);
    },
    async blob() {
      const size = `width="${near(width)}" height="${near(height)}" viewBox="0 0 ${near(width)} ${near(height)}"`;
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size} style="font-variant-numeric: tabular-nums">${parts.join('\n')}</svg>`;
      return new Blob([svg], { type: 'image/svg+xml' });
    },
  };
}

/** @param {number} x */
const near = (x) => Number(x.toFixed(2));

/** @param {string} text */
const escaped = (text) =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);

/** A face, and what fits into so much room in it. @param {string} weight @param {number} size @param {string} family */
function measure(weight, size, family) {
  const context = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));
  context.font = `${weight} ${size}px ${family}`;
  const fits = (/** @type {string} */ text, /** @type {number} */ room) => context.measureText(text).width <= room;
  return { fits, face: { weight, size: `${size}px`, family } };
}

/**
 * The words over a picture, broken where they would leave it, and the room they take.
 *
 * @param {Words} words
 * @param {import('./theme.js').Theme} theme
 * @param {number} width
 */
export function heading({ title, note }, theme, width) {
  let height = theme.size * 0.5;
  /** @type {{text: string, y: number, face: Face, color: string}[]} */
  const lines = [];
  for (const [text, weight, size, color] of /** @type {const} */ ([[title, '600', theme.size + 4, theme.ink], [note, '400', theme.size, theme.muted]])) {
    const { fits, face } = measure(weight, size, theme.font);
    // where the font is missing, another one may be wider
    const broken = broke(text, (part) => fits(part, 0.9 * (width - 2 * EDGE)));
    for (const line of broken) {
      lines.push({ text: line, y: height + 0.7 * size, face, color });
      height += 1.35 * size;
    }
  }
  return {
    height: height + theme.size * 0.5,
    /** @param {Surface} surface */
    draw(surface) {
      for (const { text, y, face, color } of lines) surface.text(text, EDGE, y, face, color, 'right');
    },
  };
}

/**
 * A text in lines that fit; a word that does not fit stands alone.
 *
 * @param {string} text
 * @param {(part: string) => boolean} fits
 * @returns {string[]}
 */
export function broke(text, fits) {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(' ').filter(Boolean)) {
    const last = lines.length - 1;
    if (last >= 0 && fits(`${lines[last]} ${word}`)) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}

/**
 * @param {HTMLElement[]} parts what to draw
 * @param {import('./theme.js').Theme} theme
 * @param {Words} words
 * @param {object} [options]
 * @param {'png'|'svg'} [options.form]
 * @param {boolean} [options.stacked] the parts close below each other, whatever lies between them on the page
 * @returns {Promise<Blob>}
 */
export async function compose(parts, theme, words, { form = 'png', stacked = false } = {}) {
  const boxes = parts.map((part) => part.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left)) - EDGE;
  const width = Math.max(...boxes.map((box) => box.right)) + EDGE - left;
  const head = heading(words, theme, width);
  const top = Math.min(...boxes.map((box) => box.top)) - head.height;
  const downs = boxes.map(() => 0); // how far each part is moved
  if (stacked) for (let i = 1; i < boxes.length; i++) downs[i] = boxes[i - 1].bottom + downs[i - 1] + APART - boxes[i].top;
  const height = Math.max(...boxes.map((box, i) => box.bottom + downs[i])) + EDGE - top;
  let down = 0;
  const surface = (form === 'png' ? canvasSurface : svgSurface)(width, height);
  surface.rect({ left: 0, top: 0, width, height }, { fill: theme.paper });
  head.draw(surface);
  for (const [i, part] of parts.entries()) {
    down = downs[i];
    await drawElement(part);
  }
  return surface.blob();

  /** Where a box of the page lies in the picture. @param {DOMRect} box @returns {Box} */
  function shifted(box) {
    return { left: box.left - left, top: box.top - top + down, width: box.width, height: box.height };
  }

  /** @param {Element} element */
  async function drawElement(element) {
    const style = getComputedStyle(element);
    if (style.display === 'none' || style.visibility === 'hidden' || element.matches(TOOLS)) return;
    const box = shifted(element.getBoundingClientRect());
    if (element.matches('.cae-plot')) {
      const drawn = await svgOf(element);
      if (drawn) await surface.drawing(drawn.svg, box, theme.font);
      return;
    }
    if (element instanceof HTMLCanvasElement) {
      if (element.width && element.height) surface.image(element, box, style.imageRendering !== 'pixelated');
      return;
    }
    decorate(element, style, box);
    for (const child of element.childNodes) {
      if (child instanceof Element) await drawElement(child);
      else if (child instanceof Text && child.data.trim()) (element.matches('.cae-how') ? drawHow : drawText)(child, style);
    }
  }

  /** Panels' frames, marks and swatches. @param {Element} element @param {CSSStyleDeclaration} style @param {Box} box */
  function decorate(element, style, box) {
    const round = roundness(style, box);
    if (element.matches('.cae-panel')) {
      const { left: x, top: y, width: wide, height: high } = box;
      surface.rect({ left: x + 0.5, top: y + 0.5, width: wide - 1, height: high - 1 }, { stroke: theme.line, round: 8 });
    } else if (style.backgroundColor !== 'rgba(0, 0, 0, 0)' && element.matches(FILLED) && (box.width < 40 || element.matches('.cae-drawn'))) {
      surface.rect(box, { fill: style.backgroundColor, round, alpha: Number(style.opacity) });
    }
    if (element.matches('.cae-heat-group')) {
      surface.rect({ ...box, top: box.top + box.height - 4, width: box.width - 1, height: 4 }, { fill: style.borderBottomColor });
    }
    const outline = Number.parseFloat(style.outlineWidth);
    if (outline > 0 && ['solid', 'dashed'].includes(style.outlineStyle) && element.matches(FRAMED)) {
      surface.rect(box, { stroke: style.outlineColor, thick: outline, round, dash: style.outlineStyle === 'dashed' ? 2 * outline : 0 });
    }
  }

  /** How to read a panel, broken anew: a part of it may be for the page alone. @param {Text} node @param {CSSStyleDeclaration} style */
  function drawHow({ data, parentElement }, style) {
    const { left: x, top: y, width: wide } = shifted(/** @type {Element} */ (parentElement).getBoundingClientRect());
    const [size, high] = [Number.parseFloat(style.fontSize), Number.parseFloat(style.lineHeight)];
    const { fits, face } = measure(style.fontWeight, size, style.fontFamily);
    broke(withoutHand(data), (part) => fits(part, wide)).forEach((line, i) => surface.text(line, x, y + (i + 0.5) * high, face, style.color, 'right'));
  }

  /** @param {Text} node @param {CSSStyleDeclaration} style */
  function drawText(node, style) {
    const range = document.createRange();
    const shape = { weight: style.fontWeight, size: style.fontSize, family: style.fontFamily };
    if (style.writingMode.startsWith('vertical')) {
      range.selectNodeContents(node);
      const box = shifted(range.getBoundingClientRect());
      surface.text(node.data, box.left + box.width / 2, box.top + box.height / 2, shape, style.color, 'up');
      return;
    }
    for (const { text, box } of lines(node, range)) {
      const { left: x, top: y, height: high } = shifted(box);
      surface.text(text, x, y + high / 2, shape, style.color, 'right');
    }
  }
}

/** What only a hand on the page can do. */
const HAND = /\b(click|double-click|tap|hover|drag|press)\b/i;

/**
 * A sentence or two as they are true of a picture: without what says what to do on the page.
 *
 * @param {string} text
 */
export function withoutHand(text) {
  const sentences = text.split(/(?<=\.)\s+/).map((sentence) => {
    const kept = sentence.split(/;\s+/).filter((part) => !HAND.test(part)).join('; ');
    return kept && !/[.:]$/.test(kept) && sentence.endsWith('.') ? `${kept}.` : kept;
  });
  return sentences.filter(Boolean).join(' ');
}

/** A text as the page breaks it. @param {Text} node @param {Range} range */
function lines(node, range) {
  let from = 0;
  /** @type {{text: string, box: DOMRect}[]} */
  const found = [];
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

/** @param {CSSStyleDeclaration} style @param {Box} box */
const roundness = ({ borderRadius }, { width }) => (borderRadius.endsWith('%') ? width / 2 : Number.parseFloat(borderRadius) || 0);

/** @param {Blob} blob @param {string} name */
export function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
