import dataclasses
import json
import os
import struct
from pathlib import Path

import pytest
import torch

from cae import Autoencoder, Trainer, checkpoint
from cae.atlases.store import Store, frame_name
from cae.experiments.settings import PathSettings
from cae.header import CheckpointError
from cae.inspectors import library
from cae.inspectors.library import about, atlases, checkpoints, find_atlas, keep
from tests.helpers.atlas_files import fill

SETTINGS = PathSettings(dataset="digits", hidden=8, lambdas=(0.0, 0.5, 2.0), epochs=1, first_epochs=1)


def stored(root: Path, **changes: object) -> Store:
    return Store(PathSettings.from_dict(SETTINGS.as_dict() | changes), root)


def filled(root: Path, count: int | None = None, **changes: object) -> Store:
    store = stored(root, **changes)
    store.begin()
    fill(store, count)
    return store


# -- atlases -----------------------------------------------------------------------------------------------


def test_an_atlas_is_listed_with_what_is_done_of_it(tmp_path):
    store = filled(tmp_path, count=2)
    (found,) = atlases(tmp_path)
    assert found.done == [0, 1]
    assert found.listed() == {
        "key": store.key, "dataset": "digits", "hidden": 8, "activation": "sigmoid", "output": "sigmoid",
        "tied": True, "seed": 0, "way": "fan", "done": 2, "total": 3, "lambdas": [0.0, 2.0],
    }  # fmt: skip


def test_the_newest_atlas_comes_first(tmp_path):
    for age, hidden in enumerate((8, 16, 32)):
        store = filled(tmp_path, hidden=hidden)
        os.utime(store.folder, (1e9 - age, 1e9 - age))
    assert [found.settings.hidden for found in atlases(tmp_path)] == [8, 16, 32]


def test_a_model_that_is_missing_in_the_middle_is_not_done(tmp_path):
    store = filled(tmp_path)
    (store.folder / frame_name(1)).unlink()
    assert find_atlas(tmp_path, store.key).done == [0, 2]


@pytest.mark.parametrize("settings", ["{", "[]", "{}", '{"format": 1, "hidden": "many"}', "null", "[" * 100_000])
def test_an_atlas_whose_settings_can_not_be_read_is_not_there(settings, tmp_path):
    store = filled(tmp_path)
    (store.folder / "settings.json").write_text(settings)
    assert find_atlas(tmp_path, store.key) is None
    assert atlases(tmp_path) == []


def test_an_atlas_under_another_ones_key_is_not_there(tmp_path):
    store = filled(tmp_path)
    (store.folder / "settings.json").write_text(json.dumps({"format": 1, **SETTINGS.as_dict(), "hidden": 16}))
    assert find_atlas(tmp_path, store.key) is None


@pytest.mark.parametrize("key", ["..", "0" * 16, "", "x" * 16, "٠" * 16])
def test_a_key_that_is_none_finds_nothing(key, tmp_path):
    assert find_atlas(tmp_path, key) is None


def test_without_a_cache_there_is_nothing(tmp_path):
    assert atlases(tmp_path / "none") == []
    assert checkpoints(tmp_path / "none") == []


# -- checkpoints -------------------------------------------------------------------------------------------


def saved(path: Path, sizes: tuple[int, ...] = (64, 8), **settings: object) -> Path:
    checkpoint.save(path, Autoencoder(sizes, **settings))
    return path


@pytest.mark.parametrize(
    ("sizes", "settings"),
    [((64, 8), {}), ((784, 100, 20, 5, 3), {"activation": "relu", "tied": False, "output": "linear"})],
)
def test_a_checkpoint_says_of_what_model_it_is(sizes, settings, tmp_path):
    found = about(saved(tmp_path / "a", sizes, **settings))
    assert found.sizes == list(sizes)
    made = Autoencoder(sizes, **settings)
    assert (found.activation, found.tied, found.output) == (made.activation.name, made.tied, made.output)


def test_a_whole_training_and_a_model_of_any_precision_are_checkpoints_too(tmp_path, digits):
    checkpoint.save(tmp_path / "a", Trainer(Autoencoder((64, 8)), digits.x_train).run(3))
    checkpoint.save(tmp_path / "b", Autoencoder((64, 8)).double())
    checkpoint.save(tmp_path / "c", Autoencoder((64, 8)).half())
    checkpoint.save(tmp_path / "d", Autoencoder((64, 8)).bfloat16())
    assert about(tmp_path / "b") == about(tmp_path / "c") == about(tmp_path / "d")
    assert about(tmp_path / "a") == dataclasses.replace(about(tmp_path / "b"), lam=0.1, step=3)


