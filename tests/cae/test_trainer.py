import math

import numpy as np
import pytest
import torch

from cae import Autoencoder, Trainer, contraction
from cae.activations import ACTIVATIONS
from cae.objectives import objective, reconstruction_error
from cae.trainer import LOSS_EVERY, Diverged, fast_matmul, medium_is_exact


@pytest.fixture
def x(rand):
    return rand(100, 12, dtype=torch.float32)


def trainer_on(x, seed=0, order_seed=0, sizes=(12, 5), settings=None, **arguments) -> Trainer:
    model = Autoencoder(sizes, seed=seed, **(settings or {})).to(x.dtype)
    return Trainer(model, x, **{"batch_size": 32, "seed": order_seed} | arguments)


def same_state(a: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> bool:
    return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)


def batches_of(trainer: Trainer, steps: int) -> list[torch.Tensor]:
    """Train, and keep the batch of every step."""
    batches = []
    for _ in range(steps):
        trainer.run(1)
        batches.append(trainer._batch.clone())
    return batches


# -- determinism -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sizes", [(12, 5), (12, 7, 5)], ids=["one layer", "two layers"])
def test_the_same_seeds_give_the_same_bits_and_others_do_not(sizes, x):
    first, again = (trainer_on(x, sizes=sizes).run(50).state() for _ in range(2))
    assert same_state(first, again)
    assert not torch.equal(trainer_on(x, sizes=sizes, order_seed=1).run(50).flat, first["flat"])
    assert not torch.equal(trainer_on(x, sizes=sizes, seed=1).run(50).flat, first["flat"])


@pytest.mark.parametrize("sizes", [(12, 5), (12, 7, 5)], ids=["one layer", "two layers"])
def test_steps_taken_one_by_one_are_the_steps_taken_together(sizes, x):
    together, one_by_one = trainer_on(x, sizes=sizes).run(20), trainer_on(x, sizes=sizes)
    for _ in range(20):
        with fast_matmul():
            one_by_one.train_step()
    assert same_state(together.state(), one_by_one.state())


def test_going_back_to_a_state_gives_the_same_bits_again(x):
    trainer = trainer_on(x).run(25)  # in the middle of an epoch
    kept = trainer.state()
    first = trainer.run(25).state()
    trainer.lam, trainer.lr, trainer.batch_size = 5.0, 0.1, 7
    trainer.run(10)
    trainer.load_state(kept)
    assert same_state(trainer.state(), kept)
    assert same_state(trainer.run(25).state(), first)


def test_another_trainer_goes_on_from_a_state_with_the_same_bits(x):
    trainer = trainer_on(x, lam=0.3, lr=3e-3, batch_size=16).run(25)
    other = trainer_on(x, seed=9, order_seed=9)
    other.load_state(trainer.state())
    assert (other.lam, other.lr, other.batch_size, other.step) == (0.3, 3e-3, 16, 25)
    assert same_state(other.run(25).state(), trainer.run(25).state())


def test_a_state_is_a_copy_that_training_does_not_change(x):
    trainer = trainer_on(x).run(5)
    kept = trainer.state()
    before = {name: tensor.clone() for name, tensor in kept.items()}
    trainer.run(5)
    assert same_state(kept, before)


def test_a_state_of_another_model_is_refused_with_both_sizes(x):
    with pytest.raises(ValueError, match="state must hold 77 parameters, as this model has, but 90 came"):
        trainer_on(x).load_state(trainer_on(x, sizes=(12, 6)).state())


