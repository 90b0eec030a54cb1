"""What lies behind a path is found, named, and unpacked only as far as it is safe."""

import gzip
import shutil
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from analytics.errors import ExportError
from analytics.exports import archives, recognise
from analytics.exports.archives import files, members
from tests.exports.made import TOKEN_USAGE, ods, written, xlsb, xlsx, zipped

TABLE = f"{TOKEN_USAGE}\n2026-01-01,Revit,10\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "unpacked"
    made.mkdir()
    return made


def names(found: list[tuple[Path, str]]) -> list[str]:
    return [name for _, name in found]


def test_a_plain_file_is_itself(tmp_path: Path, folder: Path) -> None:
    path = written(tmp_path, TABLE)
    assert members(path, folder) == [(path, "file.csv")]


@pytest.mark.parametrize("write", [xlsx, ods, xlsb])
def test_a_workbook_is_no_archive(tmp_path: Path, folder: Path, write: object) -> None:
    assert callable(write)
    path = written(tmp_path, write([TOKEN_USAGE.split(",")]), "book")
    assert members(path, folder) == [(path, "book")]


@pytest.mark.parametrize("content", [TABLE.encode(), xlsx([TOKEN_USAGE.split(",")])])
def test_gzip(tmp_path: Path, folder: Path, content: bytes) -> None:
    [(path, name)] = members(written(tmp_path, gzip.compress(content), "usage.csv.gz"), folder)
    assert name == "usage.csv.gz"
    assert path.parent == folder
    assert path.read_bytes() == content
    assert recognise(path, name).name == name


def test_zip(tmp_path: Path, folder: Path) -> None:
    content = zipped(
        [
            ("b/usage.csv", TABLE),
            ("a.xlsx", xlsx([TOKEN_USAGE.split(",")])),
            ("b/", ""),
            ("__MACOSX/._a", "x"),
            ("b/.hidden", "x"),
            ("../../out.csv", TABLE),
            ("/etc/abs.csv", TABLE),
        ]
    )
    found = members(written(tmp_path, content, "all.zip"), folder)
    assert sorted(names(found)) == ["all.zip/a.xlsx", "all.zip/b/usage.csv", "all.zip/etc/abs.csv", "all.zip/out.csv"]
    assert {path.parent for path, _ in found} == {folder}
    assert all(recognise(path, name).name == name for path, name in found)


def test_a_folder(tmp_path: Path, folder: Path) -> None:
    top = tmp_path / "exports"
    (top / "sub").mkdir(parents=True)
    (top / ".git").mkdir()
    written(top, TABLE, "z.csv")
    written(top, TABLE, ".hidden.csv")
    written(top / ".git", TABLE, "x.csv")
    written(top / "sub", zipped([("m.csv", TABLE)]), "a.zip")
    written(top, zipped([("inner.zip", zipped([("m.csv", TABLE)]))]), "b.zip")
    behind = files(top)
    assert names(behind) == ["exports/b.zip", "exports/z.csv", "exports/sub/a.zip"]
    packed, shown = behind[2]
    assert names(members(packed, folder, name=shown)) == ["exports/sub/a.zip/m.csv"]
    with pytest.raises(ExportError, match=r"exports/b.zip has the archive inner.zip in it"):
        members(behind[0][0], folder, name=behind[0][1])