@pytest.mark.parametrize("bad", ["much", -1, True, [3], float("inf"), None])
def test_a_training_that_says_no_lambda_and_step_that_are_numbers_is_of_a_model_all_the_same(bad, tmp_path):
    def change(table):
        metadata = table["__metadata__"]
        metadata["about"] = json.dumps(json.loads(metadata["about"]) | {"lam": bad, "step": bad})

    found = about(rewritten(saved(tmp_path / "a"), change))
    assert (found.lam, found.step, found.sizes) == (None, None, [64, 8])


def rewritten(path: Path, change: object, tail: bytes = b"") -> Path:
    """A checkpoint whose header was changed, and perhaps something put after it."""
    content = path.read_bytes()
    (length,) = struct.unpack_from("<Q", content)
    table = json.loads(content[8 : 8 + length])
    change(table)
    text = json.dumps(table).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + content[8 + length :] + tail)
    return path


def said(**changes: object) -> object:
    """A change of what a checkpoint says of its model."""

    def change(table: dict) -> None:
        metadata = table["__metadata__"]
        metadata["about"] = json.dumps(json.loads(metadata["about"]) | changes)

    return change


def no_format(table: dict) -> None:
    del table["__metadata__"]["format"]


def no_about(table: dict) -> None:
    del table["__metadata__"]["about"]


def no_metadata(table: dict) -> None:
    del table["__metadata__"]


def no_weights(table: dict) -> None:
    table["w.0"] = table.pop("W.0")


def of_strange_numbers(table: dict) -> None:
    table["W.0"]["dtype"] = "I32"


def of_numbers_of_another_size(table: dict) -> None:
    table["W.0"]["dtype"] = "I64"


def of_endless_weights(table: dict) -> None:
    table["W.0"]["data_offsets"] = [0, 10**18]


def of_no_offsets(table: dict) -> None:
    table["W.0"]["data_offsets"] = "all"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (no_format, "another program wrote it"),
        (no_metadata, "another program wrote it"),
        (lambda table: table["__metadata__"].update(format="cae-lab 9"), "it is of format 'cae-lab 9'"),
        (no_about, "does not say of what model"),
        (said(sizes="many"), "this version does not know"),
        (said(sizes=[64, True]), "this version does not know"),
        (said(sizes=[64, 0]), "this version does not know"),
        (said(sizes=[64, 8, 8, 8, 8, 8]), "this version does not know"),
        (said(activation="step"), "this version does not know"),
        (said(activation=["sigmoid"]), "this version does not know"),
        (said(output=3), "this version does not know"),
        (said(sizes=[64, 4096]), "The model has 4,096 units; up to 2,048 can be looked at."),
        (said(sizes=[64, 9]), "has no W.0 of shape [9, 64]"),
        (said(sizes=[10**9, 8]), "has no W.0"),
        (said(tied=False), "has no V.0"),
        (no_weights, "has no W.0"),
        (of_strange_numbers, "has no W.0"),
        (of_numbers_of_another_size, "must be a safetensors file"),
        (of_endless_weights, "must be a safetensors file"),
        (of_no_offsets, "must be a safetensors file"),
        (lambda table: table.update(more=7), "must be a safetensors file"),
    ],
)
def test_a_file_that_is_no_checkpoint_is_refused_with_a_sentence(change, sentence, tmp_path):
    path = rewritten(saved(tmp_path / "a"), change)
    with pytest.raises(CheckpointError) as refused:
        about(path)
    assert sentence in str(refused.value)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    "content",
    [b"", b"1234567", b"\xff" * 8, b"\xff" * 100, b"PK\x03\x04" + bytes(100), struct.pack("<Q", 2) + b"[]",
     struct.pack("<Q", 9) + b"not json!", struct.pack("<Q", 20_000) + b"[" * 20_000],
    ids=["empty", "short", "long header", "all ones", "a zip", "a list", "no json", "nested"],
)  # fmt: skip
def test_any_bytes_are_refused_with_a_sentence(content, tmp_path):
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(CheckpointError, match="must be a"):
        about(tmp_path / "a")


