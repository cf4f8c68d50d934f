"""The table's report: one HTML file with the table, its two figures, and everything that it depends on."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from cae import figures
from cae.files import written
from cae.paper.results import Results
from cae.paper.rows import NONE, ROWS
from cae.paper.text import OURS, PAPERS, cells
from cae.paper.words import GUESS, SETTINGS_OF_THE_PAPER, findings, number, setting

# Told apart by colour-blind eyes (Okabe and Ito).
COLORS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
STYLE = """
:root { color-scheme: light; }
body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; color: #1c1c1c;
  background: #fff; font-variant-numeric: tabular-nums; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
.wide { overflow-x: auto; } p, li { max-width: 48rem; }
table { border-collapse: collapse; font-size: 15px; } th, td { padding: 0.3rem 0.7rem; text-align: right; }
th { font-weight: 600; border-bottom: 1px solid #888; vertical-align: bottom; }
thead tr:first-child th { border-bottom: 0; text-align: center; }
th:first-child, td:first-child { text-align: left; } td { white-space: nowrap; }
.paper { background: #f3f3f0; } small { color: #555; }
@media (max-width: 40rem) { small { display: block; } }
"""


def write(results: Results, path: Path) -> None:
    """Write the report, whole."""
    page = _page(results)
    with written(path) as file:
        file.write_text(page, encoding="utf-8")


def _page(results: Results) -> str:
    title = f"Table 1, {results.settings.dataset}"
    parts = [
        "<!doctype html><html lang='en'><meta charset='utf-8'>",
        "<meta name='viewport' content='width=device-width, initial-scale=1'>",
        f"<title>{escape(title)}</title><style>{STYLE}</style><h1>{escape(title)}, ours beside the paper’s</h1>",
        "<p>Rifai, Vincent, Muller, Glorot, Bengio, “Contractive Auto-Encoders: Explicit Invariance During Feature "
        "Extraction”, ICML 2011.</p>",
        _table(results),
        _list("What it shows", findings(results)),
        _list("What is a guess", [SETTINGS_OF_THE_PAPER, GUESS]),
        *_figures(results),
        _list("How it was made", setting(results)),
        _heading("Each model, each seed"),
        _models(results),
        "</html>",
    ]
    return "\n".join(parts)


def _table(results: Results) -> str:
    says = {row.name: row.says for row in ROWS} | {NONE: "no pre-training"}
    rows = [[_named(row[0], says[row[0]]), *map(escape, row[1:])] for row in cells(results)]
    groups = f"<th></th><th colspan='{len(OURS)}'>ours</th><th class='paper' colspan='{len(PAPERS)}'>the paper’s</th>"
    return _tabulated(["", *OURS, *PAPERS], rows, groups, shaded=len(PAPERS))


def _models(results: Results) -> str:
    heads = ["", "seed", "parameters", "steps", "test error, %", "validation error, %", "‖J‖²_F", "SAT, %"]
    heads += ["classifier’s parameters", "fine-tuning: epochs (best)", "steps"]
    rows = []
    for model, figures_of in results.figures.items():
        for one in figures_of:
            tuned, trained = one["tuned"], model != NONE
            rows.append([
                model, str(one["seed"]), f"{one['parameters']:,}" if trained else "",
                f"{one['steps']:,}" if trained else "", f"{100 * tuned['test_error']:.2f}",
                f"{100 * tuned['validation_error']:.2f}", number(one["jacobian2"]) if trained else "",
                f"{100 * one['sat']:.1f}" if trained else "", f"{tuned['parameters']:,}",
                f"{tuned['epochs']} ({tuned['best_epoch']})", f"{tuned['steps']:,}",
            ])  # fmt: skip
    return _tabulated(heads, [[escape(cell) for cell in row] for row in rows])


def plots(results: Results) -> dict[str, Any]:
    """The paper's two figures of our models by their titles, Plotly's; curves and spectra are means over the seeds."""
    names = [row.name for row in ROWS]
    directions = {name: results.mean(name, "directions") for name in names}
    curves, spectra = ({name: results.curve(name, of) for name in names} for of in ("curve", "sigma"))
    radius = results.curve(names[0], "radius")
    return {
        "Contraction curves": figures.contraction_curves(curves, radius),
        "Spectra": figures.spectra(spectra, directions),
    }


def _figures(results: Results) -> list[str]:
    parts = []
    for k, (title, one) in enumerate(plots(results).items()):
        parts += [_heading(title), f"<p>{escape(one.layout.meta['says'])}</p>", _plot(one, with_script=k == 0)]
    return parts


def _plot(drawn: Any, with_script: bool) -> str:
    drawn.update_layout(
        template="plotly_white",
        colorway=COLORS,
        height=440,
        font={"size": 14},
        margin={"l": 70, "r": 20, "t": 20},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"},
    )
    html: str = drawn.to_html(full_html=False, include_plotlyjs=with_script, config={"displaylogo": False})
    return html


# -- HTML ----------------------------------------------------------------------------------------------------


def _heading(text: str) -> str:
    return f"<h2>{escape(text)}</h2>"


def _list(title: str, sentences: Sequence[str]) -> str:
    return _heading(title) + "<ul>" + "".join(f"<li>{escape(one)}</li>" for one in sentences) + "</ul>"


def _named(name: str, says: str) -> str:
    return f"{escape(name)} <small>{escape(says)}</small>"


def _tabulated(heads: Sequence[str], rows: Sequence[Sequence[str]], groups: str = "", shaded: int = 0) -> str:
    """A table; its cells are HTML, and the last columns may be shaded."""

    def cells_of(texts: Sequence[str], tag: str) -> str:
        plain, last = texts[: len(texts) - shaded], texts[len(texts) - shaded :]
        return "".join(
            [*(f"<{tag}>{one}</{tag}>" for one in plain), *(f"<{tag} class='paper'>{one}</{tag}>" for one in last)]
        )

    above = f"<tr>{groups}</tr>" if groups else ""
    body = [f"<tr>{cells_of(row, 'td')}</tr>" for row in rows]
    head = f"<thead>{above}<tr>{cells_of(heads, 'th')}</tr></thead>"
    return f"<div class='wide'><table>{head}<tbody>{''.join(body)}</tbody></table></div>"
