"""Command line: ``python -m cae sweep``, ``python -m cae table`` and ``python -m cae bench``."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cae import relatives, typed
from cae.checks import Refused
from cae.config import ACTIVATIONS, CHECKS, DATASETS, OUTPUTS
from cae.experiments.settings import WAYS, PathSettings, parse_lambdas
from cae.paper.settings import SHORT, TableSettings
from cae.processes.handle import cores

REPORT = "report.html"  # in a table's folder


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns the process's exit status."""
    parser = argparse.ArgumentParser(prog="python -m cae", description="CAE Lab without a browser.")
    commands = parser.add_subparsers(dest="command", required=True)
    _add_sweep(commands.add_parser("sweep", help="train models over λ, hidden units and seeds"))
    _add_table(commands.add_parser("table", help="the paper's Table 1 by models of ours, beside the paper's numbers"))
    _add_bench(commands.add_parser("bench", help="print how fast this is, as ratios measured in one run"))
    options = parser.parse_args(arguments)
    return int(options.run(options))


def _number(name: str) -> Callable[[str], typed.Typed]:
    """An option's number as people write it; what is none, or out of range, is refused where it is used."""

    def read(text: str) -> typed.Typed:
        try:
            return typed.number(name, text)
        except Refused as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read


def _several(name: str, texts: list[str]) -> list[int]:
    """The values of a setting, as a list that people write."""
    given = " ".join(texts)
    found = [CHECKS[name](name, value) for value in typed.numbers(name, given)]
    return found or [CHECKS[name](name, given)]


def _count(text: str) -> int:
    value = _number("the number")(text)
    if not (isinstance(value, int) and value > 0):
        raise argparse.ArgumentTypeError(f"must be a whole number from 1, but {text!r} came.")
    return value


def _add_sweep(parser: argparse.ArgumentParser) -> None:
    default = PathSettings()
    parser.set_defaults(run=_sweep)
    parser.description = "Train a family of models over λ for every number of hidden units and every seed."
    parser.add_argument("--lambdas", nargs="+", help="ascending, 0 to 10⁶; the weights of the objective's penalty")
    parser.add_argument("--hidden", nargs="+", default=[str(default.hidden)], help="numbers of hidden units")
    parser.add_argument("--seeds", nargs="+", default=[str(default.seed)])
    parser.add_argument("--out", required=True, help="a folder; a sweep of the same settings there is gone on with")
    parser.add_argument("--format", choices=("csv", "parquet"), default="csv", help="of the table")
    parser.add_argument("--dataset", choices=DATASETS, default=default.dataset)
    parser.add_argument("--activation", choices=ACTIVATIONS, default=default.activation)
    parser.add_argument("--output", choices=OUTPUTS, default=default.output)
    parser.add_argument("--untied", action="store_true", help="weights of its own for the decoder")
    ways = "from one trunk that is trained at λ = 1, from the model of the λ before or after, or from initial weights"
    parser.add_argument("--way", choices=WAYS, default=default.way, help=f"where a model starts: {ways}")
    parser.add_argument(
        "--scratch", action="store_const", const="scratch", dest="way", help="the same as --way scratch"
    )
    parser.add_argument("--epochs", type=_number("epochs"), help="of a model that starts from another one's end")
    parser.add_argument(
        "--first-epochs", type=_number("first_epochs"), help="of one from initial weights; of a fan's trunk"
    )
    parser.add_argument(
        "--objective",
        default=default.objective,
        help=f"one of {', '.join(relatives.KINDS)}; numbers behind it, as denoising:sigma=0.3",
    )
    lr = f"Adam's learning rate ({default.lr:g}), or that of the rbm's own steps ({relatives.KINDS['rbm'].lr:g})"
    parser.add_argument("--lr", type=_number("lr"), help=lr)
    parser.add_argument("--batch-size", type=_number("batch_size"), default=default.batch_size)
    _add_workers(parser)


def _add_workers(parser: argparse.ArgumentParser) -> None:
    workers = "models trained side by side, by processes of one thread each (default: one a core, %(default)s here)"
    parser.add_argument("--workers", type=_count, default=cores(), help=workers)


def _sweep(options: argparse.Namespace) -> int:
    try:
        kind, default = relatives.kind_of(options.objective), PathSettings()
        if options.lr is None:
            options.lr = kind.lr or default.lr
        if options.lambdas is None:
            options.lambdas = [*map(str, default.lambdas if kind.weighs else (0.0,))]
        names = ("dataset", "activation", "output", "way", "epochs", "first_epochs", "lr", "batch_size", "objective")
        options.hidden, options.seeds = _several("hidden", options.hidden), _several("seed", options.seeds)
        settings = PathSettings(
            **{name: getattr(options, name) for name in names},
            hidden=options.hidden[0],
            seed=options.seeds[0],
            lambdas=parse_lambdas(" ".join(options.lambdas)),
            tied=not options.untied,
        )
        table = _with_progress(settings, options)
    except (ValueError, RuntimeError, OSError) as error:  # a setting, a divergence, a full disk: each says what
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.", file=sys.stderr)
        return 130
    print(table)
    return 0


