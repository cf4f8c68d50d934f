"""At equal error: each relative trained at several strengths, for as long as the run, to find which is as good as it.

At equal strength nothing is equal: λ of one objective is no λ of another. So each is held against the run at the
strength at which it reconstructs the held-out images about as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cae.company import Company
from cae.lineup import LINEUP
from cae.model import Autoencoder
from cae.runs import members
from cae.trainer import Diverged, Trainer

Measure = Callable[[Autoencoder], dict[str, Any]]


class Matching:
    """Trains one strength after another, those nearest the usual one first.

    Parameters
    ----------
    company : Company
        Who is in it now is matched, at the step its leader is at now.
    strengths : mapping of str to float
        Of those in the company.
    make : callable
        A relative by its name and strength, at step 0.
    measure : callable
        Of a model ``error`` and whatever else is told of each.

    Raises
    ------
    ValueError
        If there is nothing to match.
    """

    def __init__(
        self, company: Company, strengths: Mapping[str, float], make: Callable[[str, float], Trainer], measure: Measure
    ) -> None:
        self._company, self._make, self._measure = company, make, measure
        leader = company.leader
        self.step, self.lam = leader.step, leader.lam
        names = [name for name in company.others if name in LINEUP and LINEUP[name].strength is not None]
        if self.step == 0:
            raise ValueError("At step 0 nothing can be matched: train some steps first.")
        if not names:
            raise ValueError("There is nobody to match: choose relatives that have a strength.")
        self.error = float(measure(leader.model)["error"])
        self._waiting = _order(names)
        self._tried: dict[str, dict[float, dict[str, Any]]] = {name: {} for name in names}
        self._nearest: dict[str, tuple[float, Trainer]] = {}
        self._now: tuple[str, float, Trainer] | None = None
        self._of = len(self._waiting)
        # Who is at this step already need not be trained again.
        here = {
            (name, strengths[name]): company.others[name]
            for name in names
            if name not in company.diverged and company.others[name].step == self.step
        }
        for (name, strength), trainer in here.items():
            if (name, strength) in self._waiting:
                self._waiting.remove((name, strength))
                self._keep(name, strength, trainer)

    @property
    def running(self) -> bool:
        """Whether there is more to train."""
        return bool(self._waiting) or self._now is not None

    def stop(self) -> None:
        """What has been found stays; no more is trained."""
        self._waiting, self._now = [], None

    def work(self) -> None:
        """One step of the one that is trained just now, or begin with the next."""
        if self._now is None:
            name, strength = self._waiting.pop(0)
            self._now = name, strength, self._make(name, strength)
            return
        name, strength, trainer = self._now
        try:
            if trainer.step < self.step:
                self._company.follow(trainer, members.has_own_lr(name))
            if trainer.step < self.step:
                return
            trainer.check()
            self._keep(name, strength, trainer)
        except Diverged:
            self._tried[name][strength] = {"strength": strength, "error": None, "diverged": True}
        self._now = None

    def taken(self, name: str, strength: float) -> Trainer | None:
        """Who has been trained at this strength to where the run is, if it has been kept."""
        kept = self._nearest.get(name)
        if kept is None or kept[0] != strength or kept[1].step != self._company.leader.step:
            return None
        return kept[1]

    def told(self) -> dict[str, Any]:
        """What a page is told."""
        now = self._now and {"name": self._now[0], "strength": self._now[1], "step": self._now[2].step}
        return {
            "step": self.step,
            "error": self.error,
            "lam": self.lam,
            "done": sum(map(len, self._tried.values())),
            "of": self._of,
            "running": self.running,
            "now": now,
            "found": {name: self._found(name) for name in self._tried},
        }

    def _found(self, name: str) -> dict[str, Any]:
        tried = [self._tried[name][strength] for strength in sorted(self._tried[name])]
        if name not in self._nearest:
            return {"tried": tried, "nearest": None, "distance": None}
        nearest = sorted(self._tried[name]).index(self._nearest[name][0])
        return {"tried": tried, "nearest": nearest, "distance": tried[nearest]["error"] - self.error}

    def _keep(self, name: str, strength: float, trainer: Trainer) -> None:
        """Note what it has come to; of each relative the trainer is kept that is nearest so far."""
        measured = self._measure(trainer.model)
        self._tried[name][strength] = {"strength": strength, "diverged": False} | measured
        best = self._nearest.get(name)
        if best is None or self._off(name, strength) < self._off(name, best[0]):
            self._nearest[name] = strength, trainer

    def _off(self, name: str, strength: float) -> float:
        return abs(self._tried[name][strength]["error"] - self.error)


def _order(names: list[str]) -> list[tuple[str, float]]:
    """All strengths of all: first everybody's usual one, then what lies next to it."""
    ranked = {name: _from_usual(name) for name in names}
    most = max(map(len, ranked.values()))
    return [(name, ranked[name][place]) for place in range(most) for name in names if place < len(ranked[name])]


def _from_usual(name: str) -> list[float]:
    strength = LINEUP[name].strength
    assert strength is not None
    at = strength.values.index(strength.usual)
    return sorted(strength.values, key=lambda value: abs(strength.values.index(value) - at))
