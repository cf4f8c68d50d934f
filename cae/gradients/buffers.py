"""The memory a training step works in, laid out so that it needs few and large operations."""

from __future__ import annotations

import torch
from torch import Tensor

from cae.gradients.parameters import Watch, checked_parameters
from cae.model import Autoencoder


class FlatParameters:
    """One buffer for the parameters and one for their gradient, laid out alike.

    A decoder layer's bias c (D,) lies right behind its weights V (H, D), or W when tied: together they are
    one matrix [V; c] (H + 1, D). A column of ones beside the codes then turns "times V, plus c" into one
    matrix product, and the product that gives ∂V gives ∂c as its last row.

    Parameters
    ----------
    model : Autoencoder
        Its parameters become views of the buffer; the module stays usable as it was.

    Attributes
    ----------
    values, gradient : Tensor, shape (P,)
    watch : Watch
        Sees whether the model's parameters still are these views, and which of them are frozen.

    Raises
    ------
    ValueError
        If the model can't be trained; as ``checked_parameters`` and ``Watch`` do.
    """

    def __init__(self, model: Autoencoder) -> None:
        self.model = model
        named = checked_parameters(model)
        self._where: dict[str, tuple[int, torch.Size]] = {}
        offset = 0
        for name in self._order():
            self._where[name] = offset, named[name].shape
            offset += named[name].numel()
        self.values = torch.cat([named[name].detach().flatten() for name in self._where])
        self.gradient = torch.zeros_like(self.values)
        for name in self._where:
            named[name].data = self.view(self.values, name)
        self.watch = Watch(model, named, lambda name: self.view(self.values, name))

    def _order(self) -> list[str]:
        layers = range(self.model.depth)
        if self.model.tied:
            return [f"{letter}.{layer}" for layer in layers for letter in "Wcb"]
        return [f"{letter}.{layer}" for layer in layers for letter in "WbVc"]

    def view(self, buffer: Tensor, name: str) -> Tensor:
        """One parameter's part of a buffer laid out as ``values`` is; names as in ``named_parameters``."""
        offset, shape = self._where[name]
        return buffer[offset : offset + shape.numel()].view(shape)

    def decoder(self, buffer: Tensor, layer: int) -> Tensor:
        """[V; c] of one decoder layer, (H + 1, D), in a buffer laid out as ``values`` is."""
        offset, (H, D) = self._where[f"{'W' if self.model.tied else 'V'}.{layer}"]
        return buffer[offset : offset + (H + 1) * D].view(H + 1, D)

    def named_gradients(self) -> dict[str, Tensor]:
        """The gradient of each parameter, by its name in ``named_parameters``."""
        return {name: self.view(self.gradient, name) for name in self._where}


class Layer:
    """What one encoder layer and the decoder layer that mirrors it work in, for batches of B images.

    Tied, ∂W is the sum of two products over the batch, ∂zᵀu + yᵀg. With ∂z above y and u above g in one
    buffer each it is a single product over 2B rows, which is faster than two; beside y stands a column of
    ones, for c (see ``FlatParameters``).
    """

    def __init__(self, parameters: FlatParameters, layer: int, B: int) -> None:
        values, gradient, view = parameters.values, parameters.gradient, parameters.view
        self.tied = parameters.model.tied
        self.W, self.b = view(values, f"W.{layer}"), view(values, f"b.{layer}")  # (H, D), (H,)
        self.dW, self.db = view(gradient, f"W.{layer}"), view(gradient, f"b.{layer}")
        self.Vc, self.dVc = parameters.decoder(values, layer), parameters.decoder(gradient, layer)  # (H + 1, D)
        self.Wt, self.Vt = self.W.t(), self.Vc[:-1].t()
        H, D = self.W.shape
        new = values.new_empty
        self.inputs = new(2 * B, D)
        self.u, self.g = self.inputs[:B], self.inputs[B:]
        self.codes = values.new_zeros(2 * B, H + 1)
        self.codes[B:, H] = 1
        self.dz, self.y, self.y1 = self.codes[:B, :H], self.codes[B:, :H], self.codes[B:]
        self.codes_t, self.dz_t, self.y1_t = self.codes.t(), self.dz.t(), self.y1.t()
        self.h = self.y  # of the last layer; the others' h is the next one's u
        self.z, self.gain, self.dh = new(B, H), new(B, H), new(B, H)
        self.slope = new(0, H)  # φ′ of the decoder's inner layer that ends here

    def write_gradient(self, mean: float) -> None:
        """∂W, ∂b, ∂V and ∂c from ∂z, u, y and g; the mean over the batch is the products' own factor."""
        torch.sum(self.dz, 0, out=self.db).mul_(mean)  # (H,)
        if self.tied:
            self.dVc.addmm_(self.codes_t, self.inputs, beta=0, alpha=mean)  # (H + 1, D)
        else:
            self.dW.addmm_(self.dz_t, self.u, beta=0, alpha=mean)  # (H, D)
            self.dVc.addmm_(self.y1_t, self.g, beta=0, alpha=mean)  # (H + 1, D)
