"""See what contraction does to the code: contraction curve and spectrum at λ = 1 beside λ = 0, in one HTML file."""

from pathlib import Path

import torch

from cae import Autoencoder, Trainer, figures, load_dataset

data = load_dataset("fashion-mnist-small")
x = torch.from_numpy(data.x_test)  # (1000, 784)

models = {}
for lam in (0.0, 1.0):
    models[lam] = Autoencoder((784, 64), activation="sigmoid", tied=True, output="sigmoid", seed=0)
    Trainer(models[lam], data.x_train, lam=lam, lr=1e-3, batch_size=128, seed=0).run(steps=2000)

page = ["<!doctype html><meta charset='utf-8'><title>Contraction</title>"]
for name in ("contraction_curve", "spectrum"):
    for lam, reference in ((0.0, None), (1.0, models[0.0])):
        drawn = getattr(figures, name)(models[lam], x, reference=reference)
        says = drawn.layout.meta["says"]
        print(f"{name}, lambda = {lam:g}: {says}")
        page += [f"<h2>λ = {lam:g}</h2><p>{says}</p>", drawn.to_html(full_html=False, include_plotlyjs=len(page) == 1)]
Path("contraction.html").write_text("\n".join(page), encoding="utf-8")
print("Written to contraction.html.")
