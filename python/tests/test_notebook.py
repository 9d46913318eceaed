"""The notebook of the examples runs from top to bottom and shows what it says."""

import nbformat
from nbclient import NotebookClient

from gateway import ROOT

NOTEBOOK = ROOT / "python" / "examples" / "pivot.ipynb"


def shown(cell, kind):
    """What a cell shows in one form."""
    return "".join(output["data"].get(kind, "") for output in cell.outputs if "data" in output)


def printed(cell):
    return "".join(output.get("text", "") for output in cell.outputs)


def test_notebook_runs_and_shows_its_totals(gateway, monkeypatch, tmp_path):
    monkeypatch.setenv("GATEWAY_URI", gateway.uri)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    notebook = nbformat.read(str(NOTEBOOK), as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "it is kept without outputs"

    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()

    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    pivot = next(cell for cell in code if cell.source.startswith("answer = client.pivot"))
    html = shown(pivot, "text/html")
    assert html.count('<tr class="vane-total">') == 4
    assert "2,505,000" in html
    styled = next(cell for cell in code if cell.source.startswith("answer.style()"))
    assert "font-weight: bold" in shown(styled, "text/html") and "2,505,000" in shown(styled, "text/html")
    refused = next(cell for cell in code if "VaneError" in cell.source)
    assert "FIELD_UNKNOWN" in printed(refused) and "region" in printed(refused)
    assert "notebook_trades" in {path[2] for path in gateway.tables()}
