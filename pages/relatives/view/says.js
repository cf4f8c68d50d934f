// One sentence of each, true of its numbers: held-out ones, of models that have trained about as long. Pure.

import { count, percent, shortest, sig3 } from '../../kit/view/format.js';
import { LEADER } from './kin.js';

/** @typedef {import('./kin.js').Numbers} Numbers */
/** @typedef {{lam: number, activation: string, step: number}} About the run */
/** @typedef {(name: string) => Numbers|null} Of */

const EARLY = 300; // steps below which nothing is told
const NEAR = 0.05; // of the steps: numbers of everybody come in turn
const ALIKE = 1.05; // times; less is called the same

/** Whether two have trained about as long. @param {Numbers} a @param {Numbers} b */
const together = (a, b) => Math.abs(a.step - b.step) <= NEAR * Math.max(a.step, b.step);

/** How many times, as people say it. @param {number} x */
const times = (x) => (x >= 9.95 ? count(Math.round(x)) : x.toFixed(1));

/**
 * How one number stands to another: "3.1 times below", "as much as".
 *
 * @param {number} own
 * @param {number} other
 * @param {[less: string, more: string, alike: string]} words
 */
function held(own, other, [less, more, alike]) {
  if (own === other || (own > 0 && other > 0 && Math.max(own / other, other / own) < ALIKE)) return alike;
  if (!(own > 0) || !(other > 0)) return own < other ? less : more;
  return `${times(own < other ? other / own : own / other)} times ${own < other ? less : more}`;
}

/** ‖J‖² against another's. @param {number} own @param {number} other @param {string} whose */
function size(own, other, whose) {
  const words = held(own, other, ['smaller than', 'as large as', 'about']);
  return `${own > other && !(other > 0) ? 'above' : words.replace(' as large as', '')} ${whose}`;
}

/** The error against another's. @param {number} own @param {number} other */
function dearer(own, other) {
  if (own >= 2 * other) return `${times(own / other)} times the error`;
  if (2 * own <= other) return `${times(other / own)} times less error`;
  const share = own / other - 1;
  if (!(Math.abs(share) >= 0.01)) return 'the same error';
  return `${percent(Math.abs(share))} ${share > 0 ? 'more' : 'less'} error`;
}

/** A factor that fell or grew. @param {string} what @param {number} own @param {number} other */
const went = (what, own, other) => `${what} ${held(own, other, ['smaller', 'larger', 'the same'])}`;

/** Which factor of Σφ′²‖W‖² went which way. @param {Numbers} own @param {Numbers} other */
function factors({ gain2, norm2 }, other) {
  if (gain2 === null || norm2 === null || other.gain2 === null || other.norm2 === null) return '';
  return `${went('φ′²', gain2, other.gain2)}, ${went('‖W‖²', norm2, other.norm2)}`;
}

/**
 * @param {string} name
 * @param {Of} of the numbers of one
 * @param {About} about
 */
export function sentence(name, of, about) {
  const own = of(name);
  if (!own) return 'It is on its way.';
  if (own.step < EARLY) return `Still training, step ${count(own.step)}: too early to compare.`;
  const cae = of(LEADER);
  if (name === LEADER) return ofTheLeader(own, beside(own, of('ae')), about);
  if (!cae || !together(own, cae)) {
    const behind = about.step > own.step ? `Catching up: step ${count(own.step)} of ${count(about.step)}. ` : '';
    return `${behind}Compared only with what has trained as long.`;
  }
  const tell = SENTENCES[name];
  return tell ? tell(own, cae, beside(own, of('ae')), about, of) : against(own, cae);
}

/** One that has trained as long, or null. @param {Numbers} own @param {Numbers|null} other */
const beside = (own, other) => (other && together(own, other) ? other : null);

/** @param {Numbers} own @param {Numbers} cae */
const against = (own, cae) => `‖J‖² is ${size(own.penalty, cae.penalty, 'the CAE’s')}, at ${dearer(own.error, cae.error)}.`;

