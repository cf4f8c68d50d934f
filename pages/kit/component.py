"""A page's view in the browser, as Streamlit's component: it draws, talks to the server and keeps the URL by itself."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from cae import config, thresholds
from pages.kit import compat, version
from pages.kit.modules import modules_of
from pages.kit.page import Page

# The modules are served by a route of ours: inline component code can't import relatively. All of them are asked for
# at once: a browser that finds out by and by what imports what needs a round trip for each level of imports.
_LOADER = """
export default function (component) {
  const mount = component.parentElement.querySelector(".cae-mount");
  const urls = MODULES.map((path) => new URL(component.data.base + "cae/pages/" + path, document.baseURI).href);
  for (const href of urls) {
    if (!document.querySelector(`link[href="${href}"]`)) {
      document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href }));
    }
  }
  let gone = false;
  const ready = import(urls[0]).then((view) => {
    if (!gone) view.mount(mount, component);
    return view;
  }).catch((error) => {
    console.error(error);
    if (gone) return null;
    const words = document.createElement("p");
    const why = String(error?.message ?? error).replace(/\\.$/, "");
    words.textContent = `This page could not be loaded: ${why}. What it trains goes on; reloading tries again.`;
    const again = Object.assign(document.createElement("button"), { type: "button", textContent: "Reload" });
    again.addEventListener("click", () => location.reload());
    const box = Object.assign(document.createElement("div"), { className: "cae-unloaded" });
    box.setAttribute("role", "alert");
    box.style.cssText = "max-width: 34em; margin: 20vh auto 0; padding: 0 1em; text-align: center";
    again.style.cssText = "padding: 0.5em 1.2em; font: inherit; cursor: pointer";
    box.append(words, again);
    mount.replaceChildren(box);
    return null;
  });
  return () => {
    gone = true;
    ready.then((view) => view?.unmount(mount));
  };
}
"""

# Of the numbers that are typed in the view: its fields keep to what the URL and the server's checks keep to.
LIMITS = {
    "lam": config.LAM_RANGE,
    "lr": config.LR_RANGE,
    "batch_size": config.BATCH_RANGE,
    "budget": config.BUDGET_RANGE,
    **thresholds.RANGES,
}


def show(page: Page, key: str, data: dict[str, Any], **callbacks: Any) -> None:
    """Show a page's view, and call the browser's page by its title.

    Parameters
    ----------
    page : Page
        Its view's module is ``pages/<name>/view/<name>.js``; its title is the view's heading, for who does not see it.
    key : str
        Of the component in the session.
    data : dict
        What the view is given, beside its title, where the server is, which version its modules have, and the limits
        of what may be typed.
    **callbacks : callable
        ``on_<name>_change``: the view has set that value.
    """
    st.set_page_config(f"{page.title} · CAE Lab")
    # Registered on every rerun: the registry belongs to the server, not to this module.
    component = st.components.v2.component(
        f"cae_{page.name}_view",
        html='<div class="cae-mount"></div>\n',
        js=_LOADER.replace("MODULES", json.dumps(modules_of(page.name))),
        isolate_styles=False,
    )
    server = {"base": f"{compat.base_path()}/", "version": version.on_disk(), "limits": LIMITS}
    component(key=key, data=data | server | {"title": page.title}, **callbacks)
