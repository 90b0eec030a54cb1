"""What stands before every request: whom the server answers, and what browsers may do with its answers."""

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_HEADERS = {
    # No other site shows the product in a frame of its own, where it could lead a visitor's clicks.
    "Content-Security-Policy": "frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    # The address says which team and user are looked at.
    "Referrer-Policy": "same-origin",
}
_METRICS = "/_stcore/metrics"


class Guard:
    """Put the headers on every answer, and keep the server's figures about its sessions to itself.

    Parameters
    ----------
    app
        What is guarded.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        refused = scope["path"].rstrip("/").endswith(_METRICS)
        app = PlainTextResponse("Not found", status_code=404) if refused else self._app
        await app(scope, receive, send_with_headers)


def middleware() -> list[Middleware]:
    """Return the guard, and before it, where only this computer can reach the server, the refusal of other hosts.

    A page of another site can have its own name lead to this computer; its requests still carry that name.
    """
    if st.get_option("server.address") not in _LOOPBACK:
        return [Middleware(Guard)]
    # A reverse proxy on this computer may hand on the name that it is asked by, which whoever runs it allows.
    hosts = [*_LOOPBACK, "[::1]", *st.get_option("server.allowedHosts")]
    return [Middleware(Guard), Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)]
