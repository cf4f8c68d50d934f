"""What an objective is to a training: a number to follow, perhaps its gradient by hand, and what it remembers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import torch
from torch import Tensor

from cae import relatives
from cae.gradients.buffers import FlatParameters
from cae.gradients.protocols import ByHand
from cae.model import Autoencoder, seeded_generator


class Objective:
    """An objective for ``Trainer``, which takes a copy of it: one may be given to many.

    Attributes
    ----------
    name : str
        As in ``cae.relatives.KINDS``.
    numbers : dict of str to float
        What beside λ it depends on.

    Raises
    ------
    ValueError
        If a number is out of its range.
    """

    name: ClassVar[str]
    draws: ClassVar[bool] = False  # whether it takes a seed

    def __init__(self, **numbers: float) -> None:
        self.numbers = relatives.checked(self.name, numbers)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.numbers.items())})"

    @property
    def text(self) -> str:
        """The objective as one word, which ``objectives.named`` reads."""
        return relatives.written(self.name, self.numbers)

    def check(self, model: Autoencoder) -> None:
        """Raise ``ValueError``, with the reason, if it does not go with the model."""
        relatives.check_pair(self.name, model.activation.name, model.output, model.tied, model.depth)

    def __call__(self, model: Autoencoder, x: Tensor, lam: float) -> Tensor:
        """The objective of a batch (B, D), a scalar that automatic differentiation can follow."""
        raise NotImplementedError

    def by_hand(self, parameters: FlatParameters, batch_size: int) -> ByHand | None:
        """Its gradient for batches of this size, written out; None: automatic differentiation follows it."""
        return None

    def state(self) -> dict[str, Tensor]:
        """What of it the next step depends on, copied."""
        return {}

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        """Go back to what ``state`` gave.

        Raises
        ------
        ValueError
            If it is none; the objective is then as it was.
        """


class Noisy(Objective):
    """One that draws numbers, from a generator of its own.

    Parameters
    ----------
    seed : int
        Of what it draws.
    """

    draws = True

    def __init__(self, seed: int = 0, **numbers: float) -> None:
        super().__init__(**numbers)
        self._generator = seeded_generator(seed)

    def state(self) -> dict[str, Tensor]:
        """The generator's state."""
        return {"generator": self._generator.get_state()}

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        """Go back to what ``state`` gave."""
        found = stated(self, state, "generator")
        try:
            torch.Generator().set_state(found.cpu())
        except (RuntimeError, TypeError) as error:
            raise ValueError(f"generator of the state must be that of the {self.name} objective.") from error
        self._generator.set_state(found.cpu())


def stated(objective: Objective, state: Mapping[str, Tensor], name: str) -> Tensor:
    """A tensor of an objective's state; raises ``ValueError`` if it is not there."""
    if name not in state:
        raise ValueError(
            f"state must hold the {name} of its {objective.name} objective, but none came: it is of a training with "
            "another objective, or of a time when this one could not be gone on with."
        )
    return state[name]
