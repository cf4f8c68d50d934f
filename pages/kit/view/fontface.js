// The page's font inside a picture: an SVG that is drawn as an image knows no font of the page, so it must bring its own.

/** @type {Map<string, Promise<string>>} by address */
const fetched = new Map();

/**
 * Style rules that carry the files of a font with them; empty where the page has no file of it.
 *
 * @param {string} family as in `font-family`: the first name counts
 * @returns {Promise<string>}
 */
export async function fontFaces(family) {
  const wanted = bare(family.split(',')[0]);
  const rules = [...document.styleSheets].flatMap(facesOf).filter(({ style }) => bare(style.getPropertyValue('font-family')) === wanted);
  const known = await Promise.all(rules.filter(({ style }) => style.getPropertyValue('font-style') !== 'italic').map(carried));
  return known.join('');
}

/** @param {string} name */
const bare = (name) => name.trim().replace(/^["']|["']$/g, '');

/** @param {CSSStyleSheet} sheet @returns {CSSFontFaceRule[]} none of a sheet of another site: it can't be read */
function facesOf(sheet) {
  try {
    return [...sheet.cssRules].filter((rule) => rule instanceof CSSFontFaceRule);
  } catch {
    return [];
  }
}

/** A rule with its file in it, or nothing if that does not come. @param {CSSFontFaceRule} rule */
async function carried({ style, parentStyleSheet }) {
  const source = /url\(["']?([^"')]+)["']?\)/.exec(style.getPropertyValue('src'))?.[1];
  if (!source) return '';
  const address = new URL(source, parentStyleSheet?.href ?? document.baseURI).href;
  if (!fetched.has(address)) fetched.set(address, fileOf(address));
  const file = await fetched.get(address);
  const weight = style.getPropertyValue('font-weight') || 'normal';
  return file ? `@font-face{font-family:"${bare(style.getPropertyValue('font-family'))}";font-weight:${weight};src:url(${file})}` : '';
}

/** @param {string} address @returns {Promise<string>} the file as an address that holds it */
async function fileOf(address) {
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(String(answer.status));
    const bytes = await answer.blob();
    return await new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.addEventListener('load', () => resolve(String(reader.result)));
      reader.addEventListener('error', () => reject(reader.error));
      reader.readAsDataURL(bytes);
    });
  } catch {
    fetched.delete(address); // the next picture asks again; this one has another font
    return '';
  }
}
