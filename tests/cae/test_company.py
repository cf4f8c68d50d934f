import pytest
import torch

from cae import Autoencoder, Trainer
from cae.company import Company


def trainer(digits, lam: float, seed: int = 3, hidden: int = 8, **settings: float) -> Trainer:
    return Trainer(Autoencoder((64, hidden), seed=seed), digits.x_train, lam, seed=seed, **settings)


def steps(company: Company, count: int) -> None:
    with torch.inference_mode():
        for _ in range(count):
            company.train_step()


def alone(made: Trainer, count: int) -> torch.Tensor:
    with torch.inference_mode():
        for _ in range(count):
            made.train_step()
    return made.flat.clone()


def test_each_gets_the_bits_it_would_have_alone(digits):
    company = Company(trainer(digits, 1.0))
    company.join("twin", trainer(digits, 0.0))
    steps(company, 80)
    assert torch.equal(company.leader.flat, alone(trainer(digits, 1.0), 80))
    assert torch.equal(company.others["twin"].flat, alone(trainer(digits, 0.0), 80))
    assert not torch.equal(company.leader.flat, company.others["twin"].flat)


def test_who_joins_late_goes_through_the_same_steps_and_catches_up(digits):
    def changed(company: Company) -> None:
        steps(company, 20)
        company.set(lr=3e-3)
        steps(company, 10)
        company.set(batch_size=50)
        steps(company, 15)

    whole, late = Company(trainer(digits, 1.0)), Company(trainer(digits, 1.0))
    whole.join("twin", trainer(digits, 0.0))
    changed(whole)
    changed(late)
    late.join("twin", trainer(digits, 0.0))
    assert late.steps == {"twin": 0}
    steps(late, 10)
    assert late.steps == {"twin": 20}
    steps(late, 50)
    steps(whole, 60)
    assert late.steps == whole.steps == {"twin": 105}
    assert torch.equal(late.others["twin"].flat, whole.others["twin"].flat)
    assert torch.equal(late.leader.flat, whole.leader.flat)


def test_it_goes_on_from_a_state_to_the_same_bits_also_with_one_that_is_behind(digits):
    def made() -> Company:
        return Company(trainer(digits, 1.0))

    company = made()
    steps(company, 30)
    company.set(lr=2e-3)
    company.join("twin", trainer(digits, 0.0))
    steps(company, 5)
    other = made()
    other.join("twin", trainer(digits, 0.0))
    other.load_state(company.state())
    assert other.steps == company.steps == {"twin": 10}
    for one in (company, other):
        steps(one, 40)
    assert torch.equal(other.others["twin"].flat, company.others["twin"].flat)
    assert torch.equal(other.leader.flat, company.leader.flat)


def test_one_that_diverges_stops_alone(digits):
    company = Company(trainer(digits, 0.0))
    company.join("wild", trainer(digits, 1e6))
    company.set(lr=10.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(company.leader, "limit", float("inf"))  # the leader bears it
        company.leader.loss_every = company.others["wild"].loss_every = 1
        steps(company, 40)
    assert list(company.diverged) == ["wild"]
    assert company.others["wild"].step < company.leader.step == 40


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        (lambda digits: trainer(digits, 0.0).run(7), "must be at step 0 or 20 to join, but is at 7"),
        (
            lambda digits: Trainer(Autoencoder((64, 8)), digits.x_train[:200]),
            "must train on the leader's 1,400 images, but has 200",
        ),
    ],
)
def test_who_can_not_have_the_same_batches_is_refused(other, sentence, digits):
    company = Company(trainer(digits, 1.0))
    steps(company, 20)
    with pytest.raises(ValueError, match=sentence):
        company.join("other", other(digits))


def test_a_name_is_one_s_own_and_a_state_of_others_is_refused(digits):
    company = Company(trainer(digits, 1.0))
    company.join("twin", trainer(digits, 0.0))
    with pytest.raises(ValueError, match="is called 'twin'"):
        company.join("twin", trainer(digits, 0.0))
    state = company.state()
    company.leave("twin")
    with pytest.raises(ValueError, match="a company with nobody"):
        company.load_state(state)


def test_who_has_a_learning_rate_of_its_own_keeps_it(digits):
    company = Company(trainer(digits, 1.0))
    company.join("own", trainer(digits, 0.0, lr=0.02), own_lr=True)
    company.join("twin", trainer(digits, 0.0))
    company.set(lr=3e-3)
    steps(company, 5)
    assert {name: one.lr for name, one in company.others.items()} == {"own": 0.02, "twin": 3e-3}
    assert torch.equal(company.others["own"].flat, alone(trainer(digits, 0.0, lr=0.02), 5))
    company.leave("own")
    company.join("own", trainer(digits, 0.0, lr=0.02))
    steps(company, 5)
    assert company.others["own"].lr == 3e-3


def test_one_that_is_not_in_it_can_go_through_the_same_steps(digits):
    company, beside = Company(trainer(digits, 1.0)), trainer(digits, 0.0)
    company.join("twin", trainer(digits, 0.0))
    steps(company, 4)
    company.set(lr=3e-3, batch_size=50)
    steps(company, 4)
    with torch.inference_mode():
        for _ in range(8):
            company.follow(beside)
    assert torch.equal(beside.flat, company.others["twin"].flat)
    assert company.steps == {"twin": 8}
