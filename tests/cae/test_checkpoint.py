import errno
import json
import os
import re
import stat

import pytest
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from cae import Autoencoder, Trainer, checkpoint


@pytest.fixture
def x(rand):
    return rand(100, 12, dtype=torch.float32)


KINDS = [
    {"sizes": (12, 5)},
    {"sizes": (12, 5), "tied": False, "output": "linear", "activation": "gelu"},
    {"sizes": (12, 7, 5)},
    {"sizes": (12, 7, 6, 5), "tied": False, "activation": "tanh"},
]
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: "-".join(map(str, kind.values())))


@every_kind
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_training_goes_on_from_its_file_to_the_same_bits(kind, dtype, x, tmp_path):
    trainer = Trainer(Autoencoder(**kind, seed=3).to(dtype), x.to(dtype), lam=0.3, lr=3e-3, batch_size=16, seed=4)
    checkpoint.save(tmp_path / "run.safetensors", trainer.run(25))  # in the middle of an epoch
    other = checkpoint.resume(tmp_path / "run.safetensors", x.to(dtype))
    assert (other.lam, other.lr, other.batch_size, other.step) == (0.3, 3e-3, 16, 25)
    trainer.run(50)
    other.run(50)
    for name, tensor in trainer.state().items():
        assert torch.equal(tensor, other.state()[name]), name


@every_kind
def test_a_model_comes_back_as_it_was(kind, x, tmp_path):
    model = Autoencoder(**kind, seed=3)
    checkpoint.save(tmp_path / "model.safetensors", model)
    again = checkpoint.load_model(tmp_path / "model.safetensors")
    assert torch.equal(model(x), again(x))
    assert (again.sizes, again.tied, again.output) == (model.sizes, model.tied, model.output)
    assert again.activation.name == model.activation.name


def test_the_model_of_a_training_is_its_model(x, tmp_path):
    trainer = Trainer(Autoencoder((12, 5)), x, batch_size=16).run(10)
    checkpoint.save(tmp_path / "run", trainer)
    assert torch.equal(checkpoint.load_model(tmp_path / "run")(x), trainer.model(x))


def test_other_images_are_refused_and_the_way_on_is_named(x, tmp_path):
    checkpoint.save(tmp_path / "run", Trainer(Autoencoder((12, 5)), x, batch_size=16))
    with pytest.raises(ValueError, match=r"x_train must be the images .* \(100 × 12, .*make a Trainer of load_model"):
        checkpoint.resume(tmp_path / "run", x.flip(0))


def test_a_model_is_no_training(x, tmp_path):
    checkpoint.save(tmp_path / "model", Autoencoder((12, 5)))
    with pytest.raises(ValueError, match="holds a model only; use load_model"):
        checkpoint.resume(tmp_path / "model", x)


def test_a_file_that_is_not_there_cut_short_or_somebody_elses_is_refused_by_name(tmp_path):
    path = tmp_path / "model"
    with pytest.raises(FileNotFoundError, match=r"no file .*model"):
        checkpoint.load_model(path)
    checkpoint.save(path, Autoencoder((12, 5)))
    whole = path.read_bytes()
    for cut in (0, 5, 40, len(whole) - 1):
        path.write_bytes(whole[:cut])
        with pytest.raises(
            ValueError, match=r"path must be a checkpoint, but .*model is not one: The file (must be|is cut)"
        ):
            checkpoint.load_model(path)
    path.write_bytes(whole.replace(b"cae-lab 1", b"cae-lab 9"))
    with pytest.raises(
        ValueError, match=r"but .*model is not one: .*that cae.checkpoint.save wrote, but it is of format 'cae-lab 9'"
    ):
        checkpoint.load_model(path)


@pytest.mark.parametrize(
    ("text", "number"), [("I/O error: No space left on device (os error 28)", 28), ("odd", errno.EIO)]
)
def test_a_save_that_fails_leaves_the_file_before_and_nothing_else(text, number, tmp_path, monkeypatch):
    path = tmp_path / "model"
    checkpoint.save(path, Autoencoder((12, 5)))
    before = path.read_bytes()

    def full(*_arguments):
        raise SafetensorError(text)

    monkeypatch.setattr(checkpoint, "save_file", full)
    with pytest.raises(OSError) as failed:
        checkpoint.save(path, Autoencoder((12, 6)))
    assert failed.value.errno == number
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["model"]


# -- files that others have written ------------------------------------------------------------------------


