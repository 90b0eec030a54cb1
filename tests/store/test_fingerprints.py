"""The fingerprint of a store: asked once a commit, and never that of before."""

from pathlib import Path

import pytest

from analytics.store import Store
from analytics.store.fingerprints import Kept


def test_the_fingerprint_is_asked_once_a_commit_whichever_store_of_the_process_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(tmp_path / "store.duckdb") as one, Store(tmp_path / "store.duckdb") as other:
        asked: list[str] = []
        frame = Store.frame
        monkeypatch.setattr(Store, "frame", lambda self, query, *rest: asked.append(query) or frame(self, query, *rest))
        before = one.fingerprint
        assert {one.fingerprint, other.fingerprint} == {before}
        assert len(asked) == 1
        with other.writing():
            assert one.fingerprint == before
        assert one.fingerprint == other.fingerprint != before
        with pytest.raises(RuntimeError), one.writing():
            raise RuntimeError
        assert one.fingerprint == other.fingerprint
    with Store(tmp_path / "store.duckdb") as again:
        assert again.fingerprint == one.fingerprint


def test_a_fingerprint_asked_for_while_something_is_written_is_not_kept() -> None:
    kept = Kept()

    def of_before() -> str:
        kept.forget()
        return "before"

    assert kept.fingerprint(of_before) == "before"
    assert kept.fingerprint(lambda: "after") == "after"
    assert kept.fingerprint(lambda: "not asked for") == "after"
