"""Loads that must not win in silence: cut off, doubled, filtered, of other identities, mistyped, with packs missing."""

from dataclasses import dataclass

import duckdb

from analytics.exports import Export, Receipt
from analytics.exports.lines import last_line
from analytics.exports.recognition import CsvText
from analytics.store.loading.changes import replaces
from analytics.store.loading.offsets import offsets_text, other_offsets
from analytics.store.loading.unread import labels_once, share_set_aside
from analytics.store.queries import single
from analytics.wording import count_text, day_text, listed_text, tokens_count, tokens_text

FAR_FEWER = 0.5
"""A load with less than this share of what it would replace looks filtered."""
FEW_IN_COMMON = 0.2
"""With less than this share of the known users among its own, a load seems to name them otherwise."""
_ENOUGH_USERS = 5
LONGEST_LEAP = 366
"""Days between two days of use in one file beyond which a day looks mistyped."""
_DOUBLED = 0.5
"""With this share of its use in the store under another team, a file without a team seems to be of that team."""
_ENOUGH_USE = 5
"""Days of a user on a product with tokens from which such a share means something."""
_NAMED = 3
_HIDDEN_BY_AUTODESK = (
    "Personal data are off in Autodesk Account, of this team or of another that was exported with it. A primary or"
    " secondary admin switches them on under User Management > By User > the team > the gear (Team settings) > Personal"
    " Data; then export again. Confirming keeps the tokens and replaces the named use of these days by use of nobody"
    " known: who used what, moves and shares by department are lost for them."
)


@dataclass(frozen=True)
class Reason:
    """Why a load is held."""

    message: str
    """In words that follow a colon."""
    hint: str = ""
    """What to do about it, other than to confirm the load; empty where there is nothing else."""


def cut_off(cursor: duckdb.DuckDBPyConnection, export: Export) -> list[Reason]:
    """Look whether the last line of a text is no whole row and has no end, as where a download was cut short."""
    if not isinstance(export.origin, CsvText):
        return []
    line = last_line(export.origin.path)
    # A row may be of several lines, of which this is the last.
    cut = (
        "SELECT count(*) FROM unreadable"
        " WHERE error_type IN ('MISSING COLUMNS', 'UNQUOTED VALUE') AND ends_with(csv_line, $line)"
    )
    if not line or not single(cursor, cut, {"line": line}):
        return []
    lost = "its last day is probably not complete" if export.kind.daily else "rows are probably missing"
    return [Reason(f"the file ends in the middle of a row, so {lost}", "Download it again.")]


def much_unread(cursor: duckdb.DuckDBPyConnection, export: Export, told: int) -> list[Reason]:
    """Look whether a systematic share of the rows is set aside, beyond those told already, or labels are missing."""
    found = [share_set_aside(cursor, export, told)]
    if export.kind.daily:
        found.append(labels_once(cursor))
    return [Reason(unread.message, unread.hint) for unread in found if unread]


def doubled_use(cursor: duckdb.DuckDBPyConnection, receipt: Receipt) -> list[Reason]:
    """Compare the rows in `checked` that name no team with the current usage of the other teams on the same days."""
    if not receipt.unnamed_rows:
        return []
    team_id = single(cursor, "SELECT min(team_id) FROM checked WHERE reason IS NULL AND unnamed")
    here = {"team_id": team_id, "first_day": receipt.first_day, "last_day": receipt.last_day}
    # Looking for every row takes as long as half the load, so only where it may be found.
    others = (
        "SELECT count(*) FROM coverage WHERE record = 'tokens' AND team_id <> $team_id"
        " AND first_day <= $last_day AND last_day >= $first_day"
    )
    if not single(cursor, others, here):
        return []
    [(use, found, teams)] = cursor.execute(
        """
        WITH mine AS (
            SELECT DISTINCT day, user_id, product_id, tokens FROM checked
            WHERE reason IS NULL AND unnamed AND NOT seat AND tokens > 0 AND user_id IS NOT NULL
        ),
        elsewhere AS (
            SELECT DISTINCT team_id, day, user_id, product_id, tokens
            FROM mine JOIN current_usage USING (day, user_id, product_id, tokens)
            WHERE team_id <> $team_id AND day BETWEEN $first_day AND $last_day
        ),
        teams_with AS (SELECT name, count(*) AS uses FROM elsewhere JOIN teams USING (team_id) GROUP BY name)
        SELECT (SELECT count(*) FROM mine), (SELECT count(DISTINCT (day, user_id, product_id, tokens)) FROM elsewhere),
               (SELECT list(name ORDER BY uses DESC, name) FROM teams_with)
        """,
        here,
    ).fetchall()
    if use < _ENOUGH_USE or found < _DOUBLED * use:
        return []
    return [
        Reason(
            f"its rows name no team, and most of their use is loaded already for {listed_text(teams, _NAMED)}: it would"
            " count twice",
            "Load it with that team (--team on the command line, the team box on the page)."
            if len(teams) == 1
            else "Export it again with the team in each row.",
        )
    ]


