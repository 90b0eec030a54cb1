"""Visitors without a browser: sessions of the running product by Streamlit's own protocol."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol


@dataclass(frozen=True)
class Run:
    """One run of a page, as its visitor sees it."""

    page: str
    """Its path in the address."""
    seconds: float
    """From the question to the last of the page."""
    elements: int
    """What the page drew."""
    complaints: tuple[str, ...]
    """Exceptions and red boxes that the page showed."""


@dataclass
class Visit:
    """One visitor's session.

    Parameters
    ----------
    socket
        The connection to the product.
    """

    socket: ClientConnection
    pages: dict[str, str] = field(default_factory=dict)
    """The pages of the menu: the key of each by its path; known after the first run."""
    frames: list[bytes] = field(default_factory=list)
    """What the product sent, where that is kept."""
    keeps_frames: bool = False

    async def opens(self, page: str) -> Run:
        """Go to a page, and wait for the end of its run."""
        question = BackMsg()
        question.rerun_script.page_script_hash = self.pages.get(page, "")
        question.rerun_script.page_name = "" if page in self.pages else page
        begin = time.perf_counter()
        await self.socket.send(question.SerializeToString())
        elements, complaints = 0, []
        while True:
            frame = await self.socket.recv(decode=False)
            if self.keeps_frames:
                self.frames.append(frame)
            message = ForwardMsg.FromString(frame)
            match message.WhichOneof("type"):
                case "navigation":
                    self.pages = {each.url_pathname: each.page_script_hash for each in message.navigation.app_pages}
                case "delta" if message.delta.WhichOneof("type") == "new_element":
                    elements += 1
                    element = message.delta.new_element
                    if element.WhichOneof("type") == "exception":
                        complaints.append(element.exception.message)
                    elif element.WhichOneof("type") == "alert" and element.alert.format == element.alert.ERROR:
                        complaints.append(f"{element.alert.title} {element.alert.body}")
                case "page_not_found":
                    complaints.append(f"There is no page {page}.")
                case "script_finished" if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                        complaints.append(ForwardMsg.ScriptFinishedStatus.Name(message.script_finished))
                    return Run(page, time.perf_counter() - begin, elements, tuple(complaints))


@asynccontextmanager
async def visit(address: str) -> AsyncIterator[Visit]:
    """Open a session of the product at an address; it ends with the block."""
    url = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
    async with connect(url, subprotocols=[Subprotocol("streamlit")], max_size=None, proxy=None) as socket:
        yield Visit(socket)


async def health(address: str, patience: float) -> str:
    """Ask the product whether it is well, in a connection of its own.

    Raises
    ------
    TimeoutError
        When it does not answer for `patience` seconds.
    """
    host, port = address.removeprefix("http://").split(":")
    async with asyncio.timeout(patience):
        reader, writer = await asyncio.open_connection(host, int(port))
        try:
            writer.write(f"GET /_stcore/health HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
            answer = await reader.read()
        finally:
            writer.close()
    return answer.decode().partition("\r\n")[0]