def written(path, model, change=lambda tensors, about: None):
    """A checkpoint of a model whose tensors, or what it says of itself, have been changed."""
    checkpoint.save(path, model)
    with safe_open(path, framework="pt") as file:
        tensors, metadata = {name: file.get_tensor(name) for name in file.keys()}, file.metadata()  # noqa: SIM118
    about = json.loads(metadata["about"])
    change(tensors, about)
    save_file(tensors, path, metadata | {"about": json.dumps(about)})
    return path


def without(name):
    return lambda tensors, about: (tensors if name in tensors else about).pop(name)


def saying(**changes):
    return lambda tensors, about: about.update(changes)


def holding(name, change):
    return lambda tensors, about: tensors.update({name: change(tensors[name])})


def with_one(value):
    def change(tensor):
        tensor.view(-1)[-1] = value
        return tensor

    return change


WRONG = [
    (without("W.0"), "The checkpoint has no W.0 of shape [5, 12], which its model needs."),
    (without("c.0"), "has no c.0 of shape [12]"),
    (without("sizes"), "does not say of what model it is"),
    (without("activation"), "does not say of what model it is"),
    (without("tied"), "does not say of what model it is"),
    (without("output"), "does not say of what model it is"),
    (saying(sizes=[12, 6]), "has no W.0 of shape [6, 12], which its model needs; the shape of its W.0 is [5, 12]."),
    (saying(sizes=[12, 5, 5]), "has no W.1"),
    (saying(sizes=[12, 10**30]), "has no W.0"),
    (saying(tied=False), "has no V.0"),
    (saying(activation="swish"), "of a model that this version does not know"),
    (holding("W.0", lambda w: w.int()), "its W.0 holds I32 numbers, and weights are F16, BF16, F32, F64."),
    (holding("b.0", lambda b: b > 0), "its b.0 holds BOOL numbers"),
    (holding("c.0", lambda c: c.to(torch.float8_e4m3fn)), "its c.0 holds F8_E4M3 numbers"),
    (holding("W.0", lambda w: w[None]), "has no W.0 of shape [5, 12], which its model needs; the shape"),
    (holding("W.0", with_one(torch.nan)), "The checkpoint's W.0 holds NaN or infinity, in 1 of 60 places"),
    (holding("c.0", with_one(-torch.inf)), "The checkpoint's c.0 holds NaN or infinity, in 1 of 12 places"),
]


@pytest.mark.parametrize(("change", "sentence"), WRONG, ids=[sentence for _, sentence in WRONG])
def test_a_checkpoint_that_can_not_be_loaded_is_refused_in_the_sentence_of_the_page(change, sentence, tmp_path):
    written(tmp_path / "model", Autoencoder((12, 5)), change)
    with pytest.raises(ValueError, match=re.escape(sentence)) as refused:
        checkpoint.load_model(tmp_path / "model")
    assert str(refused.value).startswith(f"path must be a checkpoint, but {tmp_path / 'model'} is not one: The ")


@pytest.mark.parametrize("about", ["", "[]", "7", "{", "null"])
def test_a_checkpoint_whose_settings_are_no_settings_is_refused(about, tmp_path):
    checkpoint.save(tmp_path / "model", Autoencoder((12, 5)))
    save_file({"W.0": torch.zeros(5, 12)}, tmp_path / "model", {"format": "cae-lab 1", "about": about})
    with pytest.raises(ValueError, match="does not say of what model it is"):
        checkpoint.load_model(tmp_path / "model")


@every_kind
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_a_model_in_half_precision_comes_back_in_it(kind, dtype, x, tmp_path):
    model = Autoencoder(**kind).to(dtype)
    checkpoint.save(tmp_path / "model", model)
    again = checkpoint.load_model(tmp_path / "model")
    assert again.W[0].dtype == dtype
    assert torch.equal(again(x.to(dtype)), model(x.to(dtype)))
    trainer = Trainer(model, x, batch_size=16).run(3)
    checkpoint.save(tmp_path / "run", trainer)
    assert torch.equal(checkpoint.resume(tmp_path / "run", x).run(5).flat, trainer.run(5).flat)


def test_a_model_of_several_precisions_comes_back_in_one_that_rounds_none(tmp_path):
    mixed = written(tmp_path / "model", Autoencoder((12, 5)).half(), holding("b.0", lambda b: b.bfloat16() + 1 / 3))
    again = checkpoint.load_model(mixed)
    assert {parameter.dtype for parameter in again.parameters()} == {torch.float32}
    assert torch.equal(again.b[0].detach().bfloat16().float(), again.b[0].detach())


