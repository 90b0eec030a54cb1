"""Loads that overlap, taken back in any order: for each team and day the newest load in force counts, as a whole."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from analytics.exports import MonthChange, Receipt, Status
from analytics.store import LoadOptions, Store, current_usage, load, shown_names, undo
from analytics.usage import By, rolled_up, summary
from tests.exports.made import written
from tests.places import NOW

HEADER = "Day used,Team,Product,Email,Access option,Tokens used"
FIRST = date(2026, 1, 28)  # so that the days lie in two months


@dataclass(frozen=True, order=True)
class Use:
    """A row; without tokens it is use on a subscription."""

    day: date
    team: str
    product: str
    email: str
    tokens: int | None

    @property
    def record(self) -> str:
        """The kind of record it is."""
        return "seats" if self.tokens is None else "tokens"

    @property
    def line(self) -> str:
        """The row as the file has it."""
        access, tokens = ("Subscription", "") if self.tokens is None else ("Flex", str(self.tokens))
        return f"{self.day},{self.team},{self.product},{self.email},{access},{tokens}"


@dataclass(frozen=True)
class File:
    """An export, which speaks for its teams from its first to its last day."""

    uses: tuple[Use, ...]

    @property
    def content(self) -> str:
        """What is written."""
        return "\n".join([HEADER, *(use.line for use in self.uses)]) + "\n"

    def covers(self, record: str, team: str, day: date) -> bool:
        """Tell whether it speaks for a team on a day: it does of what it has at all."""
        return (
            any(use.record == record for use in self.uses)
            and any(use.team == team for use in self.uses)
            and min(use.day for use in self.uses) <= day <= max(use.day for use in self.uses)
        )


uses = st.builds(
    Use,
    day=st.integers(0, 7).map(lambda days: FIRST + timedelta(days=days)),
    team=st.sampled_from("AB"),
    product=st.sampled_from(["Revit", "Maya"]),
    email=st.sampled_from(["ann@b.example", "bob@b.example"]),
    tokens=st.none() | st.integers(0, 20),
)


def current(in_force: dict[int, File]) -> Counter[Use]:
    """Say in plain Python what counts."""
    found: Counter[Use] = Counter()
    for load_id, file in in_force.items():
        newer = [other for other_id, other in in_force.items() if other_id > load_id]
        found.update(
            use for use in file.uses if not any(other.covers(use.record, use.team, use.day) for other in newer)
        )
    return found


def stored(store: Store) -> Counter[Use]:
    rows: list[tuple[date, str, str, str, Decimal | None]] = []
    for view, tokens in (("current_usage", "tokens"), ("current_seats", "NULL")):
        rows += store.frame(
            f"SELECT day, t.name, p.name, key, {tokens} FROM {view} JOIN teams AS t USING (team_id)"
            " JOIN products AS p USING (product_id) JOIN users USING (user_id)"
        ).rows()
    return Counter(Use(*row[:4], None if row[4] is None else int(row[4])) for row in rows)


def summaries(store: Store) -> str:
    """Write every summary of tokens, without the store's own keys."""
    usage, names = rolled_up(current_usage(store)), shown_names(store)
    return "".join(summary(usage, by, names).drop(f"{by}_id", strict=False).write_csv() for by in By)


def changes(file: File, before: Counter[Use], after: Counter[Use]) -> tuple[MonthChange, ...]:
    """Compare what counts before and after a load, on the teams and days that it covers."""
    found = []
    for record in ("tokens", "seats"):
        sides = [
            [use for use in side.elements() if use.record == record and file.covers(record, use.team, use.day)]
            for side in (before, after)
        ]
        for month in sorted({use.day.replace(day=1) for side in sides for use in side}):
            old, new = ([use for use in side if use.day.replace(day=1) == month] for side in sides)
            found.append(
                MonthChange(
                    month=month,
                    record=record,
                    rows_before=len(old),
                    rows_after=len(new),
                    users_before=len({use.email for use in old}),
                    users_after=len({use.email for use in new}),
                    tokens_before=Decimal(sum(use.tokens or 0 for use in old)),
                    tokens_after=Decimal(sum(use.tokens or 0 for use in new)),
                )
            )
    return tuple(found)


class Overlaps(RuleBasedStateMachine):
    """Loads and undoes files beside a plain Python account of what is in force."""

    def __init__(self) -> None:
        super().__init__()
        self.store = Store()
        self.folder = TemporaryDirectory()
        self.in_force: dict[int, File] = {}

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.store.close()
        self.folder.cleanup()

    def load(self, file: File, *, dry_run: bool = False) -> Receipt:
        """Load a file, whatever it replaces."""
        path = written(Path(self.folder.name), file.content)
        return load(self.store, path, NOW, LoadOptions(confirmed=True, dry_run=dry_run))

    @rule(rows=st.lists(uses, min_size=1, max_size=8))
    def loads_a_file(self, rows: list[Use]) -> None:
        """Load rows after a trial that tells what changes."""
        file = File(tuple(rows))
        before = stored(self.store)
        trial = self.load(file, dry_run=True)
        assert stored(self.store) == before
        receipt = self.load(file)
        if file in self.in_force.values():
            assert (trial.status, receipt.status) == (Status.UNCHANGED, Status.UNCHANGED)
            return
        assert (trial.status, receipt.status) == (Status.LOADED, Status.LOADED)
        assert trial.changes == changes(file, before, stored(self.store))
        assert receipt.load_id is not None
        self.in_force[receipt.load_id] = file

    @precondition(lambda self: self.in_force)
    @rule(data=st.data())
    def takes_one_back(self, data: st.DataObject) -> None:
        """Undo any load."""
        load_id = data.draw(st.sampled_from(sorted(self.in_force)))
        undo(self.store, load_id, NOW)
        del self.in_force[load_id]

    @precondition(lambda self: self.in_force)
    @rule()
    def takes_the_newest_back_and_loads_it_again(self) -> None:
        """Undo the newest load and load its file again: all is as before."""
        newest = max(self.in_force)
        file, before = self.in_force.pop(newest), summaries(self.store)
        undo(self.store, newest, NOW)
        again = self.load(file)
        assert again.status is Status.LOADED
        assert again.load_id is not None
        assert summaries(self.store) == before
        self.in_force[again.load_id] = file

    @invariant()
    def the_newest_load_that_covers_a_day_counts(self) -> None:
        """Compare what counts."""
        assert stored(self.store) == current(self.in_force)

    @invariant()
    def days_are_covered_by_the_loads_in_force(self) -> None:
        """Compare for which days a load speaks."""
        days = [FIRST + timedelta(days=days) for days in range(8)]
        covered = self.store.frame(
            "SELECT record, name, day FROM day_winners JOIN teams USING (team_id) ORDER BY ALL"
        ).rows()
        assert covered == [
            (record, team, day)
            for record in ("seats", "tokens")
            for team in "AB"
            for day in days
            if any(file.covers(record, team, day) for file in self.in_force.values())
        ]


TestOverlaps = Overlaps.TestCase
TestOverlaps.settings = settings(max_examples=4, stateful_step_count=7, deadline=None)
