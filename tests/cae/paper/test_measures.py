"""What is measured of a model, against its definition."""

import pytest
import torch

from cae import Autoencoder
from cae.paper import measures
from cae.paper.measures import measured


def test_the_three_norms_and_the_saturation_are_their_definitions(order_one, rand, monkeypatch):
    monkeypatch.setattr(measures, "AT_ONCE", 3)
    model, x = order_one((6, 5)), rand(8, 6)
    found = measured(model, x)
    h = torch.sigmoid(x @ model.W[0].detach().T + model.b[0].detach())
    J = (h * (1 - h))[:, :, None] * model.W[0].detach()  # (N, H, D)
    norms = J.flatten(1).norm(dim=1)
    assert found["jacobian"] == pytest.approx(float(norms.mean()))
    assert found["jacobian2"] == pytest.approx(float(norms.square().mean()))
    assert found["jacobian_entry"] == pytest.approx(float(J.square().mean()))
    assert found["sat"] == pytest.approx(float(((h < 0.05) | (h > 0.95)).double().mean()))
    sigma = torch.linalg.svdvals(J).mean(0)
    assert found["sigma"] == pytest.approx(sigma.tolist(), rel=1e-4)
    assert 1 <= found["directions"] <= 5
    assert len(found["curve"]) == len(found["radius"])


def test_near_the_images_the_curve_is_the_jacobian_s(rand):
    model, x = Autoencoder((6, 5)), rand(8, 6, dtype=torch.float32)
    found = measured(model, x)
    assert 0 < found["curve"][0] <= (found["jacobian2"] / 6) ** 0.5 * 1.5
