"""What is done once, when the server starts: libraries imported and the first answers made before anyone asks."""

import asyncio
import atexit
import gc
import os
import sys
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import anyio
import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from analytics.clock import utc_now

_BROWSER_DELAY = 0.5  # seconds; the server listens when the start is over


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Warm up before the server listens, then open the browser."""
    # Until a first run has called st.navigation, Streamlit 1.67 takes a folder named pages/ for pages of its old kind,
    # and tells a first visitor who comes by a deep link that the page does not exist.
    PagesManager.uses_pages_directory = False
    await anyio.to_thread.run_sync(warm_up)
    asyncio.get_running_loop().call_later(_BROWSER_DELAY, _open_browser)
    yield


def warm_up() -> None:
    """Import what pages need, and make the first answers."""
    # Cached functions choose where to keep their answers when they are defined, and that needs the running server.
    from analytics.forecast import public_holidays  # noqa: PLC0415 - see below
    from pages.parts import session  # noqa: PLC0415 - see above

    # Importing the forecaster's libraries takes seconds; the first visitor should not wait for it.
    # Whatever goes wrong here goes wrong again on the page, which says so and leaves the other pages to mend it.
    with suppress(Exception):
        session.outlooks(session.fingerprint(), None)
        # The first holidays asked for bring the calendars of all countries into memory, which takes half a second.
        year = utc_now().year
        public_holidays(session.settings().country, year, year)
    # A full collection takes 0.1 s with these libraries in memory; frozen, they are passed over.
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)


def _open_browser() -> None:
    """Open the product, as `streamlit run` does for apps without a start of their own."""
    screen = sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if screen and not st.get_option("server.headless"):
        webbrowser.open(f"http://localhost:{st.get_option('server.port')}")
