"""The widely copied recipe beside the same network done right."""

import pytest
import torch

from cae import contraction, load_dataset, objectives, recipe


@pytest.fixture
def x(rand):
    return rand(256, 784, dtype=torch.float32)


def test_the_network_is_the_one_that_is_printed():
    model = recipe.network()
    assert (model.sizes, model.activation.name, model.tied, model.output) == (
        (784, 64, 32, 16),
        "relu",
        False,
        "linear",
    )


def test_its_loss_is_the_printed_one(x):
    """Written as it is copied: a number for the batch plus a number for every image, and all that summed."""
    model = recipe.network(seed=1)
    h, r = model.encode(x), model(x)
    reconstruction_loss = ((x - r) ** 2).mean(1).mean() * 28 * 28
    dh, W = h * (1 - h), model.W[-1].T  # (32, 16), as Keras has a layer's kernel
    contractive = 100 * ((dh**2) @ (W.T**2)).sum(1)
    torch.testing.assert_close(objectives.Recipe()(model, x, 100.0), (reconstruction_loss + contractive).sum())


def test_both_begin_alike_and_the_one_done_right_reconstructs_better_and_contracts_more():
    data = load_dataset("fashion-mnist-small")
    x = torch.from_numpy(data.x_test)
    printed, right = recipe.as_printed(data.x_train), recipe.done_right(data.x_train)
    assert torch.equal(printed.flat, right.flat)
    assert (printed.lam, printed.lr, printed.batch_size) == (right.lam, right.lr, right.batch_size) == (100, 1e-3, 128)
    errors, penalties = (
        [float(of(one.run(300).model, x).mean().detach()) for one in (printed, right)]
        for of in (objectives.reconstruction_error, contraction.penalty)
    )
    assert errors[1] < errors[0] - 2
    assert penalties[1] < penalties[0] / 2


def test_no_weight_of_the_layer_it_penalises_is_moved_by_its_own_norm(x):
    """W is detached: where no unit is on, its penalty has no gradient at all, and with one only through h."""
    model = recipe.network()
    with torch.no_grad():
        model.b[-1].fill_(-100.0)
    gradients = [
        torch.autograd.grad(objectives.Recipe()(model, x, lam), list(model.parameters()), materialize_grads=True)
        for lam in (0.0, 100.0)
    ]
    for without, with_penalty in zip(*gradients, strict=True):
        assert torch.equal(without, with_penalty)
