"""What can be written: frames, tables, readers and streams of any library, as Arrow batches."""

from __future__ import annotations

import itertools
from typing import Any, Callable, Iterable, Iterator, List, Optional, Tuple

import pyarrow as pa

#: Bytes of one message, about: far below every server's limit, far above the cost of a message.
TARGET_BYTES = 8 << 20

Batches = Tuple[pa.Schema, Iterator[pa.RecordBatch]]


def batches_of(data: Any) -> Batches:
    """The schema of the data, and its batches in pieces that fit a message.

    Takes Polars frames and lazy frames, pandas frames, pyarrow tables, batches, readers and datasets,
    a dict of columns, anything with ``__arrow_c_stream__`` or ``__arrow_c_array__``, and an iterable
    of any of these, such as the batches of a lazy frame. A lazy source is read as it is sent.

    >>> schema, batches = batches_of({"n": [1, 2, 3]})
    >>> schema.names, [batch.num_rows for batch in batches]
    (['n'], [3])
    """
    schema, batches = _opened(data)
    wire, convert = _wire(schema)
    return wire, itertools.chain.from_iterable(_pieces(convert(batch)) for batch in batches)


def one_batch(data: Any) -> pa.RecordBatch:
    """The data as one batch, which is one message."""
    schema, batches = _opened(data)
    wire, convert = _wire(schema)
    table = pa.Table.from_batches([convert(batch) for batch in batches], wire).combine_chunks()
    found = table.to_batches()
    if not found:
        return pa.RecordBatch.from_pylist([], schema=wire)
    if len(found) > 1:
        raise ValueError("The data is too large for one batch. Write it in several.")
    return found[0]


def _opened(data: Any) -> Batches:
    if isinstance(data, pa.Table):
        return data.schema, iter(data.to_batches())
    if isinstance(data, pa.RecordBatch):
        return data.schema, iter([data])
    if isinstance(data, pa.RecordBatchReader):
        return data.schema, iter(data)
    if isinstance(data, dict):
        return _opened(pa.table(data))
    library = type(data).__module__.partition(".")[0]
    if library == "pandas":
        return _opened(_of_pandas(data))
    if library == "polars" and hasattr(data, "collect"):
        return _of_lazy(data)
    if hasattr(data, "__arrow_c_stream__"):
        return _opened(pa.RecordBatchReader.from_stream(data))
    if hasattr(data, "__arrow_c_array__"):
        return _opened(pa.record_batch(data))
    if hasattr(data, "scanner"):  # A dataset of pyarrow.
        return _opened(data.scanner().to_reader())
    if hasattr(data, "to_reader"):  # Its scanner.
        return _opened(data.to_reader())
    if isinstance(data, (str, bytes)) or not isinstance(data, Iterable):
        raise TypeError(
            "{} cannot be written. Give a Polars or pandas frame, a pyarrow table or reader, anything with "
            "__arrow_c_stream__, or an iterable of these.".format(type(data).__name__)
        )
    return _of_many(iter(data))


def _of_pandas(frame: Any) -> pa.Table:
    """Index levels that have a name are columns; one without is no data."""
    named = [name for name in frame.index.names if name is not None]
    if not named:
        frame = frame.reset_index(drop=True)
    elif len(named) < len(frame.index.names):
        raise ValueError("Some levels of the frame's index have a name and others have none. Name all of them or none.")
    table = pa.Table.from_pandas(frame, preserve_index=bool(named))
    if named:
        table = table.select(named + [name for name in table.column_names if name not in named])
    return table.replace_schema_metadata(None)


def _of_lazy(frame: Any) -> Batches:
    """A lazy frame runs as it is sent, where this Polars can do so."""
    if hasattr(frame, "collect_batches"):
        first_schema = frame.head(0).collect()
        schema, _ = _opened(first_schema)
        return schema, _rest(schema, iter(frame.collect_batches(maintain_order=True)))
    return _opened(frame.collect())


def _of_many(items: Iterator[Any]) -> Batches:
    first = next(items, None)
    if first is None:
        raise ValueError("There is nothing to write: the iterable is empty, so not even the columns are known.")
    schema, batches = _opened(first)
    return schema, itertools.chain(batches, _rest(schema, items))


def _rest(schema: pa.Schema, items: Iterator[Any]) -> Iterator[pa.RecordBatch]:
    for item in items:
        own, batches = _opened(item)
        if not own.equals(schema):
            if own.names != schema.names:
                raise ValueError(
                    "The batches have different columns: first {}, then {}.".format(schema.names, own.names)
                )
            batches = (batch.cast(schema) for batch in batches)
        yield from batches


def _wire(schema: pa.Schema) -> Tuple[pa.Schema, Callable[[pa.RecordBatch], pa.RecordBatch]]:
    """The schema that is sent. A slice of a view column would drag all of the column's bytes along."""
    fields = [field.with_type(_without_views(field.type)) for field in schema]
    wire = pa.schema(fields, metadata=schema.metadata)
    if wire.equals(schema):
        return schema, lambda batch: batch

    def convert(batch: pa.RecordBatch) -> pa.RecordBatch:
        return batch.cast(wire)

    return wire, convert


def _without_views(type: pa.DataType) -> pa.DataType:
    if type == pa.string_view():
        return pa.large_string()
    if type == pa.binary_view():
        return pa.large_binary()
    if pa.types.is_large_list(type):
        return pa.large_list(_field_without_views(type.value_field))
    if pa.types.is_fixed_size_list(type):
        return pa.list_(_field_without_views(type.value_field), type.list_size)
    if pa.types.is_list(type):
        return pa.list_(_field_without_views(type.value_field))
    if pa.types.is_struct(type):
        return pa.struct([_field_without_views(type.field(index)) for index in range(type.num_fields)])
    if pa.types.is_dictionary(type):
        return pa.dictionary(type.index_type, _without_views(type.value_type), type.ordered)
    return type


def _field_without_views(field: pa.Field) -> pa.Field:
    return field.with_type(_without_views(field.type))


def _pieces(batch: pa.RecordBatch, target: Optional[int] = None) -> List[pa.RecordBatch]:
    """Slices of a bounded size. No value is copied."""
    size = batch.nbytes
    limit = target or TARGET_BYTES
    if size <= limit or batch.num_rows <= 1:
        return [batch]
    step = max(1, batch.num_rows * limit // size)
    return [batch.slice(start, step) for start in range(0, batch.num_rows, step)]