def locked(content: bytes) -> bytes:
    """Set the flag of encryption in both places where a zip archive has it."""
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(mark) + offset
        content = content[:at] + b"\x01" + content[at + 1 :]
    return content


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (zipped([("in.zip", zipped([("a.csv", TABLE)]))]), r"has the archive in\.zip in it"),
        (zipped([("in.csv.gz", gzip.compress(b"x"))]), r"has the archive in\.csv\.gz in it"),
        (gzip.compress(zipped([("a.csv", TABLE)])), "has archives in it"),
        (gzip.compress(gzip.compress(b"x")), "has archives in it"),
        (gzip.compress(bytes(257) + b"ustar" + bytes(300)), "has archives in it"),
        (locked(zipped([("a.csv", TABLE)])), "protected with a password"),
        (zipped([]), "no files in it"),
        (zipped([("a/", "")]), "no files in it"),
        (zipped([("a.csv", TABLE)])[:-30], "damaged archive"),
        (gzip.compress(TABLE.encode())[:-12], "damaged archive"),
        (b"\x1f\x8b\x08\x00nonsense here", "damaged archive"),
        (b"PK\x03\x04nonsense here", "damaged archive"),
        (xlsx([TOKEN_USAGE.split(",")])[:-30], r"file\.bin is a damaged Excel workbook"),
        (ods([TOKEN_USAGE.split(",")])[:-30], r"file\.bin is a damaged OpenDocument workbook"),
        (gzip.compress(xlsx([TOKEN_USAGE.split(",")])[:-30]), r"file\.bin is a damaged Excel workbook"),
        (zipped([("a.xlsx", xlsx([TOKEN_USAGE.split(",")])[:-30])]), r"file\.bin/a\.xlsx is a damaged Excel workbook"),
    ],
    ids=lambda value: value if isinstance(value, str) else "archive",  # bytes have the second they were packed in
)
def test_what_is_not_unpacked_is_told_in_one_sentence(
    tmp_path: Path, folder: Path, content: bytes, sentence: str
) -> None:
    with pytest.raises(ExportError, match=sentence) as caught:
        members(written(tmp_path, content, "file.bin"), folder)
    assert caught.value.hint


def test_the_name_of_a_file_that_lies_under_another(tmp_path: Path, folder: Path) -> None:
    damaged = written(tmp_path, zipped([("a.csv", TABLE)])[:-30], "upload")
    with pytest.raises(ExportError, match=r"^usage\.zip is a damaged archive"):
        members(damaged, folder, name="usage.zip")
    whole = written(tmp_path, zipped([("a.csv", TABLE)]), "upload")
    assert names(members(whole, folder, name="usage.zip")) == ["usage.zip/a.csv"]


