"""The chain that samples from a model, and the same noise at λ = 0, as far as somebody has asked it to go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from torch import Tensor

from cae.model import Autoencoder
from cae.sampling import Chain

MOST = 50  # steps that are taken at once
FARTHEST = 1e6  # a pixel that is beyond has left all that can be shown
OWN, BESIDE = "λ", "λ = 0"  # what models that are held against each other are called


class Chains:
    """Chains of several models from the same image with the same noise, in step.

    Attributes
    ----------
    chains : dict of str to Chain
    step : int
        How far they are.
    error : str or None
        Why they go no further, in a sentence.
    """

    def __init__(self) -> None:
        self.chains: dict[str, Chain] = {}
        self.step = 0
        self.error: str | None = None
        self._of: tuple[object, ...] | None = None

    def go(self, models: Mapping[str, Autoencoder], image: Tensor, index: int, asked: dict[str, Any]) -> None:
        """Go on to the step that is asked for, or anew from the image; at most 50 steps.

        Parameters
        ----------
        models : mapping of str to Autoencoder
            As they are now: of a model in training each step is one of the newest. Which of them there are may change:
            one that was not there before begins, and so do all.
        image : Tensor, shape (1, D)
        index : int
            Its place among the images.
        asked : dict
            As ``asked.chain`` gives it: with another run, σ, seed or image, or a step that is past, the chains begin.
        """
        of = index, asked["run"], asked["sigma"], asked["seed"]
        if of != self._of or asked["step"] < self.step or not models.keys() <= self.chains.keys():
            self._of, self.step, self.error = of, 0, None
            self.chains = {name: Chain(model, image, asked["sigma"], asked["seed"]) for name, model in models.items()}
        self.chains = {name: self.chains[name] for name in models}
        for _ in range(min(MOST, asked["step"] - self.step)):
            if self.error is None:
                self._go(models)

    def _go(self, models: Mapping[str, Autoencoder]) -> None:
        """One step of all of them; one that leaves what can be shown stays where it was, and none goes on."""
        for name, chain in self.chains.items():
            chain.model, before = models[name], (chain.x, chain.h)
            try:
                if float(chain.step().abs().max()) > FARTHEST:
                    chain.x, chain.h = before
                    raise ValueError(f"At step {self.step + 1} a pixel went beyond a million; take a smaller sigma.")
            except ValueError as error:
                self.error = str(error) if name == OWN else f"{name}: {error}"
                return
        self.step += 1
