"""Questions as JSON: short forms for what is asked often, the whole spec for the rest."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Dict, List, Mapping, Optional, Sequence, Union

#: A table: its name, or a path of backend and name, or of backend, schema and name. A text is a name,
#: never a path: ``"delta.trades"`` is a table of that name.
Table = Union[str, Sequence[str]]
#: A key of an axis: the name of a field, or an object as :func:`bucket` makes it.
Key = Union[str, Mapping[str, Any]]
#: What a cell holds: ``"count"``, ``"sum:notional"``, or an object as :func:`measure` makes it.
Measure = Union[str, Mapping[str, Any]]
#: A condition: ``(field, op, value)``, or an object of the gateway's own form.
Filter = Union[Sequence[Any], Mapping[str, Any]]
#: An order: the name of a field, ``"-field"`` for descending, or an object.
Sort = Union[str, Mapping[str, Any]]


def measure(agg: str, field: Optional[str] = None, *, alias: Optional[str] = None, **more: Any) -> Dict[str, Any]:
    """A measure of a pivot.

    >>> measure("sum", "notional", alias="volume")
    {'agg': 'sum', 'field': 'notional', 'alias': 'volume'}
    >>> measure("percentile", "price", percentile=0.95)
    {'agg': 'percentile', 'field': 'price', 'percentile': 0.95}
    """
    made: Dict[str, Any] = {"agg": agg}
    if field is not None:
        made["field"] = field
    if alias is not None:
        made["alias"] = alias
    made.update(more)
    return made


def bucket(
    field: str,
    unit: str,
    *,
    zone: Optional[str] = None,
    week_start: Optional[str] = None,
    alias: Optional[str] = None,
) -> Dict[str, Any]:
    """A key that is a period of time: ``unit`` is ``second`` to ``year``.

    >>> bucket("traded_at", "month", zone="Europe/Zurich")
    {'field': 'traded_at', 'bucket': {'unit': 'month', 'zone': 'Europe/Zurich'}}
    """
    period: Dict[str, Any] = {"unit": unit}
    if zone is not None:
        period["zone"] = zone
    if week_start is not None:
        period["week_start"] = week_start
    made: Dict[str, Any] = {"field": field, "bucket": period}
    if alias is not None:
        made["as"] = alias
    return made


def pivot_spec(
    table: Table,
    rows: Sequence[Key],
    columns: Sequence[Key],
    measures: Sequence[Measure],
    filters: Sequence[Filter],
    totals: Any,
    sort: Sequence[Sort],
    limit: Optional[int],
    more: Mapping[str, Any],
) -> Dict[str, Any]:
    """The question as the gateway takes it. Keys of ``more`` go as they are.

    >>> pivot_spec("trades", ["region"], [], ["sum:notional", "count"], [("desk", "=", None)], True, ["-count"], 5, {})
    ... # doctest: +NORMALIZE_WHITESPACE
    {'table': 'trades', 'rows': ['region'],
     'measures': [{'agg': 'sum', 'field': 'notional'}, {'agg': 'count'}],
     'filters': [{'field': 'desk', 'op': '=', 'value': None}], 'totals': True,
     'sort': [{'field': 'count', 'order': 'desc'}], 'limit': 5}
    """
    spec: Dict[str, Any] = {"table": path(table), "rows": _list("rows", rows)}
    if columns:
        spec["columns"] = _list("columns", columns)
    spec["measures"] = [_measure(given) for given in _list("measures", measures)]
    _add_common(spec, filters, sort, limit)
    if totals is not None and totals is not False:
        spec["totals"] = totals
    _add_more(spec, more)
    return _ordered(spec)


def scan_command(
    table: Table,
    columns: Optional[Sequence[str]],
    filters: Sequence[Filter],
    sort: Sequence[Sort],
    limit: Optional[int],
    as_of: Any,
    changes: Any = None,
) -> Dict[str, Any]:
    """A scan as the gateway takes it.

    >>> scan_command("trades", ["n"], [("n", ">", 5)], [], None, 3)
    {'table': 'trades', 'columns': ['n'], 'filters': [{'field': 'n', 'op': '>', 'value': 5}], 'as_of': {'version': 3}}
    """
    command: Dict[str, Any] = {"table": path(table)}
    if columns is not None:
        command["columns"] = _list("columns", columns)
    _add_common(command, filters, sort, limit)
    if as_of is not None:
        command["as_of"] = _as_of(as_of)
    if changes is not None:
        command["changes"] = _versions(changes)
    return command


def drill_command(
    question: Mapping[str, Any],
    row: Any,
    column: Any,
    versions: Sequence[int],
    measure: Optional[str],
    columns: Optional[Sequence[str]],
    sort: Sequence[Sort],
    limit: Optional[int],
) -> Dict[str, Any]:
    """A question for the rows behind a cell as the gateway takes it.

    >>> drill_command({"table": "t"}, ["FX"], None, [3], None, ["n"], ["-n"], 5)
    ... # doctest: +NORMALIZE_WHITESPACE
    {'drill': {'table': 't'}, 'versions': [3], 'row_path': ['FX'], 'columns': ['n'],
     'sort': [{'field': 'n', 'order': 'desc'}], 'limit': 5}
    """
    command: Dict[str, Any] = {"drill": dict(question), "versions": list(versions)}
    for key, value in (("row_path", row), ("column_path", column), ("measure", measure), ("columns", columns)):
        if value is not None:
            command[key] = value if isinstance(value, str) else list(value)
    _add_common(command, (), sort, limit)
    return command


def path(table: Table) -> Any:
    """A table as the wire has it."""
    return table if isinstance(table, str) else list(table)


def filters_of(filters: Sequence[Filter]) -> List[Mapping[str, Any]]:
    """Conditions as the wire has them."""
    return [_filter(given) for given in filters]


def _ordered(spec: Dict[str, Any]) -> Dict[str, Any]:
    order = ["table", "rows", "columns", "measures", "filters", "totals", "sort", "limit"]
    return {key: spec[key] for key in order + [key for key in spec if key not in order] if key in spec}


def _add_common(
    command: Dict[str, Any], filters: Sequence[Filter], sort: Sequence[Sort], limit: Optional[int]
) -> None:
    if filters:
        command["filters"] = filters_of(filters)
    if sort:
        command["sort"] = [_sort(given) for given in _list("sort", sort)]
    if limit is not None:
        command["limit"] = limit


def _add_more(spec: Dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if value is not None:
            spec[key] = _as_of(value) if key == "as_of" else {"size": value} if key == "page" and isinstance(value, int) else value


def _list(what: str, given: Any) -> List[Any]:
    if isinstance(given, str):
        raise TypeError("{} is a list; a single one is written as [{!r}].".format(what, given))
    return list(given)


def _measure(given: Measure) -> Mapping[str, Any]:
    if not isinstance(given, str):
        return given
    agg, colon, field = given.partition(":")
    return measure(agg, field if colon else None)


def _filter(given: Filter) -> Mapping[str, Any]:
    if isinstance(given, Mapping):
        return given
    parts = list(given)
    if isinstance(given, str) or len(parts) not in (2, 3):
        raise TypeError("A filter is (field, op, value), such as (\"region\", \"=\", \"EMEA\"), or an object.")
    made = {"field": parts[0], "op": parts[1]}
    if len(parts) == 3:
        made["value"] = list(parts[2]) if isinstance(parts[2], (tuple, set, frozenset)) else parts[2]
    return made


def _sort(given: Sort) -> Mapping[str, Any]:
    if not isinstance(given, str):
        return given
    descending = given.startswith("-")
    return {"field": given[1:] if descending else given, "order": "desc" if descending else "asc"}


def _versions(given: Any) -> Any:
    if isinstance(given, int):
        return {"from": given}
    return {"from": given[0], "to": given[1]} if isinstance(given, tuple) else given


def _as_of(given: Any) -> Any:
    if isinstance(given, datetime):
        moment = given if given.tzinfo else given.astimezone()
        return {"timestamp": moment.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")}
    if isinstance(given, int):
        return {"version": given}
    return {"timestamp": given} if isinstance(given, str) else given
