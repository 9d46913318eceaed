"""Puts that are held against everything else that counts rows."""

from gateway import quoted

RECEIPT = {"status", "stream", "table", "storage_backend", "rows_processed", "bytes", "version", "duration_ms"}


def ingest(gateway, data, stream, **command):
    """Puts a table and checks the receipt, the metric, the list of tables, a scan and counts by SQL."""
    expected_path = [
        command.get("storage_backend", "duckdb"), "main", command.get("target_table", stream)
    ]
    processed = gateway.metric("vane_rows_processed_total", stream=stream)
    known = gateway.tables().get(tuple(expected_path))

    receipt = gateway.put(data, stream, **command)

    assert set(receipt) == RECEIPT
    assert receipt["status"] == "success"
    assert receipt["stream"] == stream
    assert receipt["table"] == expected_path
    assert receipt["storage_backend"] == expected_path[0]
    assert receipt["rows_processed"] == data.num_rows
    for key in ("rows_processed", "bytes", "version"):
        assert type(receipt[key]) is int and receipt[key] >= 0, key
    assert receipt["bytes"] > 0 or data.num_rows == 0
    assert isinstance(receipt["duration_ms"], (int, float)) and receipt["duration_ms"] >= 0
    assert gateway.metric("vane_rows_processed_total", stream=stream) == processed + data.num_rows

    rows = data.num_rows
    if known is not None:
        if command.get("mode") != "overwrite":
            rows += known["rows"]
        if receipt["storage_backend"] == "delta":  # DuckDB's version is the file's, so it only never goes back.
            assert receipt["version"] > known["version"]
        else:
            assert receipt["version"] >= known["version"]
    require_rows(gateway, expected_path, rows, receipt["version"])
    return receipt


def require_rows(gateway, path, rows, version=None):
    """The list of tables, a scan, count(*) and the count of each column agree."""
    entry = gateway.tables()[tuple(path)]
    assert entry["rows"] == rows
    if version is not None:
        assert entry["version"] == version
    content = gateway.scan(list(path))
    assert content.num_rows == rows
    columns = content.column_names[:20]
    counts = ", ".join("count({})".format(quoted(column)) for column in columns)
    (row,) = gateway.sql("SELECT count(*), {} FROM {}".format(counts, quoted(*path))).to_pylist()
    # Names of the answer's fields may repeat nothing and mean nothing here; the order does.
    found = list(row.values())
    assert found[0] == rows
    assert found[1:] == [rows - content.column(column).null_count for column in columns]
    return content