def _with_progress(settings: PathSettings, options: argparse.Namespace) -> Any:
    from tqdm import tqdm

    from cae.experiments.grid import run_grid, side_by_side

    total = settings.total_epochs() * len(options.hidden) * len(options.seeds)
    form = "{l_bar}{bar}| {n:.0f}/{total:.0f} epochs [{elapsed}<{remaining}]"
    with tqdm(total=total, bar_format=form) as bar, side_by_side(options.workers) as executor:

        def show(epochs: float) -> None:
            bar.update(epochs - bar.n)

        return run_grid(settings, options.hidden, options.seeds, options.out, options.format, show, executor)


def _add_table(parser: argparse.ArgumentParser) -> None:
    full = TableSettings()
    parser.set_defaults(run=_table)
    parser.description = (
        "Train AE, AE+wd, DAE-b, DAE-g, RBM and CAE, measure them on test images, fine-tune a classifier from each and "
        "print all of it beside Table 1 of Rifai et al. (2011). Killed and started again, it goes on where it was."
    )
    parser.add_argument("--dataset", choices=DATASETS, default=full.dataset)
    parser.add_argument(
        "--short", action="store_true", help=f"{SHORT.images:,} images and one seed: some minutes on two cores"
    )
    parser.add_argument("--seeds", nargs="+", help="default: 0 1 2, or 0 with --short")
    parser.add_argument("--out", type=Path, metavar="DIR", help="default: table-DATASET, or table-DATASET-short, here")
    parser.add_argument("--json", action="store_true", help="print one JSON object at the end, progress beside it")
    for name, says in {
        "images": "trained on",
        "validation": "other training images, for validation",
        "hidden": "units of every model",
        "epochs": "of training",
        "batch_size": "of training",
        "decay": "the last epoch's learning rate as a share of the first's",
        "scale": "times the initial weights; 4 is the authors' initialisation",
        "lam": "λ of the CAE",
        "tune_epochs": "of fine-tuning, at most",
        "patience": "epochs that fine-tuning goes on for without a smaller validation error",
        "tune_decay": "fine-tuning's last rate as a share of its first",
        "tune_mask": "share of the pixels that fine-tuning sets to 0",
        "split_seed": "of the split into images trained on and for validation",
    }.items():
        default = f"{says} (default: {getattr(full, name):,}, short {getattr(SHORT, name):,})"
        parser.add_argument(f"--{name.replace('_', '-')}", type=_number(name), help=default)
    _add_workers(parser)


def _table(options: argparse.Namespace) -> int:
    base = SHORT if options.short else TableSettings()
    given = {name: getattr(options, name, None) for name in base.as_dict()}
    try:
        settings = base.with_(**{name: value for name, value in given.items() if value is not None})
        seeds = _several("seed", options.seeds or (["0"] if options.short else ["0", "1", "2"]))
        out = options.out or Path(f"table-{settings.dataset}{'-short' if options.short else ''}")
        results = _made_table(settings, seeds, out, options.workers)
    except (ValueError, RuntimeError, OSError) as error:  # a setting, a divergence, no data, a full disk
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.", file=sys.stderr)
        return 130
    from cae.paper.text import table

    print(json.dumps(results.as_dict(), indent=2) if options.json else table(results))
    print(f"The report is {out / REPORT}.", file=sys.stderr)
    return 0


def _made_table(settings: TableSettings, seeds: list[int], out: Path, workers: int) -> Any:
    """The results; their report is written."""
    from tqdm import tqdm

    from cae.paper import report
    from cae.paper.table import run_table, total_steps

    form = "{l_bar}{bar}| {n:,}/{total:,} steps [{elapsed}<{remaining}]"
    with tqdm(total=total_steps(settings, seeds), bar_format=form) as bar:

        def show(done: int) -> None:
            bar.update(done - bar.n)

        results = run_table(settings, seeds, out, show, workers)
    report.write(results, out / REPORT)
    return results


def _add_bench(parser: argparse.ArgumentParser) -> None:
    from cae.bench import parts

    def part(name: str) -> str:
        if name not in parts.names():
            raise argparse.ArgumentTypeError(f"must be one of {', '.join(parts.names())}, but {name!r} came.")
        return name

    parser.set_defaults(run=_bench)
    parser.description = "Print how fast this is, as ratios measured in one run; each figure as soon as it is there."
    parser.add_argument("--only", type=part, action="append", metavar="PART", help=f"one of {', '.join(parts.names())}")
    parser.add_argument("--load", type=_count, metavar="N", help="so many visitors at once, each with a run of its own")
    parser.add_argument("--browser", action="store_true", help="also the pages, in Chromium")
    parser.add_argument("--json", action="store_true", help="print one JSON object at the end, progress beside it")
    parser.add_argument("--out", type=Path, metavar="FILE", help="a JSON file that holds what there is so far")
    parser.add_argument("--threads", type=_count, help="threads of every contender (default: torch's own)")


def _bench(options: argparse.Namespace) -> int:
    from cae.bench import load
    from cae.bench.report import Report
    from cae.bench.run import bench

    try:
        report = Report(options.out)
    except OSError as error:
        print(f"--out must name a file that can be written, but {options.out}: {error.strerror}.", file=sys.stderr)
        return 2
    try:
        # With --json the object is all that stands on stdout, whatever is printed on the way.
        with contextlib.redirect_stdout(sys.stderr if options.json else sys.stdout):
            if options.load:
                load.VISITORS, options.only = options.load, ["load"]
            return bench(report, options.only, options.browser, options.threads)
    except KeyboardInterrupt:
        return 130
    finally:
        if options.json:
            print(report.as_json(), flush=True)


if __name__ == "__main__":
    sys.exit(main())
