"""The table as text for a terminal, ours beside the paper's. Knows no torch."""

from __future__ import annotations

from cae.paper.results import Results
from cae.paper.rows import NONE, ROWS
from cae.paper.words import GUESS, SETTINGS_OF_THE_PAPER, findings, number, setting

OURS = ("test error, %", "‖J‖²_F", "‖J‖_F", "‖J‖²_F/(D·H)", "SAT, %")
PAPERS = ("test error, %", "“‖J‖_F” × 10⁴", "SAT, %")


def cells(results: Results) -> list[list[str]]:
    """A row of words each: the name, what ``OURS`` has, what ``PAPERS`` has."""
    rows = []
    for row in ROWS:
        measures = [number(results.mean(row.name, name)) for name in ("jacobian2", "jacobian", "jacobian_entry")]
        sat, paper = f"{100 * results.mean(row.name, 'sat'):.1f}", row.reported
        reported = [f"{paper.test_error:.2f}", f"{paper.jacobian:.2f}", f"{paper.sat:.2f}"]
        rows.append([row.name, _error(results, row.name), *measures, sat, *reported])
    return [*rows, [NONE, _error(results, NONE), *[""] * 7]]


def table(results: Results) -> str:
    """The table, how it was made and what it shows."""
    heads = ["", *OURS, *PAPERS]
    rows = cells(results)
    widths = [max(len(row[k]) for row in [heads, *rows]) for k in range(len(heads))]

    def line(row: list[str]) -> str:
        return "  ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))])

    ours = sum(widths[1:6]) + 2 * 4
    above = f"{'':{widths[0]}}  {'ours':>{ours}}  {'the paper’s':>{sum(widths[6:]) + 4}}"
    sentences = [*findings(results), SETTINGS_OF_THE_PAPER, GUESS, *setting(results)]
    return "\n".join([above, line(heads), *map(line, rows), "", *sentences])


def _error(results: Results, model: str) -> str:
    error = results.error(model)
    return f"{error.mean:.2f} ± {error.half:.2f}"