/** @param {Numbers} cae @param {Numbers|null} ae @param {About} about */
function ofTheLeader(cae, ae, { lam }) {
  if (lam === 0) return 'λ = 0: nothing is penalised, this is the plain autoencoder.';
  if (!ae) return `λ presses on ‖J‖² alone, now ${sig3(cae.penalty)}; without the plain autoencoder in the line-up there is nothing to hold it against.`;
  const fell = ae.penalty > ALIKE * cae.penalty;
  const why = factors(cae, ae);
  const because = why && `: ${why}`;
  if (fell) return `λ has made ‖J‖² ${size(cae.penalty, ae.penalty, 'the plain autoencoder’s')}, for ${dearer(cae.error, ae.error)}${because}.`;
  return `λ is too small to be seen: ‖J‖² ${sig3(cae.penalty)}, the plain autoencoder’s ${sig3(ae.penalty)}${because}.`;
}

/** @param {Numbers} own @param {Numbers} cae */
function plain(own, cae) {
  const error = dearer(own.error, cae.error);
  if (own.penalty > ALIKE * cae.penalty) return `Nothing holds ‖J‖² down: it is ${times(own.penalty / cae.penalty)} times the CAE’s, at ${error}.`;
  return `Nothing is penalised, and yet ‖J‖² is ${size(own.penalty, cae.penalty, 'the CAE’s')}, at ${error}.`;
}

/** @param {Numbers} own @param {Numbers} cae @param {Numbers|null} ae */
function decayed(own, cae, ae) {
  if (!ae || own.gain2 === null || own.norm2 === null || ae.gain2 === null || ae.norm2 === null) return against(own, cae);
  const shrank = ae.norm2 > ALIKE * own.norm2;
  const start = shrank ? `Decay shrinks ‖W‖² ${times(ae.norm2 / own.norm2)} times` : `Decay has not shrunk the encoder: ${went('‖W‖²', own.norm2, ae.norm2)}`;
  const slope = went('φ′²', own.gain2, ae.gain2);
  const joined = shrank && own.gain2 > ALIKE * ae.gain2 ? `, but units stay where they react, ${slope}` : `, ${slope}`;
  return `${start}${joined} than without: ‖J‖² is ${size(own.penalty, cae.penalty, 'the CAE’s')}.`.replace('the same than without', 'the same as without');
}

/** @param {Numbers} own @param {Numbers} cae @param {Numbers|null} ae @param {About} about */
function sparse(own, cae, ae, { activation }) {
  const off = `${percent(own.low)} of h ${activation === 'relu' ? 'are 0' : 'are near their lower end'}`;
  if (!ae) return `${off}. ${against(own, cae)} Whether being off has contracted it, only the plain autoencoder beside it can show.`;
  const why = factors(own, ae);
  const fell = ae.penalty > ALIKE * own.penalty;
  const slope = own.gain2 !== null && ae.gain2 !== null && ae.gain2 > ALIKE * own.gain2;
  const sparser = own.low > ALIKE * ae.low;
  if (fell && slope && !sparser) return `It contracts unasked, though no more of h are near their lower end (${percent(own.low)}): ${why}, so ‖J‖² is ${times(ae.penalty / own.penalty)} times smaller than the plain autoencoder’s.`;
  if (fell && slope) return `It contracts unasked: ${off}, where φ′ ≈ 0. Against the plain autoencoder ${why}, so ‖J‖² is ${times(ae.penalty / own.penalty)} times smaller.`;
  if (fell) return `‖J‖² is ${size(own.penalty, ae.penalty, 'the plain autoencoder’s')}, but not because units are off: ${why}.`;
  return `${sparser ? 'Sparse, but not contracted' : 'Neither sparser nor contracted'}: ${off}, and yet against the plain autoencoder ${why}: ‖J‖² is ${held(own.penalty, ae.penalty, ['smaller', 'larger', 'the same'])}.`;
}

/** @param {Numbers} own @param {Numbers} cae */
function denoised(own, cae) {
  const [mine, its] = [own.noised, cae.noised];
  if (!mine || !its || mine.sigma !== its.sigma) return against(own, cae);
  const takes = (/** @type {number} */ x) => (x > 0 ? `${percent(x)}` : 'none');
  const restores = `Of noise (σ = ${shortest(mine.sigma)}) its reconstruction takes away ${takes(mine.restored)}, the CAE’s ${takes(its.restored)}`;
  const code = `its code moves ${held(mine.moved, its.moved, ['less', 'farther', 'as far'])}`;
  const [better, farther] = [mine.restored > its.restored, mine.moved > its.moved * ALIKE];
  if (better && farther) return `${restores}; but ${code}. Denoising acts on the reconstruction, contraction on the code.`;
  if (better) return `${restores}, and ${code} besides: here denoising holds the code as still as contraction does.`;
  return `${restores}: no better here; ${code}.`;
}

