"""A page's view in the browser, as Streamlit's component: it draws, talks to the server and keeps the URL by itself."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.kit import compat, version

# The modules are served by a route of ours: inline component code can't import relatively.
_LOADER = """
export default function (component) {
  const mount = component.parentElement.querySelector(".cae-mount");
  const url = new URL(component.data.base + "cae/pages/MODULE", document.baseURI).href;
  let gone = false;
  const ready = import(url).then((view) => {
    if (!gone) view.mount(mount, component);
    return view;
  });
  return () => {
    gone = true;
    ready.then((view) => view.unmount(mount));
  };
}
"""


def show(page: str, key: str, data: dict[str, Any], **callbacks: Any) -> None:
    """Show a page's view.

    Parameters
    ----------
    page : str
        Its name; the module is ``pages/<name>/view/<name>.js``.
    key : str
        Of the component in the session.
    data : dict
        What the view is given, beside where the server is and which version its modules have.
    **callbacks : callable
        ``on_<name>_change``: the view has set that value.
    """
    # Registered on every rerun: the registry belongs to the server, not to this module.
    component = st.components.v2.component(
        f"cae_{page}_view",
        html='<div class="cae-mount"></div>\n',
        js=_LOADER.replace("MODULE", f"{page}/view/{page}.js"),
        isolate_styles=False,
    )
    server = {"base": f"{compat.base_path()}/", "version": version.on_disk()}
    component(key=key, data=data | server, **callbacks)
