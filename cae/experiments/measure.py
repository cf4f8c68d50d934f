"""What there is to say of a trained model in numbers, on images it has not seen."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from cae import contraction, diagnostics
from cae.data import Dataset
from cae.likeness import in_groups, near_copies
from cae.model import Autoencoder
from cae.objectives import reconstruction_error

PROBE_IMAGES = 6000  # training images whose codes the linear classifier learns from
RIDGE = 1.0  # weight of its squared weights, as scikit-learn's RidgeClassifier has it


@torch.inference_mode()
def measure(model: Autoencoder, data: Dataset, images: int = 1000) -> dict[str, Any]:
    """The figures of one model on test images.

    Parameters
    ----------
    model : Autoencoder
    data : Dataset
    images : int
        The first so many test images.

    Returns
    -------
    dict
        ``reconstruction`` and ``penalty``: means of Σ_pixels error and of ‖J‖²_F. ``sat``: share of h outside 0.05 to
        0.95 of its range, or None. ``constant``: units whose h is the same for all images. ``participation``: mean
        participation ratio of J's spectrum, an effective number of directions. ``probe``: test accuracy of a linear
        classifier on the codes. ``near_copies``: units whose weights are nearly those of another (``likeness``).
        ``states``: number of units in each state (see ``diagnostics.unit_states``).
    """
    x = torch.from_numpy(data.x_test[:images])
    h = model.encode(x)  # (N, H)
    return {
        "reconstruction": float(reconstruction_error(model, x).mean()),
        "penalty": float(contraction.penalty(model, x).mean()),
        "sat": diagnostics.sat(h, model.activation),
        "constant": diagnostics.constant_units(h),
        "participation": mean_participation(model, x),
        "probe": probe(model, data, h),
        "near_copies": in_groups(near_copies(model)),
        "states": diagnostics.unit_states(model, x).counts(),
    }


def probe(model: Autoencoder, data: Dataset, h_test: Tensor) -> float:
    """Accuracy of a linear (ridge) classifier on standardised codes, learnt on training images.

    Each class is told from the others by least squares, B = (ZᵀZ + αI)⁻¹ Zᵀ(Y − Ȳ) with Y ±1; the largest answer
    counts. That is scikit-learn's ``RidgeClassifier``, whose import alone takes a second and 145 MiB, in every process
    that trains an atlas.

    Parameters
    ----------
    model : Autoencoder
    data : Dataset
    h_test : Tensor, shape (N, H)
        Codes of the first N test images.
    """
    h = model.encode(torch.from_numpy(data.x_train[:PROBE_IMAGES])).double()  # (N, H)
    mean, deviation = h.mean(0), h.std(0)
    # A unit that is the same for all images says nothing; dividing by its deviation would make it shout.
    scale = torch.where(deviation > 1e-9, deviation, torch.inf)
    Z, Z_test = (h - mean) / scale, (h_test.double() - mean) / scale
    labels = torch.from_numpy(data.y_train[:PROBE_IMAGES].astype("int64"))  # a copy: what is read from a file is fixed
    Y = 2.0 * torch.nn.functional.one_hot(labels, len(data.classes)).double() - 1.0  # (N, classes)
    B = torch.linalg.solve(Z.T @ Z + RIDGE * torch.eye(Z.shape[1], dtype=Z.dtype), Z.T @ (Y - Y.mean(0)))
    answers = (Z_test @ B + Y.mean(0)).argmax(1).numpy()
    return float((answers == data.y_test[: len(h_test)]).mean())


@torch.no_grad()
def mean_participation(model: Autoencoder, x: Tensor) -> float:
    """Mean over the images of (Σσ²)² / Σσ⁴, σ the singular values of J.

    One layer needs no singular values: Σσ² is the trace of G = J Jᵀ and Σσ⁴ = ‖G‖²_F. With G_jk = φ′_j φ′_k K_jk and
    K = W Wᵀ these are Σ_j s_j K_jj and sᵀ (K ∘ K) s with s = φ′²: a matrix product for all images, where the spectrum
    takes an eigendecomposition for each.

    Parameters
    ----------
    model : Autoencoder
    x : Tensor, shape (N, D)
    """
    if model.depth > 1:
        return float(diagnostics.participation_ratio(contraction.spectrum(model, x)).mean())
    W = model.W[0].double()
    K = W @ W.T  # (H, H)
    K = K / K.diagonal().max().clamp(min=1e-300)
    s = model.activation.dphi(model.pre_activations(x)[0]).double().square()  # (N, H)
    s = s / s.amax(1, keepdim=True).clamp(min=1e-300)
    trace = s @ K.diagonal()  # (N,)
    squares = ((s @ K.square()) * s).sum(1)  # (N,)
    return float(torch.where(squares > 0, trace.square() / squares.clamp(min=1e-300), 0.0).mean())