def reasons_to_hold(cursor: duckdb.DuckDBPyConnection, receipt: Receipt) -> list[Reason]:
    """Compare the rows in `checked` with the current usage on the days and teams that both cover.

    Returns
    -------
    list of Reason
        Empty when the load may replace what is there.
    """
    if not replaces(cursor, receipt):
        return leaps(cursor)
    [row] = cursor.execute(
        """
        WITH shared AS (
            SELECT day, team_id FROM day_winners
            WHERE record = 'tokens' AND day BETWEEN $first_day AND $last_day
              AND team_id IN (SELECT DISTINCT team_id FROM checked WHERE reason IS NULL)
              AND EXISTS (FROM checked WHERE reason IS NULL AND NOT seat)
        ),
        old AS (SELECT user_id, product_id, tokens FROM current_usage JOIN shared USING (day, team_id)),
        new AS (
            SELECT user_id, product_id, tokens FROM checked JOIN shared USING (day, team_id)
            WHERE reason IS NULL AND NOT seat
        )
        SELECT
            (SELECT coalesce(sum(tokens), 0) FROM old), (SELECT coalesce(sum(tokens), 0) FROM new),
            (SELECT count(DISTINCT product_id) FROM old), (SELECT count(DISTINCT product_id) FROM new),
            (SELECT count(DISTINCT user_id) FROM old), (SELECT count(DISTINCT user_id) FROM new),
            (SELECT count(user_id) FROM (SELECT user_id FROM old INTERSECT SELECT user_id FROM new)),
            (SELECT count(*) FROM (SELECT product_id FROM old INTERSECT SELECT product_id FROM new)),
            (SELECT count(*) FILTER (hidden) FROM checked JOIN shared USING (day, team_id) WHERE reason IS NULL),
            (SELECT count(*) FILTER (regexp_full_match(key, '[0-9a-f]{40}')) FROM new JOIN users USING (user_id))
        """,
        {"first_day": receipt.first_day, "last_day": receipt.last_day},
    ).fetchall()
    (*counts, common, hidden, hashed) = row
    old_tokens, new_tokens, old_products, new_products, old_users, new_users, users_in_common = counts
    nameless = hidden > 0 and new_users < FAR_FEWER * old_users
    reasons = [
        Reason(f"on the days it shares with what is loaded it has {fewer} instead of {before}")
        for fewer, before, old, new in (
            (tokens_count(new_tokens), tokens_text(old_tokens), old_tokens, new_tokens),
            (count_text(new_products, "product"), f"{old_products:,}", old_products, new_products),
            (count_text(new_users, "user"), f"{old_users:,}", 0 if nameless else old_users, new_users),
        )
        if float(new) < FAR_FEWER * float(old)
    ]
    if nameless:
        whose = f"the users of {count_text(hidden, 'row')} are hidden as *****, and {old_users:,} users are known"
        reasons.append(Reason(f"{whose} on the days it shares with what is loaded", _HIDDEN_BY_AUTODESK))
    if min(old_users, new_users) >= _ENOUGH_USERS and users_in_common < FEW_IN_COMMON * min(old_users, new_users):
        among = f"only {users_in_common:,} of its {new_users:,} users {'is' if users_in_common == 1 else 'are'}"
        if not users_in_common:
            among = f"none of its {new_users:,} users is"
        hint = _HIDDEN_BY_AUTODESK if hashed else ""
        reasons.append(Reason(f"{among} among the {old_users:,} known ones, as if their identities had changed", hint))
    if min(old_products, new_products) > 0 and common < FEW_IN_COMMON * min(old_products, new_products):
        reasons.append(
            Reason(
                f"it has hardly a product in common with what is loaded for {', '.join(receipt.teams)} on the same"
                " days, as if it belonged to another team"
            )
        )
    return reasons + leaps(cursor)


