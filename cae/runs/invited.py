"""Whom the pages want beside a run: in its company, or trained at other strengths to be held against it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import torch

from cae.company import Company
from cae.config import RunConfig
from cae.data import Dataset
from cae.figures.kin import Kin
from cae.runs import members
from cae.runs.matching import Matching
from cae.trainer import Trainer


class Invited:
    """Keeps the company of one model as it is wanted.

    Parameters
    ----------
    company : Company
    config : RunConfig
    data : Dataset
    strengths : mapping of str to float
        Who is wanted, by their numbers. Who does not go with these settings stays away, and is back with those it goes
        with.
    """

    def __init__(self, company: Company, config: RunConfig, data: Dataset, strengths: Mapping[str, float]) -> None:
        self._company, self._config, self._data = company, config, data
        self.strengths = dict(strengths)
        self._matching: Matching | None = None
        for name, value in strengths.items():
            with suppress(ValueError):
                members.join(company, name, members.member(name, value, config, data))

    def want(self, asked: Mapping[str, float], lam: float) -> None:
        """Those and no others.

        Raises
        ------
        ValueError
            If some do not go with the run, with each one's reason; the others are there.
        """
        for name in [name for name in self.strengths if asked.get(name) != self.strengths[name]]:
            if name in self._company.others:
                self._company.leave(name)
            del self.strengths[name]
        self.stop_matching()
        refused = []
        for name in [name for name in asked if name not in self.strengths]:
            self.strengths[name] = asked[name]
            try:
                members.join(self._company, name, self._made(name, asked[name]))
            except ValueError as error:
                refused.append(str(error))
        members.follow(self._company, lam)
        if refused:
            raise ValueError(" ".join(refused))

    def _made(self, name: str, strength: float) -> Trainer:
        """One for the company: who has been trained so already, or a new one."""
        known = self._matching.taken(name, strength) if self._matching is not None else None
        with torch.inference_mode(False):  # automatic differentiation may follow its weights
            return known or members.member(name, strength, self._config, self._data)

    # -- at equal error --------------------------------------------------------------------------------------

    def match(self, kin: Kin) -> None:
        """Begin to train everybody at several strengths; raises ``ValueError`` if there is nothing to match."""
        with torch.inference_mode():
            self._matching = Matching(self._company, self.strengths, self._made, kin.held_out)

    def stop_matching(self) -> None:
        """What has been found stays."""
        if self._matching is not None:
            self._matching.stop()

    # -- training --------------------------------------------------------------------------------------------

    @property
    def behind(self) -> bool:
        """Whether there are steps to take that are not the run's own."""
        return self._company.behind or (self._matching is not None and self._matching.running)

    def work(self) -> None:
        """One of those steps, or some."""
        if self._company.behind:
            self._company.catch_up()
        elif self._matching is not None:
            self._matching.work()

    def told(self) -> dict[str, Any]:
        """What a page is told."""
        if self._config.relatives:
            match = self._matching.told() if self._matching is not None else None
            return {"match": match, "company": members.told(self._company, self.strengths)}
        return {"company": members.told(self._company, {})} if self.strengths else {}
