"""A pivot for people: an HTML table for notebooks, and a pandas Styler.

What is a total is told by the answer's grouping columns and field metadata, never by a text in it.
"""

from __future__ import annotations

import html as _html
import itertools
import json
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple

import pyarrow as pa

#: Rows that a notebook shows.
SHOWN_ROWS = 200

_STYLE = (
    "<style scoped>.vane-pivot{border-collapse:collapse;font-variant-numeric:tabular-nums}"
    ".vane-pivot th,.vane-pivot td{padding:2px 8px;text-align:right;white-space:nowrap}"
    ".vane-pivot th{text-align:left}.vane-pivot thead th.vane-cell{text-align:center}"
    ".vane-pivot .vane-total{font-weight:bold;border-top:1px solid}"
    ".vane-pivot td.vane-column-total{font-weight:bold}.vane-pivot .vane-null{opacity:.6}</style>"
)


class _Column(NamedTuple):
    position: int
    path: Tuple[str, ...]
    measure: str
    total: bool


class _Layout:
    """What each field of an answer is for."""

    def __init__(self, table: pa.Table) -> None:
        self.keys: List[int] = []
        self.columns: List[_Column] = []
        paths: List[Tuple[int, str, Optional[List[Any]], bool]] = []
        for position, field in enumerate(table.schema):
            about = {key.decode(): value.decode() for key, value in (field.metadata or {}).items()}
            role = about.get("vane.role")
            if role in ("row_key", "column_key"):
                self.keys.append(position)
            elif role == "measure":
                told = about.get("vane.column_path")
                paths.append(
                    (
                        position,
                        about.get("vane.measure", field.name),
                        None if told is None else json.loads(told),
                        about.get("vane.is_total") == "true",
                    )
                )
        depth = max((len(path) for _, _, path, _ in paths if path), default=0)
        for position, name, path, total in paths:
            self.columns.append(_Column(position, _labels(path or [], depth, total), name, total))
        self.depth = depth


def _labels(path: Sequence[Any], depth: int, total: bool) -> Tuple[str, ...]:
    """A text for each level; what a total rolls up is said once."""
    texts = ["(null)" if key is None else str(key) for key in path]
    missing = depth - len(texts)
    return tuple(texts + (["total"] + [""] * (missing - 1) if missing else []))


class _Rows:
    """The rows of an answer, with what is rolled up in each."""

    def __init__(self, table: pa.Table, layout: _Layout) -> None:
        self.values = [column.to_pylist() for column in table.columns]
        names = table.column_names
        self.count = table.num_rows
        self._layout = layout
        groupings = [self.values[names.index(name)] for name in ("_row_grouping", "_column_grouping") if name in names]
        self._grouping = groupings[0] if groupings else [0] * self.count
        self._columns = groupings[1] if len(groupings) > 1 else [0] * self.count
        others = [self.values[names.index(name)] for name in ("_others", "_row_others") if name in names]
        self._others = others[0] if others else [None] * self.count

    def total(self, row: int) -> bool:
        return bool(self._grouping[row]) or bool(self._columns[row])

    def key(self, row: int, index: int) -> Tuple[str, str]:
        """The text of a key and its class: a value, NULL, a total, or nothing below a total."""
        rows = len(self._layout.keys)
        rolled = self._grouping[row] >> (rows - 1 - index) & 1
        if rolled:
            above = index > 0 and self._grouping[row] >> (rows - index) & 1
            return ("", "vane-total") if above else ("total", "vane-total")
        value = self.values[self._layout.keys[index]][row]
        if value is None:
            return ("(others)", "vane-null") if self._others[row] else ("(null)", "vane-null")
        return str(value), ""