/** @param {Numbers} own @param {Numbers} cae */
function boltzmann(own, cae) {
  return `No reconstruction is trained, only the odds of images: ${dearer(own.error, cae.error)} than the CAE, and ${against(own, cae).replace(/, at .*$/, '')}.`.replace('the same error than', 'the same error as');
}

/** @param {Numbers} own @param {Numbers} cae */
function curved(own, cae) {
  if (!own.curve_ends || !cae.curve_ends) return against(own, cae);
  const [[near, far], [itsNear, itsFar]] = [own.curve_ends, cae.curve_ends];
  const nearer = itsNear > ALIKE * near;
  const farther = itsFar > ALIKE * far;
  const ends = `far from an image the code moves ${sig3(far)} of the way, the CAE’s ${sig3(itsFar)}; close by ${sig3(near)} and ${sig3(itsNear)}`;
  if (farther && !nearer) return `The curvature term reaches farther out: ${ends}.`;
  if (farther) return `Contracted more, close by and far out: ${ends}.`;
  return `The curvature term does not show: ${ends}.`;
}

/** @param {Numbers} own @param {Numbers} cae */
function deep(own, cae) {
  const whole = `Both layers together: ${against(own, cae)}`;
  if (!own.hold90 || !cae.hold90) return whole;
  const span = `90 % of Σσ² lie in ${count(own.hold90)} ${own.hold90 === 1 ? 'direction' : 'directions'}, the CAE’s in ${count(cae.hold90)}`;
  return `${whole.replace(/\.$/, '')}; ${span}.`;
}

/** @param {Numbers} own */
function recipe(own) {
  const { number = null, angle = null, penalty, dead, units } = own;
  const off = `${count(dead)} of ${count(units)} units are dead`;
  if (number === null) return `${off}; ‖J‖² is ${sig3(penalty)}.`;
  const turned = angle === null ? 'one of the two gradients is 0' : `its gradient points ${Math.round(angle)}° away from the true one`;
  return `Its number says ${sig3(number)}, ‖J‖² is ${sig3(penalty)}; ${turned}. ${off}.`;
}

/** @param {Numbers} own @param {Numbers} _cae @param {Numbers|null} _ae @param {About} _about @param {Of} of */
function right(own, _cae, _ae, _about, of) {
  const off = `${count(own.dead)} of ${count(own.units)} units are dead`;
  const printed = beside(own, of('recipe'));
  if (!printed) return `The recipe’s network, the true ‖J‖² of all its layers: ${sig3(own.penalty)}. ${off}.`;
  return `The recipe’s network with the true ‖J‖² of all its layers: ${size(own.penalty, printed.penalty, 'the recipe’s')}, at ${dearer(own.error, printed.error)}. ${off}, of the recipe’s ${count(printed.dead)}.`;
}

/** @type {{[name: string]: (own: Numbers, cae: Numbers, ae: Numbers|null, about: About, of: Of) => string}} */
const SENTENCES = {
  ae: plain, 'weight-decay': decayed, 'sparse-kl': sparse, 'sparse-l1': sparse, denoising: denoised, masking: denoised, rbm: boltzmann, 'cae+h': curved, deep, recipe, right,
};

/** What is added to the loss, or done instead; on reading, under the title. @type {{[name: string]: string}} */
export const ABOUT = {
  cae: 'Reconstruction + λ‖J‖². Grey in all other cards.',
  ae: 'Reconstruction alone: λ = 0.',
  'weight-decay': 'Reconstruction + λ·½‖W‖².',
  'sparse-kl': 'Reconstruction + λ Σ KL: each unit on for 1 image in 20.',
  'sparse-l1': 'Reconstruction + λ Σ|h|.',
  denoising: 'Reconstruct x from x plus Gaussian noise of this σ.',
  masking: 'Reconstruct x with this share of its pixels set to 0.',
  rbm: 'A restricted Boltzmann machine, by contrastive divergence.',
  'cae+h': 'The CAE’s loss + γ × how much J itself changes nearby.',
  deep: 'Reconstruction + λ‖J‖² of two encoder layers together.',
  recipe: 'As it is widely copied, mistakes and all.',
  right: 'The recipe’s network, with ‖J‖² of the whole encoder.',
};
