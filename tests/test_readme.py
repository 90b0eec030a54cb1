"""What the documentation says is so."""

import re
import shutil
from pathlib import Path

import pytest

from analytics.__main__ import cli
from analytics.settings import PREFIX, Settings
from tests.places import ROOT

README = (ROOT / "README.md").read_text("utf-8")
NOTES = sorted((ROOT / "pages").glob("*/*.md"))


def test_the_settings_table_lists_every_setting_with_its_default() -> None:
    table = dict(re.findall(rf"^\| `{PREFIX}([A-Z_]+)` \| `([^`]+)` \|", README, flags=re.MULTILINE))
    fields = {
        name.upper(): "none" if field.default is None else str(field.default)
        for name, field in Settings.model_fields.items()
    }
    assert table == fields


def test_every_command_shown_exists() -> None:
    shown = set(re.findall(r"^python -m analytics ([a-z-]+)", README, flags=re.MULTILINE))
    known = set(cli.list_commands(None))  # type: ignore[arg-type] # the list does not depend on the context
    assert shown == known


def test_every_room_and_path_shown_exists() -> None:
    for path in re.findall(r"`((?:analytics|pages|benchmarks|sample_data)/[a-z_/]*)`", README):
        assert (ROOT / path).is_dir(), path
    for path in re.findall(r"\]\(([^)]+)\)", README):
        assert (ROOT / path).exists(), path


def test_every_page_is_in_the_table() -> None:
    titles = re.findall(r'title="([^"]+)"', (ROOT / "app.py").read_text("utf-8"))
    for title in titles:
        assert f"\n| {title} |" in README


def test_the_two_commands_stand_at_the_top() -> None:
    head = README[: README.index("## ")]
    assert "pip install -r requirements.txt && streamlit run app.py" in head
    assert "pip install -r requirements-dev.txt && pytest" in head


PRINTED: dict[str, str | tuple[str, ...]] = {
    "overview": "Design Studio 81 % of the term's tokens used",
    "products": "49882",
    "users": "User 0024",
    "top_consumers": ("0.17371", "-212.000000"),
    "what_changed": ("11 % less than from 1 May 2026", "4,864 tokens against 5,240"),
    "habits": "54985",
    "members": "3736",
    "run_out": "Design Studio",
    "true_up": " 2026-11-17\n",  # the day on which an order of Sunday 1 November arrives
    "accuracy": "Design Studio Yes, if you take the band",
    "budget": "Design Studio Not within plan: 81 % of the term's tokens used",
    "parts": "Revit takes most: 27 %",
    "scenarios": "The 10 heaviest users moved off",
    "candidates": "1571.145542",
    "portfolio": ("the best of all sets, found exactly as a mixed-integer linear program", "16240.0", "3675.0"),
    "decisions": ("10731.000000 27405.000000", "9593.50"),
    "applications": ("Digital Lab owes 54.5 tokens since 13 October 2026", "is 55 tokens", "27 November 2026"),
    "resources": ("Flow Graph Engine of Plant Engineering runs out first", "5721.000000 286 1.000000", "USD 21.00"),
    "rates": ("104.1025", "in AEC Collection", "2.785714"),
    "departments": "502255.20",
    "directory": "known_users=115",
    "limits": "shape: (15, 8)",
    "load": "token_usage_2024-09_2025-12.csv 16008 16008 () 106370",
    "history": "665       ┆ 126",
    "packs": "502255.20",
}


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note.stem)
def test_the_lines_of_python_on_each_page_print_its_numbers(
    note: Path,
    sample_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    [code] = re.findall(r"```python\n(.*?)```", note.read_text("utf-8"), flags=re.DOTALL)
    shutil.copy(sample_file, tmp_path / "token_gauge.duckdb")
    monkeypatch.chdir(tmp_path)
    exec(compile(code, note.name, "exec"), {"__name__": "__main__"})
    printed = capsys.readouterr().out
    facts = PRINTED[note.stem]
    assert all(fact in printed for fact in ([facts] if isinstance(facts, str) else facts))


def test_every_page_with_numbers_has_its_note() -> None:
    assert {note.stem for note in NOTES} == set(PRINTED)


def test_the_requirements_are_pinned() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = [
            line for line in (ROOT / name).read_text("utf-8").splitlines() if line and not line.lstrip().startswith("#")
        ]
        assert lines
        assert all("==" in line for line in lines)


def test_nothing_is_asked_or_sent_at_the_first_start() -> None:
    config = (ROOT / ".streamlit" / "config.toml").read_text("utf-8")
    for line in ("gatherUsageStats = false", "showEmailPrompt = false", 'address = "localhost"'):
        assert line in config
