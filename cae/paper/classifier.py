"""Fine-tuning: a classifier that starts from an encoder, h = σ(Wx + b), p = softmax(Uh + a); gradients by hand.

Letters: B images of a batch, D pixels, H hidden units, C classes; o = Uh + a, g the gradient with respect to o or z.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from cae.model import Autoencoder, seeded_generator
from cae.paper.settings import MOMENTUM, TUNE_BATCH, TUNE_LR, TableSettings
from cae.trainer import fast_matmul

AT_ONCE = 1000  # images that are classified at a time


class Classifier:
    """One layer of sigmoid units, from a model's encoder, and a softmax over it that starts at 0.

    Parameters
    ----------
    model : Autoencoder
        Of one layer; it stays as it is.
    classes : int
    batch : int
        Images a step.
    """

    def __init__(self, model: Autoencoder, classes: int, batch: int = TUNE_BATCH) -> None:
        W, b = model.W[0].detach(), model.b[0].detach()
        H = len(W)
        self.shapes = (W.shape, b.shape, torch.Size((classes, H)), torch.Size((classes,)))
        self.values = torch.cat([W.flatten(), b, W.new_zeros(classes * H + classes)])
        self.velocity = torch.zeros_like(self.values)
        self.W, self.b, self.U, self.a = self._views(self.values)
        self._vW, self._vb, self._vU, self._va = self._views(self.velocity)
        self._h, self._g = W.new_empty(batch, H), W.new_empty(batch, H)
        self._o = W.new_empty(batch, classes)

    def _views(self, flat: Tensor) -> list[Tensor]:
        parts = torch.split(flat, [shape.numel() for shape in self.shapes])
        return [part.view(shape) for part, shape in zip(parts, self.shapes, strict=True)]

    def step(self, x: Tensor, targets: Tensor, lr: float = TUNE_LR, momentum: float = MOMENTUM) -> None:
        """One step down the mean cross-entropy: v ← momentum·v + gradient, values ← values − lr·v.

        Parameters
        ----------
        x : Tensor, shape (B, D)
        targets : Tensor, shape (B, C)
            1 at each image's class, else 0.
        """
        h = torch.addmm(self.b, x, self.W.t(), out=self._h).sigmoid_()  # (B, H)
        o = torch.addmm(self.a, h, self.U.t(), out=self._o)  # (B, C)
        go = (torch.softmax(o, 1) - targets).div_(len(x))  # (B, C)
        gz = torch.mm(go, self.U, out=self._g).mul_(h).mul_(1 - h)  # (B, H)
        torch.addmm(self._vU, go.t(), h, beta=momentum, out=self._vU)
        torch.addmm(self._vW, gz.t(), x, beta=momentum, out=self._vW)
        self._va.mul_(momentum).add_(go.sum(0))
        self._vb.mul_(momentum).add_(gz.sum(0))
        self.values.add_(self.velocity, alpha=-lr)

    def wrong(self, x: Tensor, y: Tensor) -> Tensor:
        """Whether each image is taken for another class, (N,)."""
        answers = [
            torch.addmm(self.a, torch.addmm(self.b, part, self.W.t()).sigmoid_(), self.U.t()).argmax(1)
            for part in torch.split(x, AT_ONCE)
        ]
        return torch.cat(answers) != y


@dataclass(frozen=True, slots=True)
class Tuned:
    """A classifier that has been fine-tuned, at its smallest validation error.

    Attributes
    ----------
    wrong : list of int
        Places of the test images that it takes for another class.
    test_error, validation_error : float
        Shares of 1.
    best_epoch, epochs, steps : int
        The epoch of the smallest validation error, counted from 1, and how many epochs and steps were taken.
    parameters : int
    """

    wrong: list[int]
    test_error: float
    validation_error: float
    best_epoch: int
    epochs: int
    steps: int
    parameters: int


Images = tuple[Tensor, Tensor]


def tune(
    model: Autoencoder,
    training: Images,
    validation: Images,
    test: Images,
    classes: int,
    settings: TableSettings,
    seed: int,
    on_steps: Callable[[int], None] = lambda steps: None,
) -> Tuned:
    """Fine-tune a classifier from a model's encoder until its validation error has not fallen for a while.

    Parameters
    ----------
    model : Autoencoder
    training, validation, test : pair of Tensor, shapes (N, D) and (N,)
        Images and their classes.
    classes : int
    settings : TableSettings
    seed : int
        Of the order of the images, and of what is masked.
    on_steps : callable
        Told of so many steps more, each epoch.
    """
    x, y = training
    generator, targets = seeded_generator(seed), torch.nn.functional.one_hot(y, classes).to(x)
    with torch.inference_mode(), fast_matmul():
        classifier = Classifier(model, classes)
        best, best_epoch, kept, epoch = 2.0, 0, classifier.values.clone(), 0
        for epoch in range(1, settings.tune_epochs + 1):
            batches = torch.split(torch.randperm(len(x), generator=generator), TUNE_BATCH)
            batches = batches[: len(x) // TUNE_BATCH]  # a rest smaller than a batch is left out
            lr = TUNE_LR * settings.tune_rate(epoch - 1)
            for rows in batches:
                classifier.step(_masked(x[rows], settings.tune_mask, generator), targets[rows], lr)
            on_steps(len(batches))
            error = float(classifier.wrong(*validation).float().mean())
            if error < best:
                best, best_epoch = error, epoch
                kept.copy_(classifier.values)
            elif epoch - best_epoch >= settings.patience:
                break
        classifier.values.copy_(kept)
        wrong = classifier.wrong(*test)
    places = wrong.nonzero()[:, 0].tolist()
    steps = epoch * (len(x) // TUNE_BATCH)
    return Tuned(places, len(places) / len(wrong), best, best_epoch, epoch, steps, kept.numel())


def _masked(x: Tensor, fraction: float, generator: torch.Generator) -> Tensor:
    """x with pixels set to 0, the others larger by so much that their mean stays."""
    if fraction == 0:
        return x
    kept = torch.rand(x.shape, generator=generator, dtype=torch.float32) >= fraction
    return x * kept.to(x) / (1 - fraction)
