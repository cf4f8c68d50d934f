"""Command line: ``python -m cae bench``."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns the process's exit status."""
    parser = argparse.ArgumentParser(prog="python -m cae", description="CAE Lab without a browser.")
    commands = parser.add_subparsers(dest="command", required=True)
    bench = commands.add_parser("bench", help="print how fast this is, as ratios measured in one run")
    bench.add_argument("--browser", action="store_true", help="also the live page, in Chromium")
    bench.add_argument("--json", action="store_true", help="print one JSON object")
    bench.add_argument("--threads", type=int, help="threads of every contender (default: torch's own)")
    options = parser.parse_args(arguments)
    return _bench(options)


def _bench(options: argparse.Namespace) -> int:
    import torch

    from cae import bench, bench_core

    if options.threads is not None:
        torch.set_num_threads(options.threads)

    def say(text: str) -> None:
        print(f"… {text}", file=sys.stderr)

    figures: dict[str, Any] = {"threads": torch.get_num_threads()}
    figures |= bench_core.core(say) | bench.training(say) | bench.frame_figures()
    if options.browser:
        from cae.live import bench as live_bench

        figures |= live_bench.browser(say)
    if options.json:
        print(json.dumps(figures, indent=2))
    else:
        _print_table(figures)
    return 0


def _print_table(figures: dict[str, Any]) -> None:
    from cae.bench import TARGETS

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
