"""Train an autoencoder without and with contraction, and see what that does to its code."""

import torch
from torch.nn.functional import binary_cross_entropy

from cae import Autoencoder, Trainer, contraction, load_dataset
from cae.diagnostics import sat, unit_states

data = load_dataset("fashion-mnist-small")
x = torch.from_numpy(data.x_test)  # (1000, 784)

print(f"{'lambda':>6}  {'reconstruction':>14}  {'|J|^2':>6}  {'SAT':>4}  units")
for lam in (0.0, 1.0, 100.0):
    model = Autoencoder((784, 64), activation="sigmoid", tied=True, output="sigmoid", seed=0)
    Trainer(model, data.x_train, lam=lam, lr=1e-3, batch_size=128, seed=0).run(steps=2000)
    with torch.no_grad():
        h = model.encode(x)  # (1000, 64)
        nats = binary_cross_entropy(model.decode(h), x, reduction="sum") / len(x)  # per image
        penalty = contraction.penalty(model, x).mean()
    units = ", ".join(f"{n} {state}" for state, n in unit_states(model, x).counts().items() if n)
    print(f"{lam:6g}  {nats:14.1f}  {penalty:6.2f}  {sat(h, model.activation):4.0%}  {units}")
