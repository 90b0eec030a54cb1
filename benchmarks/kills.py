"""Kills over all kinds of writes, of commands and of programs that others read from at the same time, as of the server.

python benchmarks/kills.py 200
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.loading.kills import kill


def main() -> None:
    """Kill so many, and say what was found."""
    with tempfile.TemporaryDirectory() as folder:
        kills = kill(Path(folder), int(sys.argv[1]), seed=2026)
    print(f"{kills.kinds.total()} kills, {kills.kept} writes kept whole, {len(kills.faults)} faults")
    print(*(f"{kind}: {times}" for kind, times in kills.kinds.items()), *kills.faults, sep="\n")
    sys.exit(bool(kills.faults))


if __name__ == "__main__":
    main()
