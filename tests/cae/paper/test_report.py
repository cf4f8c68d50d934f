"""The table's report: one file that needs no network and holds everything."""

import re

from cae.paper import report
from cae.paper.rows import ROWS
from cae.paper.words import GUESS, SETTINGS_OF_THE_PAPER, findings, setting


def text_of(page: str) -> str:
    page = re.sub(r"<script.*?</script>", "", page, flags=re.S)
    return re.sub(r"<[^>]*>", " ", page).replace("&#x27;", "'").replace("&quot;", '"')


def test_the_report_is_one_file_with_the_table_two_figures_and_all_sentences(made_results, tmp_path):
    results = made_results({"CAE": [[1, 2], [3]], "AE": [list(range(50)), list(range(40))]})
    path = tmp_path / "report.html"
    report.write(results, path)
    page = path.read_text(encoding="utf-8")
    text = text_of(page)
    assert page.count("Plotly.newPlot(") == 2
    assert not re.search(r"<(script|link|img)[^>]*(src|href)=", page)  # nothing comes from elsewhere
    for sentence in [*findings(results), *setting(results), GUESS, SETTINGS_OF_THE_PAPER]:
        assert sentence in text
    for row in ROWS:
        assert row.says in text
        assert f"{row.reported.test_error:.2f}" in text
    assert text.count("4 (2)") == 2 * 7  # epochs of every model and seed, and the best one
    assert "CAE falls with the radius, from 0.2 to 0.1." in text
    assert "Directions that hold nine tenths of ‖J‖²: CAE 2," in text
