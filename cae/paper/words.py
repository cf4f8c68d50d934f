"""What the table shows and what it does not, in sentences that are true of every table. Knows no torch."""

from __future__ import annotations

import math

from cae.paper.results import Interval, Results
from cae.paper.rows import AE, BY_NAME, CAE, GAUSSIAN, NONE, ROWS
from cae.paper.settings import MOMENTUM, TUNE_BATCH, TUNE_LR

SETTINGS_OF_THE_PAPER = (
    "The paper gives no λ, learning rates or noise levels that we found. Ours are usual ones, or those of a few "
    "trials: no row here is the paper's very model."
)
GUESS = (
    "What the paper's column “average ‖J_f(x)‖_F” (× 10⁴) holds is a guess: 0.73e-4 cannot be ‖J‖_F of a thousand "
    "units, and fits ‖J‖²_F/(D·H). All three are printed."
)
CLOSE = 10.0  # points of saturation up to which a row's counts as reproduced
ALIKE = 2.0  # two ratios up to this factor apart do


def number(value: float, digits: int = 3) -> str:
    """A number with so many digits."""
    if not math.isfinite(value):
        return "∞"
    if value != 0 and not 1e-3 <= abs(value) < 1e5:
        return f"{value:.{digits - 1}e}".replace("e-0", "e-").replace("e+0", "e")
    places = max(0, digits - 1 - math.floor(math.log10(abs(value)))) if value else 0
    return f"{value:,.{places}f}"


def per_cent(value: float) -> str:
    """A share in per cent."""
    return f"{value:.1f} %"


def findings(results: Results) -> list[str]:
    """What is found, a sentence or two each: contraction, saturation, errors."""
    return [_contraction(results), _gaussian(results), *_saturation(results), *_errors(results)]


def _paper_ratio(over: str, under: str) -> float:
    return BY_NAME[over].reported.jacobian / BY_NAME[under].reported.jacobian


def _contraction(results: Results) -> str:
    squares, roots = (results.ratio(AE, CAE, name) for name in ("jacobian2", "jacobian"))
    paper = _paper_ratio(AE, CAE)
    nearer = "‖J‖²_F" if _apart(squares, paper) < _apart(roots, paper) else "‖J‖_F"
    return (
        f"On test images ‖J‖²_F of the AE is {number(squares)} times that of the CAE, and ‖J‖_F {number(roots)} times; "
        f"in the paper's column it is {number(paper)} times, nearer to ours of {nearer}."
    )


def _apart(one: float, other: float) -> float:
    """How many times the larger of two ratios is the smaller one, as a logarithm."""
    return abs(math.log(one / other)) if 0 < one < math.inf else math.inf


def _gaussian(results: Results) -> str:
    ours, paper = results.ratio(GAUSSIAN, CAE, "jacobian2"), _paper_ratio(GAUSSIAN, CAE)
    verdict = "reproduces" if 1 / ALIKE <= ours / paper <= ALIKE else "does not reproduce"
    return (
        f"That DAE-g contracts almost as the CAE does ({number(paper)} times in the paper's column) {verdict}: its "
        f"‖J‖²_F is {number(ours)} times the CAE's here."
    )


def _saturation(results: Results) -> list[str]:
    sat = {row.name: 100 * results.mean(row.name, "sat") for row in ROWS}
    other = max((name for name in sat if name != CAE), key=sat.__getitem__)
    paper = {row.name: row.reported.sat for row in ROWS}
    own = f"{per_cent(sat[CAE])} of h (paper: {per_cent(paper[CAE])})"
    first = (
        f"The CAE saturates most, {own}."
        if sat[CAE] > sat[other]
        else f"The CAE does not saturate most: {own}, and {other} {per_cent(sat[other])}."
    )
    verdict = "reproduces" if abs(sat[AE] - paper[AE]) <= CLOSE else "does not reproduce"
    return [
        first,
        f"The AE's saturation of {per_cent(paper[AE])} {verdict}: it is {per_cent(sat[AE])} here.",
    ]


def _errors(results: Results) -> list[str]:
    apart: dict[str, list[str]] = {"above": [], "below": []}
    alike = []
    for model in [*(row.name for row in ROWS if row.name != CAE), NONE]:
        difference = results.difference(model, CAE)
        name = "no pre-training" if model == NONE else model
        if difference.is_apart:
            apart["above" if difference.mean > 0 else "below"].append(f"{name} by {_size(difference)}")
        else:
            alike.append(name)
    sentences = [
        f"Significantly {where} the CAE's test error of {results.error(CAE).mean:.2f} %, in points of per cent, image "
        f"by image: {'; '.join(names)}."
        for where, names in apart.items()
        if names
    ]
    if alike:
        sentences.append(f"Within noise of the CAE's test error: {', '.join(alike)}.")
    return sentences


def _size(difference: Interval) -> str:
    """How large a difference is; one that is just outside noise with as many digits as show that."""
    size, half = abs(difference.mean), difference.half
    digits = 2 if f"{size:.2f}" != f"{half:.2f}" else 3
    return f"{size:.{digits}f} ± {half:.{digits}f}"


def setting(results: Results) -> list[str]:
    """How it was made, a sentence each."""
    s, seeds = results.settings, results.seeds
    decay = "" if s.decay == 1 else f", the learning rate falling to {s.decay:g} of its first value"
    scale = "" if s.scale == 1 else f", initial weights × {s.scale:g}"
    falling = "" if s.tune_decay == 1 else f", the rate falling to {s.tune_decay:g} of its first value"
    masked = "" if s.tune_mask == 0 else f", {s.tune_mask:g} of the pixels masked"
    noise = "" if len(seeds) > 1 else " One seed: differences between seeds are not seen."
    return [
        f"{s.dataset}: {s.images:,} images trained on, {s.validation:,} others for validation (the split's seed is "
        f"{s.split_seed}), {results.figures[CAE][0]['images_tested']:,} test images. "
        f"Seed{'s' if len(seeds) > 1 else ''} {', '.join(map(str, seeds))}.{noise}",
        f"One tied layer of {s.hidden:,} sigmoid units, cross-entropy; {s.epochs} epochs in batches of "
        f"{s.batch_size}{decay}{scale}; Adam {ROWS[0].lr:g}, the RBM by its own steps of {BY_NAME['RBM'].lr:g}; the "
        f"CAE's λ is {s.lam:g}.",
        f"Fine-tuning: a softmax on the code, SGD {TUNE_LR:g}, momentum {MOMENTUM:g}, batches of {TUNE_BATCH}, up to "
        f"{s.tune_epochs} epochs{falling}{masked}, stopped when the validation error has not fallen for {s.patience}; "
        "the weights are those of the epoch with the smallest.",
        "± is 95 % of what other test images could have given, over the mean of the seeds.",
        *(() if s.dataset == "mnist" else (f"The paper's numbers are of MNIST, ours here of {s.dataset}.",)),
    ]
