"""While names are masked nobody's name leaves the server: not in what it sends, prints or keeps beside the store."""

import asyncio
import tempfile
from pathlib import Path

import pytest

from analytics.exports import Status
from analytics.store import LoadOptions, Store, load
from tests.browser.running import product
from tests.browser.visiting import PAGES
from tests.places import NOW
from tests.server.sessions import visit

CLEAR = [b"zebulon", b"quagmire", b"thaddeus", b"wobblethorpe", b"hidden.example"]
"""Parts of names and addresses that no other text has."""
PEOPLE = [("zebulon.quagmire", "Zebulon", "Quagmire"), ("thaddeus.wobblethorpe", "Thaddeus", "Wobblethorpe")]
HEADER = "Day used,Team,Product,Email,First name,Last name,Tokens used"


def export(folder: Path) -> Path:
    rows = [
        f"2026-{month:02d}-{day:02d},North,{product_name},{mail}@hidden.example,{first},{last},{tokens}"
        for month in range(1, 10)
        for day in range(1, 29)
        for product_name, tokens in (("AutoCAD", 7), ("Revit", 10))
        for mail, first, last in PEOPLE
    ]
    path = folder / "use by Zebulon Quagmire.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    return path


def clear(content: bytes) -> list[bytes]:
    return [each for each in CLEAR if each in content.lower()]


async def _frames_of_all_pages(address: str) -> list[bytes]:
    async with visit(address) as session:
        session.keeps_frames = True
        for path in PAGES.values():
            run = await session.opens(path)
            assert not run.complaints, (path, run.complaints)
        return session.frames


def test_no_name_is_sent_printed_or_left_in_a_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    path = tmp_path / "store.duckdb"
    with Store(path) as store:
        assert load(store, export(tmp_path), NOW, LoadOptions()).status is Status.LOADED
    assert clear(path.read_bytes()), "the store itself knows them"
    with product(path) as running:
        frames = asyncio.run(_frames_of_all_pages(running.address))
        assert len(frames) > 10 * len(PAGES)
        assert any(b"User 000" in frame for frame in frames), "somebody is on the pages"
        assert [clear(frame) for frame in frames if clear(frame)] == []
        running.dies()
        left = [file for file in (*temporary.rglob("*"), *tmp_path.glob("store*/**/*")) if file.is_file()]
        assert running.log in left
        assert [file for file in left if clear(file.read_bytes())] == []
