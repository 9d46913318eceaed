"""Reads a Delta table by the delta extension of the duckdb package, in the environment that has both. Run as: FOLDER QUERY."""

import json
import pathlib
import sys

import duckdb


def main(folder, query):
    (extension,) = (pathlib.Path(duckdb.__file__).parents[1] / "duckdb_ext").rglob("delta.duckdb_extension")
    connection = duckdb.connect()
    connection.execute("LOAD '%s'" % extension)
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("CREATE VIEW t AS SELECT * FROM delta_scan('%s')" % folder.replace("'", "''"))
    print(json.dumps(connection.execute(query).fetchall(), default=str))


if __name__ == "__main__":
    main(*sys.argv[1:])