def html(table: pa.Table, total_rows: int) -> str:
    """The answer as an HTML table; its totals have the class ``vane-total``."""
    layout = _Layout(table)
    rows = _Rows(table.slice(0, SHOWN_ROWS), layout)
    lines = [_STYLE, '<table class="vane-pivot">', "<thead>"]
    lines += _heading(table, layout)
    lines.append("</thead><tbody>")
    texts = {column.position: _texts(rows.values[column.position]) for column in layout.columns}
    for row in range(rows.count):
        lines.append('<tr class="vane-total">' if rows.total(row) else "<tr>")
        for index in range(len(layout.keys)):
            text, kind = rows.key(row, index)
            lines.append('<th class="{}">{}</th>'.format(kind, _html.escape(text)))
        for column in layout.columns:
            kind = ' class="vane-column-total"' if column.total else ""
            lines.append("<td{}>{}</td>".format(kind, _html.escape(texts[column.position][row])))
        lines.append("</tr>")
    lines.append("</tbody></table>")
    if table.num_rows > rows.count or total_rows > table.num_rows:
        lines.append("<p>{} of {} rows</p>".format(rows.count, max(total_rows, table.num_rows)))
    return "".join(lines)


def _heading(table: pa.Table, layout: _Layout) -> List[str]:
    """A line for each level of the column axis, equal neighbours joined, and one for the measures."""
    lines = []
    names = "".join("<th>{}</th>".format(_html.escape(table.field(key).name)) for key in layout.keys)
    for level in range(layout.depth):
        cells = "".join("<th></th>" for _ in layout.keys)
        for path, group in itertools.groupby(layout.columns, key=lambda column: column.path[: level + 1]):
            members = list(group)
            kind = "vane-cell vane-total" if all(column.total for column in members) else "vane-cell"
            cells += '<th class="{}" colspan="{}">{}</th>'.format(kind, len(members), _html.escape(path[level]))
        lines.append("<tr>{}</tr>".format(cells))
    measures = "".join(
        '<th class="vane-cell">{}</th>'.format(_html.escape(column.measure)) for column in layout.columns
    )
    lines.append("<tr>{}{}</tr>".format(names, measures))
    return lines


def _texts(values: List[Any]) -> List[str]:
    """Numbers with separated thousands, a column's fractions equally long."""
    floats = [value for value in values if isinstance(value, float)]
    digits = 2 if any(value != round(value) for value in floats if value - value == 0) else 0

    def text(value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return str(value)
        return "{:,.{}f}".format(value, digits) if isinstance(value, float) else "{:,}".format(value)

    return [text(value) for value in values]


def styler(table: pa.Table) -> Any:
    """The answer as a pandas Styler."""
    import pandas

    layout = _Layout(table)
    rows = _Rows(table, layout)
    keys = [[rows.key(row, index)[0] for row in range(rows.count)] for index in range(len(layout.keys))]
    headings = [column.path + (column.measure,) for column in layout.columns]
    frame = pandas.DataFrame(
        {position: table.column(column.position).to_pandas() for position, column in enumerate(layout.columns)}
    )
    if keys:
        frame.index = pandas.MultiIndex.from_arrays(keys, names=[table.field(key).name for key in layout.keys])
    if layout.depth:
        frame.columns = pandas.MultiIndex.from_tuples(headings)
    else:
        frame.columns = pandas.Index([column.measure for column in layout.columns])
    bold = pandas.DataFrame(
        [
            ["font-weight: bold" if rows.total(row) or column.total else "" for column in layout.columns]
            for row in range(rows.count)
        ],
        index=frame.index,
        columns=frame.columns,
    )
    formats: Dict[Any, Any] = {"thousands": ",", "na_rep": ""}
    if any(isinstance(value, float) for column in layout.columns for value in rows.values[column.position]):
        formats["precision"] = 2
    # A MultiIndex may hold a path twice (a NULL key beside the text "(null)"), which Styler's apply
    # refuses; a plain function of the whole frame is by position.
    return frame.style.format(**formats).apply(lambda _: bold.to_numpy(), axis=None) if frame.size else frame.style
