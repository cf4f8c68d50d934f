// How many cards stand beside each other. Pure.

const NARROWEST = 21; // em
const [GAP, MOST] = [10 / 14, 6];

/**
 * As many as have room, but no more than make the rows alike: eight are four and four, not six and two.
 *
 * @param {number} cards
 * @param {number} width em
 */
export function columnsFor(cards, width) {
  const room = Math.min(MOST, Math.max(1, Math.floor((width + GAP) / (NARROWEST + GAP))));
  return Math.max(1, Math.ceil(cards / Math.ceil(cards / room)));
}
