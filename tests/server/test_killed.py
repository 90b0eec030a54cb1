"""A server that is killed after a click leaves the store as before it or as after, and no clear name around."""

import sys
from pathlib import Path

import pytest

from tests.browser.running import what_is_missing
from tests.server.kills import kill_servers

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(sys.platform != "linux", reason="a killed program's lock on the store is known to end on Linux"),
    pytest.mark.skipif(what_is_missing() is not None, reason=str(what_is_missing())),
]


def test_a_killed_server_leaves_the_store_whole(tmp_path: Path) -> None:
    kills = kill_servers(tmp_path, 2, seed=0, kinds=("load", "pseudonymise"))
    assert kills.kinds.total() == 2
    assert not kills.faults
