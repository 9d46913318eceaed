"""Flight SQL with the clients that people use: ADBC, Polars and pandas."""

import datetime
import decimal

import duckdb
import pandas
import polars
import pyarrow as pa
import pytest
from adbc_driver_flightsql import DatabaseOptions, dbapi
from adbc_driver_manager import ConnectionOptions

pytestmark = pytest.mark.filterwarnings("ignore:Cannot disable autocommit")

ROWS = pa.table({"id": pa.array([1, 2, 3], pa.int64()), "name": ["a", None, "c"]})


@pytest.fixture
def connect(gateway):
    opened = []

    def begin(**options):
        connection = dbapi.connect(gateway.uri.replace("grpc://", "grpc+tcp://"), db_kwargs=options)
        opened.append(connection)
        return connection

    yield begin
    for connection in opened:
        connection.close()


@pytest.fixture
def cursor(connect):
    with connect().cursor() as cursor:
        yield cursor


def ask(cursor, sql, *parameters):
    cursor.execute(sql, *parameters)
    return cursor.fetchall()


def test_statements_give_the_rows_that_a_ticket_gives(gateway, cursor, name):
    gateway.put(ROWS, stream=name)
    cursor.execute('SELECT * FROM "{}" ORDER BY id'.format(name))
    assert cursor.fetch_arrow_table().equals(gateway.sql('SELECT * FROM "{}" ORDER BY id'.format(name)))


