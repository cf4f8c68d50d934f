"""Command line: ``python -m cae sweep`` and ``python -m cae bench``."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from cae.config import ACTIVATIONS, DATASETS, OUTPUTS
from cae.experiments.settings import PathSettings, checked_lambdas


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns the process's exit status."""
    parser = argparse.ArgumentParser(prog="python -m cae", description="CAE Lab without a browser.")
    commands = parser.add_subparsers(dest="command", required=True)
    _add_sweep(commands.add_parser("sweep", help="train models over λ, hidden units and seeds"))
    _add_bench(commands.add_parser("bench", help="print how fast this is, as ratios measured in one run"))
    options = parser.parse_args(arguments)
    return int(options.run(options))


def _add_sweep(parser: argparse.ArgumentParser) -> None:
    default = PathSettings()
    parser.set_defaults(run=_sweep)
    parser.description = "Train a path of models over λ for every number of hidden units and every seed."
    parser.add_argument("--lambdas", type=float, nargs="+", default=list(default.lambdas), help="ascending, 0 to 10⁶")
    parser.add_argument("--hidden", type=int, nargs="+", default=[default.hidden], help="numbers of hidden units")
    parser.add_argument("--seeds", type=int, nargs="+", default=[default.seed])
    parser.add_argument("--out", required=True, help="a folder; a sweep of the same settings there is gone on with")
    parser.add_argument("--format", choices=("csv", "parquet"), default="csv", help="of the table")
    parser.add_argument("--dataset", choices=DATASETS, default=default.dataset)
    parser.add_argument("--activation", choices=ACTIVATIONS, default=default.activation)
    parser.add_argument("--output", choices=OUTPUTS, default=default.output)
    parser.add_argument("--untied", action="store_true", help="weights of its own for the decoder")
    parser.add_argument("--scratch", action="store_true", help="every model from the initial weights, not the last λ's")
    parser.add_argument("--epochs", type=int, default=default.epochs, help="of a model that starts from the last λ's")
    parser.add_argument("--first-epochs", type=int, default=default.first_epochs, help="of one from initial weights")
    parser.add_argument("--lr", type=float, default=default.lr, help="Adam's learning rate")
    parser.add_argument("--batch-size", type=int, default=default.batch_size)


def _sweep(options: argparse.Namespace) -> int:
    try:
        names = ("dataset", "activation", "output", "epochs", "first_epochs", "lr", "batch_size")
        settings = PathSettings(
            **{name: getattr(options, name) for name in names},
            hidden=options.hidden[0],
            seed=options.seeds[0],
            lambdas=checked_lambdas(options.lambdas),
            tied=not options.untied,
            warm=not options.scratch,
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

    from cae.experiments.grid import run_grid

    total = settings.total_epochs() * len(options.hidden) * len(options.seeds)
    form = "{l_bar}{bar}| {n:.0f}/{total:.0f} epochs [{elapsed}<{remaining}]"
    with tqdm(total=total, bar_format=form) as bar:

        def show(epochs: float) -> None:
            bar.update(epochs - bar.n)

        return run_grid(settings, options.hidden, options.seeds, options.out, options.format, show)


def _add_bench(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_bench)
    parser.add_argument("--browser", action="store_true", help="also the pages, in Chromium")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--threads", type=int, help="threads of every contender (default: torch's own)")


def _bench(options: argparse.Namespace) -> int:
    import torch

    from cae.bench import maths as bench_core
    from cae.bench import path as bench_path
    from cae.bench import training as bench

    if options.threads is not None:
        torch.set_num_threads(options.threads)

    def say(text: str) -> None:
        print(f"… {text}", file=sys.stderr)

    figures: dict[str, Any] = {"threads": torch.get_num_threads()}
    figures |= bench_core.core(say) | bench.training(say) | bench_path.path(say) | bench.frame_figures()
    if options.browser:
        from cae.bench import atlas as atlas_bench
        from cae.bench import live as live_bench
        from cae.bench import units as units_bench

        figures |= live_bench.browser(say) | atlas_bench.browser(say) | units_bench.browser(say)
    if options.json:
        print(json.dumps(figures, indent=2))
    else:
        _print_table(figures)
    return 0


def _print_table(figures: dict[str, Any]) -> None:
    from cae.bench.training import TARGETS

    print(f"{'figure':44}{'measured':>12}   target")
    for name, value in figures.items():
        rows = value.items() if isinstance(value, dict) else [("", value)]
        for key, number in rows:
            label = f"{name} {key}" if key else name
            target = TARGETS.get(name, {})
            wanted = target.get(key, "") if isinstance(target, dict) else target
            print(f"{label:44}{number:>12.3g}   {wanted}")


if __name__ == "__main__":
    sys.exit(main())
