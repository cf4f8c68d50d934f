"""A model whose units were made to be in each of the five states, for tests of what names and shows them."""

import torch

from cae import Autoencoder, load_dataset
from cae.diagnostics import DEAD, SATURATED_0, SATURATED_1, SHRUNK, SWINGS

# Not sorted by state, so that an order nobody asked for shows.
MADE = [SWINGS, SATURATED_0, DEAD, SATURATED_1, SHRUNK, SATURATED_1, SHRUNK, SWINGS, SATURATED_0, DEAD, SWINGS, SWINGS]


def made_units(images: torch.Tensor | None = None, seed: int = 0) -> tuple[Autoencoder, list[str]]:
    """A sigmoid model of twelve units, two or more in each state, and the states they were made to be in.

    The weights of every unit point somewhere at random; their length and the bias decide what the unit does.
    The first unit of a saturated pair is so for all images, and the second for all but about 2 % of them. The first
    dead unit has no weights, and the second looks only at the pixel where the images change least.

    Parameters
    ----------
    images : Tensor of float32, shape (N, D), optional
        On which they are in these states; the bundled training images by default (and then on the test images too).
    seed : int
        Of the weights' directions.
    """
    x = torch.from_numpy(load_dataset().x_train) if images is None else images
    model = Autoencoder((x.shape[1], len(MADE)), activation="sigmoid", tied=True, output="sigmoid", seed=seed)
    W = torch.randn(len(MADE), x.shape[1], generator=torch.Generator().manual_seed(seed))
    b = torch.zeros(len(MADE))
    W /= (x @ W.T).std(0)[:, None]  # every z has a standard deviation of 1
    for state in sorted(set(MADE)):
        for turn, unit in enumerate(i for i, made in enumerate(MADE) if made == state):
            if state == DEAD:
                W[unit] = 0
                W[unit, x.std(0).argmin()] = 0.5 * turn  # h = ½, and the same at another pre-activation
                b[unit] = 0.3 * turn
                continue
            if state == SHRUNK:
                W[unit] *= 0.1 / W[unit].norm()
            elif state == SWINGS:
                W[unit] *= 2
            z = x @ W[unit]  # (N,)
            low, high = torch.quantile(z, torch.tensor([0.02, 0.98]))
            if state == SATURATED_0:  # σ(−2.95) is just under 0.05
                b[unit] = -2.95 - high if turn else -4 - z.max()
            elif state == SATURATED_1:
                b[unit] = 2.95 - low if turn else 4 - z.min()
            else:
                b[unit] = -z.mean()
    with torch.no_grad():
        model.W[0].copy_(W)
        model.b[0].copy_(b)
    return model, list(MADE)
