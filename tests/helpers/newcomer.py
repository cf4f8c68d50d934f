"""A browser context that is used again, and whoever comes next was never here."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext

# All that a page can leave behind, but not what Chromium fetched and compiled of it.
KEPT = "cookies,local_storage,indexeddb,cache_storage,service_workers,file_systems"


def forget(context: BrowserContext) -> None:
    """Close all pages but the first, which is nobody's, and remove what they have kept."""
    first, *pages = context.pages
    origins = {"{0.scheme}://{0.netloc}".format(urlsplit(page.url)) for page in pages if page.url.startswith("http")}
    for page in pages:
        page.close()
    context.set_offline(False)
    context.clear_permissions()
    context.clear_cookies()
    session = context.new_cdp_session(first)
    for origin in origins:
        session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": KEPT})
    session.detach()