@pytest.mark.parametrize(
    "value",
    [
        7,
        -(2**63),
        1.5,
        True,
        "Größe",
        b"\x00\xff",
        datetime.date(2026, 2, 3),
        datetime.datetime(2026, 2, 3, 4, 5, 6, 789),
        datetime.time(4, 5, 6, 789),
        decimal.Decimal("12345678901234567890.123456"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_parameters_of_every_type_come_back(cursor, value):
    assert ask(cursor, "SELECT ?", (value,)) == [(value,)]


def test_parameters_of_arrow_types_come_back(cursor):
    values = pa.table(
        {
            "u8": pa.array([2**64 - 1], pa.uint64()),
            "f4": pa.array([1.1], pa.float32()),
            "view": pa.array(["x"], pa.string_view()),
            "words": pa.array(["a"], pa.string()).dictionary_encode(),
            "zoned": pa.array([datetime.datetime(2026, 1, 1)], pa.timestamp("us", "UTC")),
            "nanos": pa.array([1], pa.timestamp("ns")),
            "list": pa.array([[1, None]], pa.list_(pa.int32())),
            "struct": pa.array([{"a": 1, "b": "it's"}]),
            "nothing": pa.array([None], pa.null()),
        }
    )
    places = ", ".join("? AS c{}".format(i) for i in range(values.num_columns))
    cursor.execute("SELECT " + places, values.to_batches()[0])
    answer = cursor.fetch_arrow_table()
    assert answer.column(0).to_pylist() == [2**64 - 1]
    assert answer.column(1).type == pa.float32() and answer.column(1).to_pylist() == values["f4"].to_pylist()
    assert [answer.column(i).to_pylist()[0] for i in (2, 3)] == ["x", "a"]
    assert answer.column(4).to_pylist()[0] == datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
    assert answer.column(5).cast(pa.int64()).to_pylist() == [1]
    assert answer.column(6).to_pylist() == [[1, None]]
    assert answer.column(7).to_pylist() == [{"a": 1, "b": "it's"}]
    assert answer.column(8).to_pylist() == [None]


def test_executemany_is_one_commit(gateway, cursor, name):
    ask(cursor, 'CREATE TABLE "{}" (id BIGINT, name VARCHAR)'.format(name))
    before = gateway.tables()[("duckdb", "main", name)]["version"]
    cursor.executemany('INSERT INTO "{}" (name, id) VALUES (?, ?)'.format(name), [("n", i) for i in range(20)])
    assert cursor.rowcount == 20
    entry = gateway.tables()[("duckdb", "main", name)]
    assert (entry["version"], entry["rows"]) == (before + 1, 20)
    assert gateway.metric("vane_rows_processed_total", stream=name) == 20


def test_rows_are_deleted_and_updated(gateway, cursor, name):
    gateway.put(ROWS, stream=name)
    before = gateway.tables()[("duckdb", "main", name)]["version"]
    assert ask(cursor, 'DELETE FROM "{}" WHERE name = ?'.format(name), ("a",)) == [(1,)]
    cursor.executemany('UPDATE "{}" SET name = ? WHERE id = ?'.format(name), [("two", 2), ("three", 3)])
    assert cursor.rowcount == 2
    entry = gateway.tables()[("duckdb", "main", name)]
    assert (entry["version"], entry["rows"]) == (before + 2, 2)
    assert ask(cursor, 'SELECT id, name FROM "{}" ORDER BY id'.format(name)) == [(2, "two"), (3, "three")]


def test_writing_statement_is_done_though_nobody_reads_its_result(gateway, cursor, name):
    cursor.execute('CREATE TABLE delta.main."{}" AS SELECT 1 AS a UNION ALL SELECT 2'.format(name))
    assert gateway.rows(["delta", "main", name]) == 2
    with pytest.raises(dbapi.ProgrammingError, match="TABLE_EXISTS"):
        cursor.execute('CREATE TABLE delta.main."{}" AS SELECT 1 AS a'.format(name))
    assert ask(cursor, 'CREATE TABLE IF NOT EXISTS delta.main."{}" (a INTEGER)'.format(name)) == [(0,)]
    assert ask(cursor, 'CREATE OR REPLACE TABLE delta.main."{}" AS SELECT 3 AS a'.format(name)) == [(1,)]
    assert ask(cursor, 'SELECT count(a) FROM delta.main."{}" AT (VERSION => 0)'.format(name)) == [(2,)]


def test_errors_carry_their_code(cursor):
    for sql, error, code in (
        ("SELECT * FROM nowhere", dbapi.ProgrammingError, "TABLE_NOT_FOUND"),
        ("SELEC 1", dbapi.ProgrammingError, "QUERY_INVALID"),
        ("ALTER TABLE t ADD COLUMN a INTEGER", dbapi.NotSupportedError, "OPTION_UNSUPPORTED"),
        ("BEGIN", dbapi.NotSupportedError, "TRANSACTION_UNSUPPORTED"),
        ("SELECT * FROM read_csv('/etc/passwd')", dbapi.ProgrammingError, "QUERY_FORBIDDEN"),
    ):
        with pytest.raises(error, match=code):
            cursor.execute(sql)
            cursor.fetchall()


def test_error_details_are_json(cursor):
    with pytest.raises(dbapi.ProgrammingError) as raised:
        cursor.execute("SELECT * FROM nowhere")
    details = {bytes(key): value for key, value in raised.value.details}
    assert b'"code":"TABLE_NOT_FOUND"' in details[b"vane-error"]


def test_ingest_in_all_modes(gateway, cursor, backend, name):
    target = {"catalog_name": backend, "db_schema_name": "main"}
    assert cursor.adbc_ingest(name, ROWS, mode="create", **target) == 3
    assert cursor.adbc_ingest(name, ROWS, mode="append", **target) == 3
    assert gateway.rows([backend, "main", name]) == 6
    assert cursor.adbc_ingest(name, ROWS.slice(0, 1), mode="replace", **target) == 1
    assert gateway.rows([backend, "main", name]) == 1
    assert cursor.adbc_ingest(name, ROWS, mode="create_append", **target) == 3
    assert cursor.adbc_ingest(name + "_new", ROWS, mode="create_append", **target) == 3
    assert gateway.rows([backend, "main", name]) == 4
    assert gateway.metric("vane_rows_processed_total", stream=name) == 10
    with pytest.raises(dbapi.ProgrammingError, match="TABLE_EXISTS"):
        cursor.adbc_ingest(name, ROWS, mode="create", **target)
    with pytest.raises(dbapi.ProgrammingError, match="TABLE_NOT_FOUND"):
        cursor.adbc_ingest(name + "_none", ROWS, mode="append", **target)
    with pytest.raises(dbapi.NotSupportedError, match="Temporary tables"):
        cursor.adbc_ingest(name + "_t", ROWS, mode="create", temporary=True)
    with pytest.raises(dbapi.Error, match="BACKEND_UNKNOWN"):
        cursor.adbc_ingest(name, ROWS, mode="create", catalog_name="nowhere")
    assert gateway.rows([backend, "main", name]) == 4


def test_ingest_into_a_schema_of_its_own(gateway, cursor, name):
    cursor.adbc_ingest(name, ROWS, mode="create", catalog_name="duckdb", db_schema_name="other")
    assert gateway.rows(["duckdb", "other", name]) == 3
    assert ask(cursor, 'SELECT count(id) FROM other."{}"'.format(name)) == [(3,)]


def test_objects_and_schemas_of_tables(gateway, connect, name):
    gateway.put(ROWS, stream=name)
    connection = connect()
    catalogs = connection.adbc_get_objects(depth="all", table_name_filter=name).read_all().to_pylist()
    assert [catalog["catalog_name"] for catalog in catalogs] == ["delta", "duckdb"]
    (table,) = catalogs[1]["catalog_db_schemas"][0]["db_schema_tables"]
    assert [column["column_name"] for column in table["table_columns"]] == ["id", "name"]
    assert connection.adbc_get_table_schema(name).names == ["id", "name"]
    assert connection.adbc_get_table_types() == ["TABLE"]
    assert connection.adbc_get_info()["vendor_name"] == "Vane"


def test_session_options_hold_for_a_client_that_keeps_cookies(gateway, connect, name):
    gateway.put(ROWS, stream=name, storage_backend="delta")
    gateway.put(ROWS.slice(0, 1), stream=name + "_2", target_table=["duckdb", "main", name])
    connection = connect(**{DatabaseOptions.WITH_COOKIE_MIDDLEWARE.value: "true"})
    with connection.cursor() as cursor:
        with pytest.raises(dbapi.Error, match="TABLE_AMBIGUOUS"):
            cursor.execute('SELECT count(id) FROM "{}"'.format(name))
        connection.adbc_connection.set_options(**{ConnectionOptions.CURRENT_CATALOG.value: "delta"})
        assert connection.adbc_current_catalog == "delta"
        assert ask(cursor, 'SELECT count(id) FROM "{}"'.format(name)) == [(3,)]
        connection.adbc_connection.set_options(**{"adbc.flight.sql.session.option.time_zone": "Europe/Berlin"})
        zoned = ask(cursor, "SELECT CAST(TIMESTAMPTZ '2026-07-01 12:00:00+00' AS VARCHAR)")
        assert zoned == [("2026-07-01 14:00:00+02",)]
        assert gateway.metric("vane_sql_sessions") >= 1


def test_idle_sessions_statements_and_tickets_go(start):
    gateway = start(configuration="limits: {session_idle: 100ms}")
    connection = dbapi.connect(
        gateway.uri.replace("grpc://", "grpc+tcp://"),
        db_kwargs={DatabaseOptions.WITH_COOKIE_MIDDLEWARE.value: "true"},
    )
    try:
        connection.adbc_connection.set_options(**{ConnectionOptions.CURRENT_CATALOG.value: "delta"})
        cursor = connection.cursor()
        cursor.adbc_prepare("SELECT 1")
        for metric in ("vane_sql_sessions", "vane_prepared_statements", "vane_sql_tickets"):
            gateway.eventually(lambda: gateway.metric(metric) == 0, metric + " is 0 again")
        with pytest.raises(dbapi.Error, match="STATEMENT_UNKNOWN"):
            cursor.execute("SELECT 1")
    finally:
        connection.close()


def test_polars_reads(gateway, connect, name):
    gateway.put(ROWS, stream=name)
    frame = polars.read_database('SELECT * FROM "{}" ORDER BY id'.format(name), connect())
    assert frame.rows() == [(1, "a"), (2, None), (3, "c")]
    uri = gateway.uri.replace("grpc://", "flightsql://") + "?transport=tcp"
    frame = polars.read_database_uri('SELECT id FROM "{}" ORDER BY id'.format(name), uri, engine="adbc")
    assert frame["id"].to_list() == [1, 2, 3]


def test_polars_writes_in_all_modes(gateway, connect, name):
    frame = polars.DataFrame({"id": [1, 2], "name": ["a", None]})
    connection = connect()

    def write(mode):
        return frame.write_database(name, connection, engine="adbc", if_table_exists=mode)

    assert write("fail") == 2
    with pytest.raises(dbapi.ProgrammingError, match="TABLE_EXISTS"):
        write("fail")
    assert write("append") == 2
    assert gateway.rows(["duckdb", "main", name]) == 4
    assert write("replace") == 2
    assert gateway.rows(["duckdb", "main", name]) == 2


def test_pandas_writes_and_reads(gateway, connect, name):
    frame = pandas.DataFrame({"id": [1, 2], "name": ["a", "b"]})
    connection = connect()
    assert frame.to_sql(name, connection, index=False) == 2
    assert frame.to_sql(name, connection, index=False, if_exists="append") == 2
    with pytest.raises(Exception, match="exists"):
        frame.to_sql(name, connection, index=False)
    with pytest.raises(pandas.errors.DatabaseError, match="CREATE OR REPLACE TABLE"):
        frame.to_sql(name, connection, index=False, if_exists="replace")
    assert len(pandas.read_sql('SELECT * FROM "{}"'.format(name), connection)) == 4


def test_duckdb_reads_results_and_gives_rows(gateway, connect, cursor, name):
    # DuckDB has no client of Flight SQL in itself; it reads and gives Arrow streams, which is what ADBC has and takes.
    local = duckdb.connect()
    rows = local.sql("SELECT range AS id, 'n' || range AS name, range * 1.5::DECIMAL(9, 2) AS price FROM range(100000)")
    assert cursor.adbc_ingest(name, rows.to_arrow_reader(10_000), mode="create") == 100_000
    assert gateway.rows(["duckdb", "main", name]) == 100_000
    cursor.execute('SELECT id, price FROM "{}" WHERE id < 70000'.format(name))
    reader = cursor.fetch_record_batch()
    assert local.sql("SELECT count(*), sum(id), sum(price) FROM reader").fetchall() == [
        (70_000, 2_449_965_000, decimal.Decimal("3674947500.00"))
    ]
    with pytest.raises(dbapi.Error, match="QUERY_FAILED"):
        cursor.execute("SELECT id, CAST('x' || id AS INTEGER) AS wrong FROM \"{}\"".format(name))
        cursor.fetchall()


def test_pivot_is_a_table_function(gateway, cursor, name):
    gateway.put(pa.table({"k": ["x", "y", "x"], "v": [1, 2, 3]}), stream=name)
    spec = '{{"table": "{}", "rows": ["k"], "measures": [{{"field": "v", "agg": "sum"}}], "totals": true}}'.format(name)
    sql = "SELECT k, sum_v FROM pivot('{}') ORDER BY k".format(spec)
    assert ask(cursor, sql) == [("x", 4), ("y", 2), (None, 6)]
    hits = gateway.metric("vane_pivot_cube_lookups_total", outcome="hit")
    assert ask(cursor, sql) == [("x", 4), ("y", 2), (None, 6)]
    assert gateway.metric("vane_pivot_cube_lookups_total", outcome="hit") > hits
    assert gateway.sql(sql)["sum_v"].to_pylist() == [4, 2, 6]


def test_dropped_call_stops_its_query(gateway, connect):
    cursor = connect().cursor()
    cursor.execute("SELECT * FROM range(1000000000)")
    reader = cursor.fetch_record_batch()
    reader.read_next_batch()
    cursor.adbc_cancel()
    reader.close()
    gateway.eventually(lambda: gateway.metric("vane_queries_running") == 0, "the query has ended")
