"""Damaged and hostile files end in one sentence and change nothing; so do a full disk and a program that is killed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from analytics.exports import Status
from tests.loading import broken
from tests.places import ROOT

# One program loads all files: reading the libraries takes longer than all the rest.
LOADING = """
import json, resource, sys
from pathlib import Path
from analytics.store import LoadOptions, Store, load_all
from tests.places import NOW

folder, store = Path(sys.argv[1]), Store(Path(sys.argv[2]))
answers = {}
for path in sorted(folder.iterdir()):
    before = store.fingerprint
    [receipt] = load_all(store, path, NOW, LoadOptions())
    unchanged = store.fingerprint == before
    answers[path.name] = [receipt.status, receipt.message, receipt.rows_in, receipt.rows_used, unchanged]
peaks = [resource.getrusage(who).ru_maxrss * 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps({"answers": answers, "peaks": peaks}))
"""
