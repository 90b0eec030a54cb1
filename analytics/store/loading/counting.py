"""Count what `checked` holds: the body of a receipt."""

import duckdb

from analytics.errors import ExportError
from analytics.exports import Export, Kind, Receipt, SetAside, Status
from analytics.exports.dates import OFFSET, offset_of
from analytics.exports.fields import Field
from analytics.store.loading.answers import Answers
from analytics.store.loading.names import NO_TEAM
from analytics.store.loading.reasons import IN_THE_FUTURE
from analytics.wording import count_text

# First day, last day and tokens of the rows of each kind; a Usage Report names no day, a directory may leave them open.
_DAYS = {
    Kind.PACKS: "min(first_day), max(last_day)",
    Kind.SUBSCRIPTIONS: "min(first_day), max(last_day)",
    Kind.RESOURCES: "min(first_day), max(last_day)",
    Kind.USAGE_REPORT: "NULL, NULL",
    Kind.DIRECTORY: "NULL, NULL",
}
_WITHOUT_TOKENS = (Kind.SUBSCRIPTIONS, Kind.DIRECTORY, Kind.RESOURCES)
_REPORT = (
    " It adds up a whole period, so there is no use by day in it: it counts for seats and subscriptions,"
    " not for the forecast."
)


def counted(cursor: duckdb.DuckDBPyConnection, export: Export, answers: Answers) -> Receipt:
    """Give the receipt of a file that was checked and can be loaded."""
    kind = export.kind
    tokens = "0" if kind in _WITHOUT_TOKENS else "coalesce(sum(tokens), 0)"
    # Of daily use `numbered` has codes, so `checked` says what named no team; a list has the texts themselves.
    seats = "0"
    unnamed = (
        f"(SELECT count(*) FROM numbered WHERE {NO_TEAM} AND row IN (SELECT row FROM checked WHERE reason IS NULL))"
    )
    if kind.daily:
        tokens = "coalesce(sum(tokens) FILTER (NOT seat), 0)"
        seats, unnamed = "count(*) FILTER (seat)", "count(*) FILTER (unnamed)"
    teams_used = (
        "(SELECT list_sort(list(name)) FROM teams"
        " WHERE team_id IN (SELECT DISTINCT team_id FROM checked WHERE reason IS NULL))"
    )
    if kind is Kind.DIRECTORY:  # it speaks of persons, whatever their teams
        unnamed, teams_used = "0", "NULL"
    [row] = cursor.execute(
        f"SELECT count(*), {seats}, {unnamed}, {tokens}::DECIMAL(38, 6), {_DAYS.get(kind, 'min(day), max(day)')},"
        f" {teams_used}"
        " FROM checked WHERE reason IS NULL"
    ).fetchall()
    used, seat_rows, unnamed_rows, total, first_day, last_day, teams = row
    aside = cursor.execute(
        "SELECT reason::VARCHAR, count(*) FROM checked WHERE reason IS NOT NULL"
        " GROUP BY ALL ORDER BY count(*) DESC, reason::VARCHAR"
    ).fetchall()
    rows_in = used + sum(rows for _, rows in aside)
    message = f"{kind.label}: {used:,} of {count_text(rows_in, 'row')} used."
    if seat_rows and seat_rows < used:
        message += f" {seat_rows:,} of them {'is' if seat_rows == 1 else 'are'} use on a subscription."
    if kind is Kind.USAGE_REPORT:
        message += _REPORT
    if answers.recalled:
        *others, last = answers.recalled
        recalled = f"{', '.join(others)} and {last}" if others else last
        message += f" As said for this source before, {recalled}."
    return Receipt(
        file=export.name,
        status=Status.LOADED,
        message=message,
        kind=kind,
        rows_in=rows_in,
        rows_used=used,
        seat_rows=seat_rows,
        unnamed_rows=unnamed_rows,
        set_aside=tuple(SetAside(reason, rows) for reason, rows in aside),
        tokens=total,
        first_day=first_day,
        last_day=last_day,
        teams=tuple(teams or ()),
        offsets=_offsets(cursor) if kind.daily else (),
        columns=export.columns,
    )


def _offsets(cursor: duckdb.DuckDBPyConnection) -> tuple[int, ...]:
    """Return the offsets from UTC of the times that stand beside the days."""
    ends = cursor.execute(
        f"SELECT DISTINCT regexp_extract({Field.DAY}, $pattern) FROM day_texts WHERE contains({Field.DAY}, ':')",
        {"pattern": OFFSET},
    ).fetchall()
    return tuple(sorted({minutes for (end,) in ends if end and (minutes := offset_of(end)) is not None}))


def nothing_to_use(receipt: Receipt) -> ExportError:
    """Say that no row of a file can be used, and why."""
    hint = "Load the file as Autodesk gave it."
    if receipt.rows_in == 0:
        return ExportError(f"{receipt.file} has a header and no rows.", hint=hint)
    if any(aside.reason == IN_THE_FUTURE for aside in receipt.set_aside):
        hint = "Check the order of day and month and the computer's clock."
    reasons = ", ".join(f"{aside.reason} ({aside.rows:,})" for aside in receipt.set_aside)
    return ExportError(f"No row of {receipt.file} can be used: {reasons}.", hint=hint)
