"""Runs statements on a ClickHouse within this process, for tests that write its SQL.

A request on standard input is a length of four bytes, big-endian, and a statement in UTF-8. Its answer on
standard output is one byte, a length of four bytes and so many bytes: after 0 the rows as an Arrow stream,
after 1 the error in UTF-8. The end of standard input ends the process, and what it held with it.
"""

import os
import struct
import sys

from chdb import session

SETTINGS = {
    # What standard SQL says: NULL where a key is rolled up or a join finds nothing, and of nothing.
    "group_by_use_nulls": 1,
    "join_use_nulls": 1,
    "aggregate_functions_null_for_empty": 1,
    "cast_keep_nullable": 1,
    "prefer_column_name_to_alias": 1,
    "joined_subquery_requires_alias": 1,
    # ClickHouse has no time without a zone; those come in the session's, which is called so to tell them.
    "session_timezone": "'Etc/UTC'",
    "output_format_arrow_compression_method": "'none'",
    # Questions here are small, and many.
    "max_threads": 1,
    "max_expanded_ast_elements": 5000000,
    "max_ast_elements": 5000000,
    "max_ast_depth": 10000,
    "max_query_size": 100000000,
}


def answer(database, statement):
    try:
        return 0, database.query(statement, "ArrowStream").bytes() or b""
    except Exception as error:  # chdb raises what it likes; the test tells which statement it was.
        return 1, str(error).encode()


def main():
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # Whatever the library prints is not an answer.
    os.dup2(2, 1)
    database = session.Session()
    for name, value in SETTINGS.items():
        database.query(f"SET {name} = {value}")
    while True:
        head = requests.read(4)
        if len(head) < 4:
            return
        (length,) = struct.unpack(">I", head)
        status, body = answer(database, requests.read(length).decode())
        answers.write(struct.pack(">BI", status, len(body)) + body)
        answers.flush()


if __name__ == "__main__":
    sys.exit(main())
