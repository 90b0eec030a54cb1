"""Kills over all kinds of writes: of commands, of programs that others read from at the same time, and of the server.

python benchmarks/kills.py 140 60
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.loading.kills import Kills, kill
from tests.server.kills import kill_servers


def main() -> None:
    """Kill so many commands and so many servers, and say what was found."""
    commands, servers = map(int, sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        found = [kill(Path(folder), commands, seed=2026)]
    with tempfile.TemporaryDirectory() as folder:
        found.append(kill_servers(Path(folder), servers, seed=2026))
    for kills in found:
        _print(kills)
    sys.exit(any(kills.faults for kills in found))


def _print(kills: Kills) -> None:
    print(f"{kills.kinds.total()} kills, {kills.kept} writes kept whole, {len(kills.faults)} faults")
    print(*(f"{kind}: {times}" for kind, times in kills.kinds.items()), *kills.faults, sep="\n")


if __name__ == "__main__":
    main()