TRAINING = [
    (without("trainer.m"), "m did not come"),
    (without("trainer.generator"), "generator did not come"),
    (holding("trainer.v", lambda v: v[:3]), "state must hold 77 numbers in v, as this model has, but 3 came"),
    (holding("trainer.v", with_one(torch.nan)), "trainer.v holds NaN or infinity"),
    (holding("trainer.order", lambda order: order + 50), "order of the state must name images from 0 to 99"),
    (holding("trainer.order", lambda order: order[:7].clone()), "order of the state must be of 100 images"),
    (holding("trainer.order", lambda order: order.float()), "order of the state"),
    (holding("trainer.numbers", with_one(0)), "a batch size of 1 to 100"),
    (holding("trainer.numbers", lambda numbers: -numbers), "numbers of the state"),
    (holding("trainer.numbers", lambda numbers: numbers[:2].clone()), "numbers of the state"),
    (holding("trainer.settings", lambda settings: -settings), "settings of the state"),
    (holding("trainer.generator", lambda state: state[:9].clone()), "generator of the state"),
    (holding("trainer.generator", lambda state: state.float()), "generator of the state"),
    (holding("trainer.steps", lambda steps: steps[:2].clone()), "steps of the state"),
]


@pytest.mark.parametrize(("change", "sentence"), TRAINING, ids=[sentence for _, sentence in TRAINING])
def test_a_training_that_can_not_be_gone_on_with_is_refused_by_what_is_wrong(change, sentence, x, tmp_path):
    path = written(tmp_path / "run", Trainer(Autoencoder((12, 5)), x, batch_size=16).run(3), change)
    with pytest.raises(ValueError, match=re.escape(sentence)) as refused:
        checkpoint.resume(path, x)
    assert "Its training can't be gone on with" in str(refused.value)
    assert checkpoint.load_model(path).sizes == (12, 5)  # the model is as good as it was


def test_a_training_saved_before_parameters_could_be_frozen_goes_on(x, tmp_path):
    trainer = Trainer(Autoencoder((12, 5)), x, batch_size=16).run(3)

    def as_before(tensors, about):
        del tensors["trainer.steps"], about["frozen"]

    other = checkpoint.resume(written(tmp_path / "run", trainer, as_before), x)
    assert torch.equal(other.run(20).flat, trainer.run(20).flat)


@pytest.mark.parametrize("what", [None, torch.nn.Linear(12, 5), {"W.0": torch.zeros(5, 12)}])
def test_what_is_neither_a_model_nor_a_training_is_not_saved(what, tmp_path):
    with pytest.raises(ValueError, match="what must be an Autoencoder or a Trainer, but a"):
        checkpoint.save(tmp_path / "model", what)
    assert os.listdir(tmp_path) == []


def test_the_file_of_a_model_may_be_read_by_others_and_a_replaced_one_by_whom_it_was(tmp_path):
    path = tmp_path / "model"
    before = os.umask(0o022)
    try:
        checkpoint.save(path, Autoencoder((12, 5)))
        assert stat.S_IMODE(path.stat().st_mode) == 0o644
        path.chmod(0o640)
        checkpoint.save(path, Autoencoder((12, 5)))
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
    finally:
        os.umask(before)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_model_goes_through_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    checkpoint.save(tmp_path / "pipe", Autoencoder((12, 5), seed=3))
    (tmp_path / "model").write_bytes(os.read(reader, 100_000))
    os.close(reader)
    assert torch.equal(checkpoint.load_model(tmp_path / "model").W[0], Autoencoder((12, 5), seed=3).W[0])
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


@pytest.mark.parametrize("path", [None, 3, ["model"]])
def test_what_is_no_path_is_refused_by_the_argument_s_name(path):
    for use in (lambda: checkpoint.load_model(path), lambda: checkpoint.save(path, Autoencoder((12, 5)))):
        with pytest.raises(ValueError, match="path must be that of a file, but"):
            use()


def test_as_bytes_it_is_the_same_file(tmp_path):
    model = Autoencoder((6, 4), "tanh", tied=False, seed=3)
    path = tmp_path / "model.safetensors"
    checkpoint.save(path, model)
    other = tmp_path / "bytes.safetensors"
    other.write_bytes(checkpoint.encoded(model))
    for name, values in checkpoint.load_model(path).named_parameters():
        assert torch.equal(values, checkpoint.load_model(other).get_parameter(name))
