"""What a person says about one file: asked where the file leaves it open, and to be corrected where it does not."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from analytics.exports import Receipt
from analytics.exports.dates import DateOrder, days_of
from analytics.exports.fields import Field
from analytics.exports.numbers import DecimalMark, numbers_of
from analytics.exports.questions import Asked, Column, Question
from analytics.store import LoadOptions
from analytics.wording import day_text, tokens_text
from pages.parts import controls

_SAID = "said about files"
_NOT_USED = "not used"
_COLUMN, _MEANING = "Column", "What it means"
_FIELDS = {field.label: field for field in Field}
_AS_IT_SAYS = "As the file says"
_ORDERS = {
    None: _AS_IT_SAYS,
    DateOrder.DMY: "Day, month, year",
    DateOrder.MDY: "Month, day, year",
    DateOrder.YMD: "Year, month, day",
    DateOrder.TURNED: "Day and month turned by a spreadsheet program",
    DateOrder.FROM_1900: "Bare numbers count from 1900",
    DateOrder.FROM_1904: "Bare numbers count from 1904",
}
_MARKS = {None: _AS_IT_SAYS, DecimalMark.POINT: "A point: 1,500.25", DecimalMark.COMMA: "A comma: 1.500,25"}
_REMEMBERED = "Once the file is loaded, the answer is remembered for files with the same column headers."


@dataclass(frozen=True)
class Said:
    """What was said about one file."""

    dates: DateOrder | None = None
    decimals: DecimalMark | None = None
    columns: tuple[tuple[str, Field | None], ...] = ()
    """Header and meaning of every named column; empty: nothing was said about them."""

    def added_to(self, options: LoadOptions) -> LoadOptions:
        """Give options with what was said among them."""
        return replace(options, dates=self.dates, decimals=self.decimals, columns=dict(self.columns))


def all_said() -> dict[str, Said]:
    """Give what was said, by the key of its file."""
    answers: dict[str, Said] = st.session_state.get(_SAID, {})
    return answers


def keep(keys: Collection[str]) -> None:
    """Forget what was said about all other files."""
    st.session_state[_SAID] = {key: answer for key, answer in all_said().items() if key in keys}


def ask(receipt: Receipt, question: Question, key: str, *, names_shown: bool) -> None:
    """Ask what has to be known before the file can be read; an answer has the file looked at again."""
    told, file = (controls.from_receipt(receipt, written) for written in (receipt.told, receipt.file))
    st.warning(told, title=file, icon=":material/help:")
    if question.about is Asked.COLUMNS:
        _columns(question.columns, key, names_shown=names_shown)
        return
    example = question.example or ""
    if question.about is Asked.DATES:
        order = st.radio(
            "Which of them is right?" if question.against else f"Which day is {controls.from_file(example)}?",
            [DateOrder(choice) for choice in question.choices] or [DateOrder.DMY, DateOrder.MDY],
            index=None,
            format_func=partial(_reading, question),
            key=f"question dates {key}",
        )
        if order:
            _say(key, replace(_said(key), dates=order))
    else:
        mark = st.radio(
            f"How many tokens are {controls.from_file(example)}?",
            [DecimalMark.POINT, DecimalMark.COMMA],
            index=None,
            format_func=lambda mark: tokens_text(numbers_of([example], mark)[example]),
            captions=["A point marks decimals", "A comma marks decimals"],
            key=f"question decimals {key}",
        )
        if mark:
            _say(key, replace(_said(key), decimals=mark))
    st.caption(_REMEMBERED)


def _reading(question: Question, order: DateOrder) -> str:
    """Write the day that an example is in some order, or the days that two examples are, as far as the order fits."""
    texts = [text for text in (question.example, question.against) if text]
    days = days_of(texts, order)
    return ", ".join(f"{text} is {day_text(day)}" if question.against else day_text(day) for text, day in days.items())


def start_over(key: str) -> None:
    """Offer to forget what was said about a file that cannot be loaded so."""
    if key in all_said() and st.button(
        "Forget my answers about this file", key=f"forget {key}", icon=":material/undo:"
    ):
        _say(key, Said())


def correct(columns: Sequence[Column], key: str, *, names_shown: bool) -> None:
    """Show, folded, how a file was understood, to be corrected."""
    with st.expander("How it is read: columns, days, numbers", icon=":material/table_edit:"):
        before = _said(key)
        left, right = st.columns(2)
        order = left.selectbox(
            "How days are read",
            list(_ORDERS),
            index=list(_ORDERS).index(before.dates),
            format_func=_ORDERS.__getitem__,
            key=f"dates {key}",
        )
        mark = right.selectbox(
            "What marks decimals",
            list(_MARKS),
            index=list(_MARKS).index(before.decimals),
            format_func=_MARKS.__getitem__,
            key=f"decimals {key}",
        )
        if (order, mark) != (before.dates, before.decimals):
            _say(key, replace(before, dates=order, decimals=mark))
        _columns(columns, key, names_shown=names_shown)


def _columns(columns: Sequence[Column], key: str, *, names_shown: bool) -> None:
    rows = _rows(columns, names_shown=names_shown)
    # Under another key the editor forgets what was changed in it, which by then is in the rows.
    now = hash(tuple(row[_MEANING] for row in rows))
    with st.form(f"columns {key}", border=False):
        edited = st.data_editor(
            rows,
            column_config={
                _COLUMN: st.column_config.TextColumn(width=150, pinned=True),
                _MEANING: st.column_config.SelectboxColumn(options=[_NOT_USED, *_FIELDS], required=True, width=150),
            },
            disabled=[name for name in rows[0] if name != _MEANING],
            hide_index=True,
            key=f"meanings {key} {now}",
            alt="The columns of the file, what each means, and cells of its first rows",
        )
        st.caption(f"Double-click a meaning to change it. {_REMEMBERED}")
        if st.form_submit_button("Read it so", icon=":material/refresh:"):
            _take(columns, edited, key)


def _rows(columns: Sequence[Column], *, names_shown: bool) -> list[dict[str, str]]:
    """Give one row per column of the file: its header, what it means, and its cells."""
    return [
        {_COLUMN: column.header, _MEANING: column.field.label if column.field else _NOT_USED}
        | {f"Row {number}": cell for number, cell in enumerate(column.sample, start=1)}
        for column in (columns if names_shown else [column.masked for column in columns])
    ]


def _take(shown: Sequence[Column], edited: Sequence[Mapping[str, str]], key: str) -> None:
    counts = Counter(row[_MEANING] for row in edited if row[_MEANING] != _NOT_USED)
    twice = [meaning for meaning, count in counts.items() if count > 1]
    if twice:
        st.error(f"Leave one of them, and set the others to {_NOT_USED}.", title=f"Several columns: {', '.join(twice)}")
        return
    columns = tuple((column.header, _FIELDS.get(row[_MEANING])) for column, row in zip(shown, edited, strict=True))
    _say(key, replace(_said(key), columns=columns))


def _said(key: str) -> Said:
    return all_said().get(key, Said())


def _say(key: str, answer: Said) -> None:
    others = {of: said for of, said in all_said().items() if of != key}
    st.session_state[_SAID] = others if answer == Said() else others | {key: answer}
    st.rerun()
