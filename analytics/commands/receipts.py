"""A receipt as lines for a person."""

from analytics.exports import MonthChange, Receipt
from analytics.wording import day_text, tokens_text


def receipt_text(receipt: Receipt) -> str:
    """Write what a file was, what became of its rows, what it changes, and what to look at."""
    lines = [f"{receipt.file}: {receipt.message}"]
    if receipt.first_day and receipt.last_day:
        tokens = f"{tokens_text(receipt.tokens)} tokens, " if receipt.kind and receipt.kind.amount else ""
        days = f"{day_text(receipt.first_day)} to {day_text(receipt.last_day)}"
        lines.append(f"  {tokens}{days}, {', '.join(receipt.teams)}")
    lines += [f"  set aside: {aside.rows:,} rows, {aside.reason}" for aside in receipt.set_aside]
    lines += [f"  look at: {finding.message} {finding.hint}" for finding in receipt.findings]
    lines += map(_change_text, receipt.changes)
    if receipt.question:
        for column in (column.masked for column in receipt.question.columns):
            lines.append(f"  {column.header} = {column.field or '?'}: {' | '.join(column.sample)}")
    return "\n".join(lines)


def _change_text(change: MonthChange) -> str:
    tokens = (
        f", {tokens_text(change.tokens_before)} -> {tokens_text(change.tokens_after)} tokens"
        if change.record == "tokens"
        else " of seats"
    )
    return (
        f"  {change.month:%Y-%m}: {change.rows_before:,} -> {change.rows_after:,} rows,"
        f" {change.users_before:,} -> {change.users_after:,} users{tokens}"
    )