def leaps(cursor: duckdb.DuckDBPyConnection) -> list[Reason]:
    """Find a leap over more than a year between days of use: a mistyped day would make centuries of idleness."""
    rows = cursor.execute(
        "SELECT earlier, day FROM (SELECT day, lag(day) OVER (ORDER BY day) AS earlier"
        " FROM (SELECT DISTINCT day FROM checked WHERE reason IS NULL)) WHERE day - earlier > $leap ORDER BY day",
        {"leap": LONGEST_LEAP},
    ).fetchall()
    return [Reason(f"its days leap from {day_text(earlier)} to {day_text(day)}") for earlier, day in rows]


def offsets_to_hold(cursor: duckdb.DuckDBPyConnection, receipt: Receipt) -> list[Reason]:
    """Compare the UTC offsets of the days with those of the loads of the same teams on the same days or beside them."""
    others = other_offsets(cursor, receipt)
    if not others:
        return []
    return [
        Reason(
            f"its times are written with the UTC offset {offsets_text(receipt.offsets)}, those loaded already of the"
            f" same teams on the same or the next days with {offsets_text(others)}: use around midnight would count on"
            " two days",
            "Export both for the same time zone.",
        )
    ]


def packs_to_hold(cursor: duckdb.DuckDBPyConnection) -> list[Reason]:
    """Compare a table of packs in `checked` with the table that it would replace."""
    rows = cursor.execute("""
        SELECT t.name, p.tokens, p.first_day, p.last_day
        FROM current_packs AS p JOIN teams AS t USING (team_id)
        WHERE p.load_id IS NOT NULL AND p.team_id IN (SELECT team_id FROM checked WHERE reason IS NULL)
          AND (p.team_id, p.tokens, p.first_day, p.last_day) NOT IN
              (SELECT (team_id, tokens, first_day, last_day) FROM checked WHERE reason IS NULL)
        ORDER BY ALL
    """).fetchall()
    return [
        Reason(
            f"it does not list the {tokens_count(tokens)} of {team} from {day_text(first)} to {day_text(last)}"
            " that are loaded now"
        )
        for team, tokens, first, last in rows
    ]


def directory_to_hold(cursor: duckdb.DuckDBPyConnection) -> list[Reason]:
    """Compare a directory in `named` with the one that it would replace: far fewer persons, or named otherwise."""
    [(old, new, shared)] = cursor.execute("""
        WITH old AS (SELECT DISTINCT key FROM current_directory), new AS (SELECT DISTINCT key FROM named)
        SELECT (SELECT count(*) FROM old), (SELECT count(*) FROM new), (SELECT count(*) FROM old JOIN new USING (key))
    """).fetchall()
    if min(old, new) < _ENOUGH_USERS and not new < FAR_FEWER * old:
        return []
    if new < FAR_FEWER * old:
        return [Reason(f"it names {count_text(new, 'person')} instead of the {old:,} of the directory that counts now")]
    if shared < FEW_IN_COMMON * min(old, new):
        return [
            Reason(
                f"only {shared:,} of its {new:,} persons are in the directory that counts now, as if they were named"
                " otherwise"
            )
        ]
    return []
