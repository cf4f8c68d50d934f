// Who is wanted beside the CAE, and how strong; how the address says it. Pure but for the sending.

import { shortest } from '../../kit/view/format.js';
import { LEADER } from './kin.js';

/** @typedef {import('./kin.js').Entry} Entry */
/** @typedef {{[name: string]: number|null}} Wanted each with its strength; null: it has none */

/** The parameter of the address. */
export const PARAMETER = 'relatives';
/** Those that tell the story, and that two cores train ten frames a second of. */
const USUAL = ['ae', 'weight-decay', 'sparse-kl', 'denoising', 'rbm', 'recipe', 'right'];

/** @param {Entry[]} lineup @returns {Wanted} */
export const usual = (lineup) => wanted(lineup.filter(({ name }) => USUAL.includes(name)));

/** At their usual strengths. @param {Entry[]} entries @returns {Wanted} */
const wanted = (entries) => Object.fromEntries(entries.map(({ name, strength }) => [name, strength?.usual ?? null]));

/**
 * Who the address asks for, and a sentence where it can't be read.
 *
 * @param {string|null} text as it stands there; null: it says nothing
 * @param {Entry[]} lineup
 * @returns {{wanted: Wanted, sentence: string}}
 */
export function read(text, lineup) {
  if (text === null) return { wanted: usual(lineup), sentence: '' };
  /** @type {Wanted} */
  const found = {};
  const strange = [];
  // a “+” that was typed into the address comes as a space
  for (const word of text.split(',').map((one) => one.trim().replaceAll(' ', '+')).filter(Boolean)) {
    const [name, given] = word.split('@');
    const entry = lineup.find((one) => one.name === name);
    const strength = given === undefined ? (entry?.strength?.usual ?? null) : Number(given);
    const good = given === undefined || (entry?.strength && given.trim() && Number.isFinite(strength) && Number(strength) >= 0);
    if (entry && good) found[name] = strength;
    else if (word !== LEADER) strange.push(`“${word.slice(0, 40)}”`);
  }
  const names = lineup.map(({ name }) => name).join(', ');
  return {
    wanted: inOrder(found, lineup),
    sentence: strange.length ? `relatives names models of the line-up, which are ${names}, each with “@” and its strength if it has one, but ${strange.join(', ')} came; the others are shown.` : '',
  };
}

/** @param {Wanted} given @param {Entry[]} lineup @returns {Wanted} */
const inOrder = (given, lineup) => Object.fromEntries(lineup.flatMap(({ name }) => (name in given ? [[name, given[name]]] : [])));

/** As the address has it. @param {Wanted} given @param {Entry[]} lineup */
export const written = (given, lineup) =>
  lineup.filter(({ name }) => name in given).map(({ name, strength }) => {
    const own = given[name];
    return own === null || own === strength?.usual ? name : `${name}@${shortest(own).replace('−', '-')}`;
  }).join(',');

/** The address's query string with it. @param {string} search @param {Wanted} given @param {Entry[]} lineup */
export function withRelatives(search, given, lineup) {
  const query = new URLSearchParams(search);
  query.set(PARAMETER, written(given, lineup));
  return query.toString();
}

/**
 * @param {Wanted} first
 * @param {() => Entry[]} lineup as it is now
 * @param {(message: {type: string, [name: string]: any}) => void} send
 * @param {() => void} changed
 */
export function createCompany(first, lineup, send, changed) {
  let all = first;
  let said = '';

  /** Those that go with the run's settings. */
  const able = () => inOrder(all, lineup().filter(({ refused }) => !refused));

  /** As they are sent. */
  const members = () => Object.fromEntries(Object.entries(able()).map(([name, strength]) => [name, strength ?? 0]));

  function say() {
    said = JSON.stringify(members());
    send({ type: 'company', members: members() });
  }

  /** @param {Wanted} next */
  function want(next) {
    all = inOrder(next, lineup());
    say();
    changed();
  }

  return {
    get wanted() {
      return all;
    },
    /** @param {string} name */
    has: (name) => name in all,
    say,
    /** Settings have changed: who does not go with them is left out as long as that is so. */
    settled() {
      if (JSON.stringify(members()) !== said) say();
    },
    want,
    /** @param {string} name */
    toggle(name) {
      const { [name]: _gone, ...others } = all;
      if (name in all) return want(others);
      want({ ...all, ...wanted(lineup().filter((one) => one.name === name)) });
    },
    /** @param {string} name @param {number} strength */
    strengthen: (name, strength) => want({ ...all, [name]: strength }),
    /** Several at once. @param {Wanted} strengths */
    set: (strengths) => want({ ...all, ...strengths }),
    /** All at their usual strengths. */
    usual: () => want(wanted(lineup().filter(({ name }) => name in all))),
    /** These alone, at their usual strengths. @param {string[]} names */
    only: (names) => want(wanted(lineup().filter(({ name }) => names.includes(name)))),
  };
}
/** @typedef {ReturnType<typeof createCompany>} Company */
