"""Client of a Vane gateway: Arrow in with durable receipts; pivots, scans and SQL out.

>>> import vane
>>> with vane.connect(uri) as client:
...     receipt = client.write({"symbol": ["A", "B"], "price": [1.5, 2.5]}, "quotes")
...     receipt.table, receipt.rows
(('duckdb', 'main', 'quotes'), 2)
"""

from ._async import AsyncClient, AsyncResult, AsyncWriter, connect_async
from ._client import Client, connect
from ._errors import VaneError
from ._questions import bucket, measure
from ._results import PivotResult, Result
from ._words import Ack, Receipt, StreamStatus, TableInfo
from ._writer import Writer

__version__ = "0.1.0"

__all__ = [
    "Ack",
    "AsyncClient",
    "AsyncResult",
    "AsyncWriter",
    "Client",
    "PivotResult",
    "Receipt",
    "Result",
    "StreamStatus",
    "TableInfo",
    "VaneError",
    "Writer",
    "bucket",
    "connect",
    "connect_async",
    "measure",
]
