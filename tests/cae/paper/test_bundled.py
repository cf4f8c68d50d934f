"""The newest table on disk, and the one that comes with the package."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cae.paper import bundled, folder, report
from cae.paper.bundled import latest
from cae.paper.folder import MODELS, name_of
from cae.paper.results import CURVES, Results
from cae.paper.text import table

ROOT = Path(__file__).parents[3]


def laid_down(results: Results, path: Path, at: int) -> Path:
    """A table's folder as ``run_table`` leaves it, last changed then."""
    path.mkdir(parents=True)
    told = {"settings": results.settings.as_dict()}
    files = {folder.ABOUT: told} | {
        f"{name_of(model, one['seed'])}.json": one for model in MODELS for one in results.figures[model]
    }
    for name, content in files.items():
        (path / name).write_text(json.dumps(content))
        os.utime(path / name, (at, at))
    return path


def test_a_table_s_folder_is_read_over_the_seeds_that_are_done(made_results, tmp_path):
    results = made_results({"CAE": [[1, 2], [3], [4]]})
    path = laid_down(results, tmp_path / "table", 10)
    assert folder.read(path) == results
    (path / "rbm_seed-1.json").write_text('{"model": "RB')
    assert folder.read(path).seeds == [0, 2]
    assert [one["seed"] for one in folder.read(path).figures["AE"]] == [0, 2]


def test_the_newest_whole_table_is_the_latest(made_results, tmp_path):
    old, new, half = (made_results({"CAE": [places]}) for places in ([1], [1, 2], [1, 2, 3]))
    laid_down(old, tmp_path / "z", 10)
    laid_down(new, tmp_path / "a", 20)
    (laid_down(half, tmp_path / "unfinished", 30) / "cae_seed-0.json").unlink()
    found = latest(tmp_path)
    assert found.folder == tmp_path / "a"
    assert found.results == new


BROKEN = {
    "no table": lambda path: (path / folder.ABOUT).write_text('{"lam": 3}'),
    "no JSON": lambda path: (path / folder.ABOUT).write_bytes(b"\xff\x00"),
    "another version's settings": lambda path: (path / folder.ABOUT).write_text('{"settings": {"units": 3}}'),
    "a list": lambda path: (path / folder.ABOUT).write_text("[1]"),
    "another version's figures": lambda path: changed(path, "sigma"),
    "no images": lambda path: changed(path, "images_tested"),
    "a name": lambda path: (path / "none_seed-x.json").write_text("{}"),
    "places beyond the images": lambda path: changed(path, "tuned", {"wrong": [10**6]}),
}


def changed(path: Path, name: str, value: object = None) -> None:
    file = path / "cae_seed-0.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {name: value}))


@pytest.mark.parametrize("why", BROKEN)
def test_what_can_not_be_read_is_passed_over(why, made_results, tmp_path):
    BROKEN[why](laid_down(made_results({"CAE": [[1]]}), tmp_path / "table", 10))
    assert latest(tmp_path).folder is None
    assert table(latest(tmp_path).results)


def test_where_there_is_none_it_is_the_one_that_comes_with_the_package(tmp_path):
    results, where = latest(tmp_path / "nowhere")
    assert where is None
    assert results == bundled.bundled()
    assert results.settings.dataset == "mnist"
    assert results.seeds == [0, 1, 2]
    assert {model: len(figures) for model, figures in results.figures.items()} == dict.fromkeys(MODELS, 3)
    assert results.ratio("AE", "CAE", "jacobian2") > 10


def test_the_one_that_comes_with_it_is_small():
    assert bundled.BUNDLED.stat().st_size < 100_000


def test_a_packed_table_says_and_draws_the_same(made_results, tmp_path):
    results = made_results({"CAE": [[1, 2], [3]], "AE": [list(range(50)), list(range(40))]})
    for model, of in (("CAE", 0.123456), ("AE", 0.5)):
        results.figures[model][1]["curve"] = [of, of / 2]
    bundled.write(results, tmp_path / "packed.json")
    again = bundled.bundled(tmp_path / "packed.json")
    assert table(again) == table(results)
    assert again.as_dict() == results.as_dict()
    for name in CURVES:
        assert again.curve("CAE", name) == pytest.approx(results.curve("CAE", name), rel=1e-3)
    for title, one in report.plots(results).items():
        assert report.plots(again)[title].layout.meta["says"] == one.layout.meta["says"]
    report.write(again, tmp_path / "report.html")


def test_reading_and_drawing_it_need_no_torch():
    code = (
        "import sys\nfrom cae.paper import bundled, report\nreport.plots(bundled.latest().results)\n"
        "print(sorted({'torch', 'scipy', 'sklearn'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
