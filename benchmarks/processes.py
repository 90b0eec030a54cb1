"""Fresh processes, so that what is measured has its memory and its imports to itself."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def own_process(module: str, *arguments: str) -> str:
    """Run a module of the project in a fresh process and give what it prints; end with its error where it fails."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode != 0:
        sys.exit(f"{module} {arguments[0]} failed:\n{done.stderr}")
    return done.stdout
