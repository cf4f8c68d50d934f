import pytest
import torch

from cae import Autoencoder
from cae.likeness import cosines, identity, in_groups, near_copies


def with_weights(rows: list[list[float]]) -> Autoencoder:
    W = torch.tensor(rows)
    model = Autoencoder((W.shape[1], len(W))).requires_grad_(False)
    model.W[0].copy_(W)
    return model


def test_cosines_are_those_of_the_rows_of_the_weights_and_0_where_there_are_none():
    a, b = with_weights([[3.0, 4.0], [0.0, 0.0]]), with_weights([[1.0, 0.0], [0.0, -2.0], [6.0, 8.0]])
    torch.testing.assert_close(cosines(a, b), torch.tensor([[0.6, -0.8, 1.0], [0.0, 0.0, 0.0]]))


def test_a_model_is_itself_however_its_weights_are_scaled(seeded):
    model = with_weights(torch.randn(16, 30, generator=seeded(0)).tolist())
    larger = with_weights((model.W[0] * torch.linspace(0.1, 5, 16)[:, None]).tolist())
    assert identity(model, larger) == 1.0


def test_units_that_change_places_are_strangers(seeded):
    rows = torch.randn(16, 30, generator=seeded(0))
    swapped = rows[[1, 0, *range(2, 16)]]
    assert identity(with_weights(rows.tolist()), with_weights(swapped.tolist())) == 14 / 16
    others = torch.randn(400, 300, generator=seeded(1))
    assert (
        identity(with_weights(others.tolist()), with_weights(torch.randn(400, 300, generator=seeded(2)).tolist()))
        < 0.02
    )


def test_near_copies_are_groups_that_a_chain_connects():
    degrees = torch.tensor([0.0, 90.0, 15.0, 30.0, 95.0, 200.0]).deg2rad()  # 15° apart: a cosine of 0.966
    model = with_weights(torch.stack([degrees.cos(), degrees.sin()], 1).tolist())
    groups = near_copies(model)
    assert groups.tolist() == [0, 1, 0, 0, 1, 5]
    assert in_groups(groups) == 5
    assert near_copies(model, 0.99).tolist() == [0, 1, 2, 3, 1, 5]


def test_units_without_weights_are_nobody_s_copies():
    assert near_copies(with_weights([[0.0, 0.0], [0.0, 0.0], [1.0, 0.0]])).tolist() == [0, 1, 2]


def test_models_that_can_t_be_compared_are_refused():
    model = with_weights([[1.0, 0.0], [0.0, 1.0]])
    with pytest.raises(ValueError, match="as many inputs, but 2 and 3 came"):
        cosines(model, with_weights([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]]))
    with pytest.raises(ValueError, match="as many units, but 2 and 3 came"):
        identity(model, with_weights([[1.0, 0.0]] * 3))
    with pytest.raises(ValueError, match="least must be a number from 0 to 1, but 2 came"):
        near_copies(model, 2)