# -- the step ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sizes", [(12, 5), (12, 7, 5), (12, 8, 6, 5, 4)], ids=["1 layer", "2 layers", "4 layers"])
@pytest.mark.parametrize("tied", [True, False], ids=["tied", "untied"])
@pytest.mark.parametrize("output", ["sigmoid", "linear"])
@pytest.mark.parametrize("lam", [0.0, 0.5])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_two_hundred_steps_are_those_of_autograd_and_torchs_adam(sizes, tied, output, lam, dtype, rand):
    x, kind = rand(100, 12, dtype=dtype), {"tied": tied, "output": output}
    trainer = trainer_on(x, sizes=sizes, settings=kind, lam=lam, lr=1e-2)
    model = Autoencoder(sizes, **kind).to(dtype)
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-2)
    for batch in batches_of(trainer, 200):
        optimiser.zero_grad()
        objective(model, batch, lam).backward()
        optimiser.step()
    tolerance = 2e-4 if dtype == torch.float32 else 1e-11
    for own, usual in zip(trainer.model.parameters(), model.parameters(), strict=True):
        torch.testing.assert_close(own, usual, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("sizes", [(12, 5), (12, 7, 5)], ids=["1 layer", "2 layers"])
def test_by_hand_or_by_autograd_the_same_model_is_learnt_with_every_activation(name, sizes, x):
    arguments = {"sizes": sizes, "settings": {"activation": name}, "lam": 0.5, "lr": 3e-3}
    by_hand = trainer_on(x, **arguments).run(200)
    by_autograd = trainer_on(x, **arguments, objective=objective).run(200)
    torch.testing.assert_close(by_hand.flat, by_autograd.flat, rtol=1e-3, atol=1e-3)
    torch.testing.assert_close(by_hand.take_loss(), by_autograd.take_loss(), rtol=1e-5, atol=1e-5)


def test_an_objective_of_ones_own_is_minimised(x):
    """CAE+H: the contraction of the curvature beside that of the slope."""

    def with_curvature(model, x, lam):
        return objective(model, x, lam) + 10 * contraction.hessian(model, x).mean()

    def curvature(trainer):
        return float(contraction.hessian(trainer.model, x).mean().detach())

    plain = trainer_on(x, lam=0.1, lr=1e-2).run(300)
    own = trainer_on(x, lam=0.1, lr=1e-2, objective=with_curvature).run(300)
    assert curvature(own) < 0.5 * curvature(plain)


def test_an_objective_that_leaves_a_parameter_out_does_not_move_it(x):
    trainer = trainer_on(x, objective=lambda model, x, lam: contraction.penalty(model, x).mean())
    before = trainer.model.c[0].detach().clone()
    trainer.run(5)
    assert torch.equal(trainer.model.c[0], before)


def test_the_model_stays_an_ordinary_module_that_shows_what_was_learnt(x):
    trainer = trainer_on(x, lr=1e-2)
    before = float(objective(trainer.model, x, 0.1).detach())
    trainer.run(100)
    assert float(objective(trainer.model, x, 0.1).detach()) < before
    twin = Autoencoder((12, 5), seed=3)
    twin.load_state_dict(trainer.model.state_dict())
    assert torch.equal(twin(x), trainer.model(x))


def test_weights_loaded_into_the_model_are_the_ones_trained_on(x):
    trainer, other = trainer_on(x), trainer_on(x, seed=5)
    trainer.model.load_state_dict(other.model.state_dict())
    assert torch.equal(trainer.run(10).flat, other.run(10).flat)


def test_numpy_images_of_float64_train_a_float32_model(x):
    model = Autoencoder((12, 5))
    assert Trainer(model, x.numpy().astype(np.float64), batch_size=32, seed=0).run(5).step == 5
    assert torch.equal(next(model.parameters()), next(trainer_on(x).run(5).model.parameters()))


# -- settings that change while it runs --------------------------------------------------------------------


def test_the_learning_rate_of_the_next_step_is_the_one_just_set(x):
    trainer = trainer_on(x, lr=1e-2)
    for lr in (1e-2, 1e-5, 1e-3):
        trainer.lr = lr
        before = trainer.flat.clone()
        moved = (trainer.run(1).flat - before).abs().max()
        assert 0.2 * lr < float(moved) < 3 * lr  # Adam moves a weight by about its learning rate


@pytest.mark.parametrize("sizes", [(12, 5), (12, 7, 5)], ids=["one layer", "two layers"])
def test_a_larger_lambda_contracts_a_running_model_and_zero_lets_it_go_again(sizes, x):
    trainer = trainer_on(x, sizes=sizes, lam=0.0, lr=1e-2).run(300)
    penalties = [float(contraction.penalty(trainer.model, x).mean().detach())]
    for lam in (10.0, 0.0):
        trainer.lam = lam
        trainer.run(300)
        penalties.append(float(contraction.penalty(trainer.model, x).mean().detach()))
    assert penalties[1] < 0.2 * penalties[0]
    assert penalties[2] > 1.2 * penalties[1]


@pytest.mark.parametrize("sizes", [(12, 5), (12, 7, 5)], ids=["one layer", "two layers"])
def test_the_batch_size_of_the_next_step_is_the_one_just_set(sizes, x):
    trainer, sizes_seen = trainer_on(x, sizes=sizes), []
    for batch_size in (32, 7, 100, 1):
        trainer.batch_size = batch_size
        sizes_seen += [len(batch) for batch in batches_of(trainer, 2)]
    assert sizes_seen == [32, 32, 7, 7, 100, 100, 1, 1]
    assert trainer.images_seen == sum(sizes_seen)


def test_more_contraction_costs_reconstruction(digits):
    results = []
    for lam in (0.0, 0.1, 1.0, 10.0):
        trainer = Trainer(Autoencoder((64, 32)), digits.x_train, lam=lam, lr=3e-3).run(400)
        x = torch.from_numpy(digits.x_test)
        error, penalty = reconstruction_error(trainer.model, x).mean(), contraction.penalty(trainer.model, x).mean()
        results.append((float(error.detach()), float(penalty.detach())))
    errors, penalties = zip(*results, strict=True)
    assert list(errors) == sorted(errors)
    assert list(penalties) == sorted(penalties, reverse=True)
    assert penalties[-1] < 0.05 * penalties[0]


# -- epochs ------------------------------------------------------------------------------------------------


def test_an_epoch_shows_every_image_once_up_to_the_rest_that_fills_no_batch(x):
    trainer = trainer_on(x, batch_size=32)
    epochs = [torch.cat(batches_of(trainer, 3)) for _ in range(2)]
    for epoch in epochs:
        assert len(torch.unique(epoch, dim=0)) == 96
        assert all((x == image).all(1).any() for image in epoch)
    assert not torch.equal(*epochs)


def test_a_batch_size_that_divides_the_images_leaves_none_out(x):
    epoch = torch.cat(batches_of(trainer_on(x, batch_size=25), 4))
    assert torch.equal(torch.unique(epoch, dim=0), torch.unique(x, dim=0))


def test_which_images_come_next_is_known_before_and_asking_changes_nothing(x):
    trainer, plain = trainer_on(x), trainer_on(x)
    for _ in range(8):  # three batches an epoch
        images = trainer.upcoming()
        assert torch.equal(images, trainer.upcoming())
        (batch,) = batches_of(trainer, 1)
        assert torch.equal(batch, x[images])
    assert same_state(trainer.state(), plain.run(8).state())


def test_epochs_are_counted_in_images_seen(x):
    trainer = trainer_on(x, batch_size=25).run(6)
    assert (trainer.step, trainer.images_seen, trainer.epoch) == (6, 150, 1.5)
    trainer.batch_size = 50
    assert trainer.run(1).epoch == 2.0


# -- losses ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sizes", [(12, 5), (12, 7, 5)], ids=["one layer", "two layers"])
def test_the_loss_is_that_of_the_batches_looked_at_before_their_step(sizes, x):
    trainer, model = trainer_on(x, sizes=sizes, lam=3.0), Autoencoder(sizes)
    (batch,) = batches_of(trainer, 1)
    error, penalty = trainer.take_loss()
    assert error == pytest.approx(float(reconstruction_error(model, batch).mean().detach()), rel=1e-5)
    assert penalty == pytest.approx(float(contraction.penalty(model, batch).mean().detach()), rel=1e-5)


def test_the_loss_is_the_mean_over_the_looks_since_it_was_taken_last(x):
    separately, together = trainer_on(x), trainer_on(x)
    losses = []
    for _ in range(3):
        separately.run(LOSS_EVERY)
        losses.append(separately.take_loss())
    assert together.run(3 * LOSS_EVERY).take_loss() == pytest.approx(tuple(np.mean(losses, axis=0)))


def test_without_a_look_there_is_no_loss(x):
    trainer = trainer_on(x)
    assert trainer.take_loss() is None
    trainer.run(1)
    assert trainer.take_loss() is not None
    assert trainer.run(LOSS_EVERY - 1).take_loss() is None


# -- the guard ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
@pytest.mark.parametrize("output", ["sigmoid", "linear"])
def test_a_learning_rate_of_ten_at_a_lambda_of_a_million_diverges_before_anything_is_infinite(
    activation, output, digits
):
    trainer = Trainer(Autoencoder((64, 32), activation, output=output), digits.x_train, lam=1e6, lr=10)
    with pytest.raises(Diverged, match=r"reached .*, more than 10 times that of an untrained model") as caught:
        trainer.run(500)
    assert caught.value.step == trainer.step
    assert torch.isfinite(trainer.flat).all()


@pytest.mark.parametrize("sizes", [(64, 32), (64, 32, 16)], ids=["one layer", "two layers"])
def test_a_lambda_of_a_million_alone_is_no_divergence(sizes, digits):
    trainer = Trainer(Autoencoder(sizes), digits.x_train, lam=1e6, lr=1e-3).run(200)
    assert trainer.step == 200


def test_weights_that_are_no_longer_finite_are_found_by_a_check_and_by_the_next_look(x):
    trainer = trainer_on(x).run(LOSS_EVERY)
    trainer.check()
    trainer.flat[3] = math.nan
    with pytest.raises(Diverged, match="weights are no longer finite"):
        trainer.check()
    with pytest.raises(Diverged):
        trainer.run(1)


def test_after_a_divergence_an_earlier_state_trains_on(x):
    trainer = trainer_on(x).run(LOSS_EVERY)
    kept = trainer.state()
    trainer.flat.fill_(math.inf)
    with pytest.raises(Diverged):
        trainer.run(1)
    trainer.load_state(kept)
    trainer.run(50)
    trainer.check()


# -- errors ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("lam", -1.0, "lam must be a finite number of at least 0, but -1.0 came"),
        ("lam", math.nan, "lam must be"),
        ("lam", math.inf, "lam must be"),
        ("lam", "1", "lam must be"),
        ("lr", 0.0, "lr must be a finite number above 0, but 0.0 came"),
        ("lr", math.inf, "lr must be"),
        ("batch_size", 0, "batch_size must be a whole number from 1 to 100, but 0 came"),
        ("batch_size", 101, "batch_size must be"),
        ("batch_size", 3.0, "batch_size must be"),
    ],
)
def test_a_bad_setting_is_named_and_refused_at_the_start_and_while_running(name, value, sentence, x):
    with pytest.raises(ValueError, match=sentence):
        trainer_on(x, **{name: value})
    trainer = trainer_on(x)
    kept = getattr(trainer, name)
    with pytest.raises(ValueError, match=sentence):
        setattr(trainer, name, value)
    assert getattr(trainer, name) == kept
    trainer.run(1)


