"""A model kept as it was, shown beside what training makes of the run: the same images, in the same places."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from cae.config import RunConfig
from cae.data import Dataset
from cae.figures.images import Sections
from cae.figures.picture import Picture
from cae.model import Autoencoder

PREFIX = "a_"  # stands before the names of its sections; a page calls it A
NUMBERS = ("step", "lam", "recon", "penalty", "weighted", "sat", "dead", "explained")


class Beside:
    """A copy of a run's model, and the numbers the page showed of it.

    Parameters
    ----------
    config : RunConfig
        Of the run when it was kept: the run may be rebuilt with other settings.
    numbers : dict
        Those of ``NUMBERS``, as the page showed them; what else it holds is left out.
    parameters : dict of Tensor
        By their names in ``named_parameters``; copied.
    data : Dataset
    """

    def __init__(
        self, config: RunConfig, numbers: dict[str, Any], parameters: dict[str, Tensor], data: Dataset
    ) -> None:
        model = Autoencoder((data.x_train.shape[1], config.hidden), config.activation, config.tied, config.output)
        model.load_state_dict(parameters)
        self.config, self.numbers = config, {name: numbers[name] for name in NUMBERS}
        self.picture = Picture(model.requires_grad_(False), data)
        self._sent: tuple[Any, ...] | None = None

    def frame(self, picture: Picture, again: bool) -> tuple[dict[str, Any], Sections]:
        """What a frame brings of it: all when it shows other images or units than the last one did, else nothing.

        Parameters
        ----------
        picture : Picture
            Of the run; this one shows the same images, and the same units as far as it has them.
        again : bool
            Whether the page has nothing of it.
        """
        own = self.picture
        shown = (tuple(picture.strip), picture.image, min(picture.page, own.pages - 1))
        if shown == self._sent and not again:
            return {}, {}
        self._sent = shown
        own.strip, own.image, own.page = picture.strip, picture.image, shown[2]
        with torch.inference_mode():
            header, sections = own.whole(settle=True)
            sections |= own.tiles()
        about = {name: getattr(self.config, name) for name in ("hidden", "activation", "tied", "output", "seed")}
        numbers = about | self.numbers | {name: header[name] for name in ("strip_images", "page", "pages")}
        return {"kept": numbers}, {PREFIX + name: section for name, section in sections.items()}

    def notes(self) -> dict[str, Any]:
        """What a snapshot holds of it beside ``tensors``."""
        return {"config": self.config.as_dict(), "numbers": self.numbers}

    def tensors(self) -> dict[str, Tensor]:
        """Its parameters, by their names with ``PREFIX``."""
        return {PREFIX + name: values.detach() for name, values in self.picture.model.named_parameters()}

    @classmethod
    def restore(cls, notes: dict[str, Any], tensors: dict[str, Tensor], data: Dataset) -> Beside:
        """Of ``notes`` and ``tensors``, among others of a snapshot."""
        own = {name.removeprefix(PREFIX): values for name, values in tensors.items() if name.startswith(PREFIX)}
        return cls(RunConfig.from_mapping(notes["config"]), notes["numbers"], own, data)