@pytest.mark.parametrize("cut", [1, 100, 2000])
def test_a_checkpoint_cut_short_or_with_something_after_it_is_refused(cut, tmp_path):
    whole = saved(tmp_path / "a").read_bytes()
    (tmp_path / "a").write_bytes(whole[:-cut])
    with pytest.raises(CheckpointError, match=r"cut short|must be a"):
        about(tmp_path / "a")
    (tmp_path / "a").write_bytes(whole + bytes(cut))
    with pytest.raises(CheckpointError, match="cut short, or is longer"):
        about(tmp_path / "a")


def brought(root: Path, digest: str, called: str = "", **settings: object) -> dict:
    (root / "checkpoints").mkdir(exist_ok=True)
    return keep(root, saved(root / "part", **settings), digest, called)


def test_a_checkpoint_that_was_brought_is_listed_under_its_id(tmp_path):
    digest = "0123456789abcdef" + "0" * 48
    told = brought(tmp_path, digest, activation="tanh")
    path = library.checkpoint_path(tmp_path, told["id"])
    model = {"sizes": [64, 8], "activation": "tanh", "tied": True, "output": "sigmoid", "lam": None, "step": None}
    assert told == {"id": digest[:16]} | model | {"file": None, "brought": int(path.stat().st_mtime)}
    assert checkpoints(tmp_path) == [told]
    model = checkpoint.load_model(library.checkpoint_path(tmp_path, told["id"]))
    assert torch.equal(model.W[0], Autoencoder((64, 8)).W[0])


@pytest.mark.parametrize(
    ("called", "told"),
    [
        ("λ = 3.safetensors", "λ = 3.safetensors"),
        ("../../a\n\0b", "../../ab"),
        ("x" * 500, "x" * library.NAMED),
        ("\n", None),
    ],
)
def test_a_checkpoint_is_listed_by_the_name_of_its_file_which_is_never_a_path(called, told, tmp_path):
    (tmp_path / "checkpoints").mkdir()
    assert keep(tmp_path, saved(tmp_path / "part"), "0" * 64, called)["file"] == told
    assert checkpoints(tmp_path)[0]["file"] == told
    assert {path.name for path in tmp_path.iterdir()} == {"checkpoints"}
    assert keep(tmp_path, saved(tmp_path / "part"), "0" * 64)["file"] == told  # brought again without one


def test_only_the_newest_are_kept_and_what_is_brought_again_is_new_again(tmp_path):
    names = [f"{number:016x}" for number in range(library.KEPT + 3)]
    for age, name in enumerate(reversed(names)):
        brought(tmp_path, name, "mine")
        os.utime(library.checkpoint_path(tmp_path, name), (1e9 - age, 1e9 - age))
        if age == 2:
            brought(tmp_path, names[-1])
    kept = {found["id"] for found in checkpoints(tmp_path)}
    assert len(kept) == library.KEPT
    assert len(list((tmp_path / "checkpoints").glob("*.name"))) == library.KEPT
    assert names[-1] in kept


def test_what_a_server_that_was_killed_left_of_a_file_goes_with_the_next_and_one_being_brought_stays(tmp_path):
    with library.part(tmp_path) as first:
        first.write_bytes(b"half of it")
        left = tmp_path / "checkpoints" / ".part-12345-left"
        left.write_bytes(b"half of it")
        os.utime(left, (1e9, 1e9))
        with library.part(tmp_path) as second:
            assert second != first
            assert not left.exists()
            assert first.exists()
    assert list((tmp_path / "checkpoints").iterdir()) == []


def test_what_is_refused_is_not_kept(tmp_path):
    (tmp_path / "checkpoints").mkdir()
    (tmp_path / "part").write_bytes(b"nonsense")
    with pytest.raises(CheckpointError):
        keep(tmp_path, tmp_path / "part", "0" * 64)
    assert list((tmp_path / "checkpoints").iterdir()) == []


def test_a_file_in_the_library_that_is_none_is_not_listed(tmp_path):
    brought(tmp_path, "0" * 64)
    library.checkpoint_path(tmp_path, "1" * 16).write_bytes(b"nonsense")
    library.checkpoint_path(tmp_path, "my own").write_bytes(saved(tmp_path / "b").read_bytes())
    assert [found["id"] for found in checkpoints(tmp_path)] == ["0" * 16]