@pytest.mark.parametrize("steps", [-1, 1.5, "10"])
def test_a_number_of_steps_that_is_none_is_refused(steps, x):
    with pytest.raises(ValueError, match="steps must be a whole number of at least 0"):
        trainer_on(x).run(steps)


def test_a_seed_that_is_none_is_refused(x):
    with pytest.raises(ValueError, match="seed must be a whole number"):
        trainer_on(x, order_seed=1.5)


def test_numpys_numbers_are_numbers(x):
    trainer = trainer_on(x, lam=np.float32(0.5), lr=np.float64(1e-3), batch_size=np.int64(16))
    assert (trainer.lam, trainer.lr, trainer.batch_size) == (0.5, 1e-3, 16)


@pytest.mark.parametrize(
    ("images", "sentence"),
    [
        (torch.zeros(10, 11), r"x_train must have shape \(B, 12\), but \(10, 11\) came"),
        (torch.full((10, 12), math.nan), "x_train must hold finite numbers only"),
        (torch.full((10, 12), math.inf), "x_train must hold finite numbers only"),
        (torch.zeros(10, 12, dtype=torch.uint8), "x_train must have the model's dtype torch.float32, but torch.uint8"),
    ],
)
def test_bad_images_are_refused(images, sentence):
    with pytest.raises(ValueError, match=sentence):
        Trainer(Autoencoder((12, 5)), images, batch_size=5)


