"""axe-core over a page as it stands: every rule there is, shadow roots included.

What is left out is listed here, and nowhere else, each with the reason.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page

SOURCE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"

# Streamlit's own nodes, by selector.
STREAMLIT: dict[str, str] = {
    '[data-testid="stAlert"] p': "A refusal in the side bar is written in its red on its pink: 6.4 to 1.",
    '[data-testid="stFormSubmitButton"] p': "White on the primary colour: 4.8 to 1 in the dark theme, where one "
    "that is dark enough for 7 to 1 would not stand out from the page.",
}

# Rules that ask for what these pages can't be.
RULES: dict[str, str] = {}

_RUN = """
async ([streamlit, left, tags]) => {
  const asked = new Set(axe.getRules(tags ?? undefined).map(({ ruleId }) => ruleId).filter((id) => !left.includes(id)));
  const rules = Object.fromEntries(axe.getRules().map(({ ruleId }) => [ruleId, { enabled: asked.has(ruleId) }]));
  const exclude = streamlit.map((one) => [one]);
  const { violations } = await axe.run({ exclude }, { rules, resultTypes: ['violations'] });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, any, all, none }) => {
    const why = [...any, ...all, ...none].map(({ message }) => message).join('; ');
    return `${id}: ${target.flat().join(' >>> ')}: ${why}`;
  }));
}
"""


@functools.cache
def _source() -> str:
    return SOURCE.read_text()


# What the colour scheme can change: all other rules look at the tree, which is the same in both.
COLOURS = ("cat.color",)


def findings(page: Page, tags: Sequence[str] | None = None) -> list[str]:
    """What axe finds on a page, by the rules with these tags or by all: the rule, where, and why."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())
    return page.evaluate(_RUN, [list(STREAMLIT), list(RULES), tags])
