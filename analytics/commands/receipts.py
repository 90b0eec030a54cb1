"""A receipt as lines for a person."""

from analytics.exports import MonthChange, Receipt, Status
from analytics.exports.questions import Asked
from analytics.wording import count_text, day_text, tokens_count, tokens_text

_ANSWERS = {
    Asked.COLUMNS: "--column HEADER=FIELD",
    Asked.DATES: "--dates dmy or --dates mdy",
    Asked.DECIMALS: "--decimals point or --decimals comma",
}


def receipt_text(receipt: Receipt) -> str:
    """Write what a file was, what became of its rows, what it changes, and what to look at."""
    lines = [receipt.told if receipt.is_purged else f"{receipt.file}: {receipt.told}"]
    if receipt.dry_run and receipt.status is Status.LOADED:
        lines[0] += " This was a trial: nothing was changed."
    if receipt.first_day and receipt.last_day:
        tokens = f"{tokens_count(receipt.tokens)}, " if receipt.kind and receipt.kind.amount else ""
        days = f"{day_text(receipt.first_day)} to {day_text(receipt.last_day)}"
        lines.append(f"  {tokens}{days}, {', '.join(receipt.teams)}")
    lines += [f"  set aside: {count_text(aside.rows, 'row')}, {aside.reason}" for aside in receipt.set_aside]
    lines += [f"  look at: {finding.message} {finding.hint}" for finding in receipt.findings]
    lines += map(_change_text, receipt.changes)
    if receipt.question:
        choices = " or ".join(f"--dates {choice}" for choice in receipt.question.choices)
        lines.append(f"  answer with {choices or _ANSWERS[receipt.question.about]}")
        for column in (column.masked for column in receipt.question.columns):
            lines.append(f"  {column.header} = {column.field or '?'}: {' | '.join(column.sample)}")
    return "\n".join(lines)


def _change_text(change: MonthChange) -> str:
    tokens = (
        f", {tokens_text(change.tokens_before)} -> {tokens_count(change.tokens_after)}"
        if change.record == "tokens"
        else " of seats"
    )
    return (
        f"  {change.month:%B %Y}: {change.rows_before:,} -> {count_text(change.rows_after, 'row')},"
        f" {change.users_before:,} -> {count_text(change.users_after, 'user')}{tokens}"
    )