@pytest.mark.parametrize("own", [3, "mse"])
def test_an_objective_that_is_no_function_is_refused(own, x):
    with pytest.raises(ValueError, match="objective must be a function of model, x and lam"):
        trainer_on(x, objective=own)


@pytest.mark.parametrize(
    ("own", "came"),
    [
        (lambda model, x, lam: model(x) - x, r"a tensor of shape \(32, 12\)"),
        (lambda model, x, lam: torch.tensor(1.0), r"a tensor of shape \(\)"),
        (lambda model, x, lam: float(objective(model, x, lam).detach()), r"\d"),
        (lambda model, x, lam: None, "None"),
    ],
)
def test_an_objective_that_gives_nothing_to_follow_is_refused_and_nothing_moves(own, came, x):
    trainer = trainer_on(x, objective=own)
    before = trainer.flat.clone()
    with pytest.raises(ValueError, match=rf"objective must give a scalar tensor .* but {came}.* came"):
        trainer.run(1)
    assert torch.equal(trainer.flat, before)


@pytest.mark.parametrize("state", [None, {}, {"flat": 3}, [1]])
def test_a_state_that_is_none_is_refused(state, x):
    trainer = trainer_on(x).run(3)
    kept = trainer.state()
    with pytest.raises(ValueError, match="state must"):
        trainer.load_state(state)
    assert same_state(trainer.state(), kept)


# -- matrix products ---------------------------------------------------------------------------------------


def test_fast_products_keep_float32s_digits_and_end_with_the_block(randn):
    a, b = randn(64, 64, dtype=torch.float32), randn(64, 64, dtype=torch.float32)
    before = torch.get_float32_matmul_precision()
    with fast_matmul():
        torch.testing.assert_close((a @ b).double(), a.double() @ b.double(), rtol=1e-4, atol=1e-4)
        assert torch.get_float32_matmul_precision() == ("medium" if medium_is_exact() else before)
    with pytest.raises(ZeroDivisionError), fast_matmul():
        1 / 0  # noqa: B018
    assert torch.get_float32_matmul_precision() == before
