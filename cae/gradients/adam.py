"""Adam on the flat parameters, by the kernel behind ``torch.optim.Adam(fused=True)``, without its bookkeeping."""

from __future__ import annotations

import torch
from torch import Tensor

from cae.gradients.buffers import FlatParameters

BETA1, BETA2, EPS = 0.9, 0.999, 1e-8


class Adam:
    """Takes steps along ``parameters.gradient``. A frozen parameter stays, its moments too, and counts no step.

    Parameters
    ----------
    parameters : FlatParameters

    Attributes
    ----------
    m, v : Tensor, shape (P,)
        The moments.
    steps : Tensor of float32, shape (number of parameters,)
        That each parameter has taken; from 2²⁴ on it stays, where nothing depends on it any more.
    """

    def __init__(self, parameters: FlatParameters) -> None:
        self._parameters = parameters
        self.m, self.v = torch.zeros_like(parameters.values), torch.zeros_like(parameters.values)
        self.steps = parameters.values.new_zeros(len(parameters.watch.parameters), dtype=torch.float32)
        self.arrange()

    def arrange(self) -> None:
        """Go by which parameters are trained now, and by the steps as they stand."""
        flat, trained = self._parameters, self._parameters.watch.trained
        self._one = self.steps.new_tensor(trained)
        alive = [(i, name) for i, name in enumerate(flat.watch.parameters) if trained[i]]
        self._counts = [self.steps[i] for i, _ in alive]

        together = all(trained) and bool((self.steps == self.steps[0]).all())
        if together:
            self._counts = self._counts[:1]

        def parts(buffer: Tensor) -> list[Tensor]:
            return [buffer] if together else [flat.view(buffer, name) for _, name in alive]

        self._values, self._gradients = parts(flat.values), parts(flat.gradient)
        self._m, self._v = parts(self.m), parts(self.v)

    def load(self, m: Tensor, v: Tensor, steps: Tensor) -> None:
        """Go back to these; ``steps`` may be one number for all."""
        self.m.copy_(m)
        self.v.copy_(v)
        self.steps.copy_(steps)
        self.arrange()

    def step(self, lr: float) -> None:
        """One step."""
        self.steps.add_(self._one)
        torch._fused_adam_(
            self._values, self._gradients, self._m, self._v, [], self._counts,
            lr=lr, beta1=BETA1, beta2=BETA2, eps=EPS, weight_decay=0.0, amsgrad=False, maximize=False,
        )  # fmt: skip
