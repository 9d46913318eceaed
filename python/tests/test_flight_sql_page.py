"""The Python blocks of docs/flight-sql.md run, in order, over one gateway."""

import re
import subprocess
import sys

from gateway import ROOT


def test_blocks_of_the_page_run_from_top_to_bottom(start, tmp_path):
    page = (ROOT / "docs" / "flight-sql.md").read_text(encoding="utf-8")
    text = "\n".join(re.findall(r"^```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE))
    assert text.count("127.0.0.1:8889") >= 2
    gateway = start()
    script = tmp_path / "page.py"
    script.write_text(text.replace("127.0.0.1:8889", gateway.uri.replace("grpc://", "")), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True, timeout=120)
    assert done.returncode == 0, done.stdout
    assert gateway.rows(["duckdb", "main", "sql_trades"]) == 4
    assert gateway.rows(["duckdb", "main", "sql_frame"]) == 4
    assert gateway.rows(["delta", "main", "sql_prices"]) == 2
