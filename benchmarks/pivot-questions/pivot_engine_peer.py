"""Answers specs by pivot-engine, in process, over the same trades: a line of milliseconds and rows for each line of JSON.

Usage: pivot_engine_peer.py ROWS
"""

import contextlib
import io
import json
import sys
import time

import pyarrow as pa
from pivot_engine.controller import PivotController

import trades


def main() -> None:
    noise = io.StringIO()
    with contextlib.redirect_stdout(noise):
        controller = PivotController(backend_uri=":memory:")
        controller.load_data_from_arrow("trades", pa.Table.from_batches(trades.batches(int(sys.argv[1]))))
    print("ready", flush=True)
    for line in sys.stdin:
        began = time.perf_counter()
        with contextlib.redirect_stdout(noise):
            answer = controller.run_pivot(json.loads(line), return_format="arrow", force_refresh=True)
        print((time.perf_counter() - began) * 1000, answer.num_rows, flush=True)


if __name__ == "__main__":
    main()
