"""The same trades for every system: keys spread by multiplication, so that each run has the same."""

import pyarrow as pa
import pyarrow.compute as pc

BATCH_ROWS = 122_880
FIRST_DAY = 1_735_689_600_000_000  # 2025-01-01 in microseconds
DAY = 86_400_000_000


def batch(first: int, rows: int) -> pa.RecordBatch:
    number = pa.array(range(first, first + rows), pa.int64())
    spread = pc.bit_wise_and(pc.multiply(number, 2654435761), 0x7FFFFFFF)

    def digit(count: int, step: int) -> pa.Array:
        shifted = pc.divide(spread, step)
        return pc.subtract(shifted, pc.multiply(pc.divide(shifted, count), count))

    def pick(prefix: str, count: int, step: int) -> pa.Array:
        return pa.array([prefix + str(index) for index in range(count)]).take(digit(count, step))

    traded = pc.add(pc.multiply(digit(365, 71), DAY), FIRST_DAY)
    return pa.record_batch(
        {
            "region": pick("region ", 5, 1),
            "desk": pick("desk ", 10, 7),
            "symbol": pick("symbol ", 1000, 3),
            "account": pick("account ", 1000, 3301),
            "traded": traded.cast(pa.timestamp("us")),
            "quantity": pc.bit_wise_and(spread, 1023),
            "price": pc.divide(pc.cast(spread, pa.float64()), 1e6),
        }
    )


def batches(rows: int):
    for first in range(0, rows, BATCH_ROWS):
        yield batch(first, min(BATCH_ROWS, rows - first))