def test_missing_and_empty(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(ExportError, match="No such file"):
        members(tmp_path / "none", folder)
    with pytest.raises(ExportError, match="has no files"):
        files(folder)


def test_a_bomb_is_stopped_by_its_expansion(tmp_path: Path, folder: Path) -> None:
    block = bytes(1024 * 1024)
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    content = b"".join(bomb.compress(block) for _ in range(250)) + bomb.flush()
    for packed in (content, gzip.compress(b"")):
        path = written(tmp_path, packed, "bomb.gz")
        if packed is content:
            with pytest.raises(ExportError, match=r"bomb\.gz unpacks to 200 MB or more, over 200 times its own size"):
                members(path, folder)
            assert not list(folder.iterdir())
        else:
            assert members(path, folder)


def test_a_stated_size_is_not_believed(tmp_path: Path, folder: Path) -> None:
    content = bytearray(zipped([("a.csv", TABLE * 1000)]))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.index(mark) + offset
        content[at : at + 4] = struct.pack("<I", 10)
    with pytest.raises(ExportError, match="damaged archive"):
        members(written(tmp_path, bytes(content), "a.zip"), folder)


def test_all_members_together_are_bounded(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_ALL", 1_000)
    content = zipped([(f"{i}.csv", TABLE * 10) for i in range(4)])
    with pytest.raises(ExportError, match=r"a\.zip unpacks to 1,960 bytes or more; 1,000 bytes are unpacked of one"):
        members(written(tmp_path, content, "a.zip"), folder)
    assert not list(folder.iterdir())


def test_harmless_members_that_together_fill_the_disk_are_refused_before_one_is_written(
    tmp_path: Path, folder: Path
) -> None:
    """Twenty members of 195 MB, each within what one archive may unpack to, in 600 kB."""
    block = TABLE.encode() * 21_000
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("0.csv", "w") as file:
        for _ in range(190):
            file.write(block)
    with zipfile.ZipFile(path) as archive:
        assert archive.infolist()[0].file_size < 200 * 10**6
    content = path.read_bytes()
    # The list of members names the same bytes twenty times: overlapping members cost nothing to make.
    at = content.index(b"PK\x01\x02")
    entry, end = content[at : content.index(b"PK\x05\x06")], bytearray(content[content.index(b"PK\x05\x06") :])
    end[8:16] = struct.pack("<HHL", 20, 20, 20 * len(entry))
    path.write_bytes(content[:at] + b"".join(entry.replace(b"0.csv", b"%c.csv" % (65 + n)) for n in range(20)) + end)
    with pytest.raises(ExportError, match=r"many\.zip unpacks to [34]\.\d GB or more, over 200 times its own size"):
        members(path, folder)
    assert not list(folder.iterdir())


def test_what_would_fill_the_disk_is_refused_before_it_is_written(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(folder)._replace(free=500 * 10**6 + 100)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    for content in (zipped([("a.csv", TABLE * 10)]), gzip.compress(TABLE.encode() * 10)):
        with pytest.raises(ExportError, match="; where that is kept 100 bytes can be used"):
            members(written(tmp_path, content, "a.bin"), folder)
        assert not list(folder.iterdir())


def test_too_many_members(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(10_001):
            archive.writestr(str(number), "")
    with pytest.raises(ExportError, match="more than 10,000 files"):
        members(path, folder)


def test_the_list_of_members_is_not_read_when_it_is_too_long(tmp_path: Path, folder: Path) -> None:
    """Half a million entries of nothing take 25 MB here, and ten times as many of memory."""
    entry = b"PK\x01\x02" + bytes(42)
    for end in (
        struct.pack("<4s4HLLH", b"PK\x05\x06", 0, 0, 65_535, 65_535, 500_000 * 46, 4, 0),
        struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 500_000, 500_000, 500_000 * 46, 4)
        + struct.pack("<4sLQL", b"PK\x06\x07", 0, 4 + 500_000 * 46, 1)
        + struct.pack("<4s4HLLH", b"PK\x05\x06", 0, 0, 65_535, 65_535, 0xFFFFFFFF, 0xFFFFFFFF, 0),
    ):
        path = written(tmp_path, b"PK\x03\x04" + entry * 500_000 + end, "many.zip")
        with pytest.raises(ExportError, match="more than 10,000 files"):
            members(path, folder)


def test_the_name_of_a_member_is_bounded(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(ExportError, match="a file in it whose name has 60,004 characters, more than 500"):
        members(written(tmp_path, zipped([("x" * 60_000 + ".csv", TABLE)]), "a.zip"), folder)


def test_a_folder_of_far_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_MOST_FILES", 2)
    for number in range(3):
        written(tmp_path, TABLE, f"{number}.csv")
    with pytest.raises(ExportError, match="has more than the 2 files that are loaded at once"):
        files(tmp_path)


@pytest.mark.parametrize(
    "content",
    [gzip.compress(bytes(range(256)) * 20_000), zipped([("a.csv", TABLE), ("b.csv", TABLE), ("c.csv", TABLE)])],
)
def test_unpacking_is_ended_from_outside(tmp_path: Path, folder: Path, content: bytes) -> None:
    class EndedError(Exception):
        pass

    blocks = 0

    def go_on() -> None:
        nonlocal blocks
        blocks += 1
        if blocks == 2:
            raise EndedError

    path = written(tmp_path, content, "export.packed")
    with pytest.raises(EndedError):
        members(path, folder, go_on)


@pytest.mark.parametrize(
    ("name", "attributes"),
    [("reports/", 0), ("reports\\", 0), ("reports", 0o40755 << 16), ("reports", 0x10), ("a/b/", 0x10)],
)
def test_a_folder_entry_is_no_file(tmp_path: Path, folder: Path, name: str, attributes: int) -> None:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = attributes
    path = tmp_path / "exports.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, "")
        archive.writestr("reports.csv", TABLE)
    assert names(members(path, folder)) == ["exports.zip/reports.csv"]
