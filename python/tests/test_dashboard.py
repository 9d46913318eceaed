"""Every query of Grafana's dashboard, asked of a real Prometheus that scrapes a gateway with work to do."""

import json
import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

import pyarrow as pa
import pytest

from gateway import ROOT

PROMETHEUS = "/usr/bin/prometheus"
DASHBOARD = ROOT / "deploy" / "grafana" / "vane-dashboard.json"
SCRAPE = "200ms"


def expressions():
    """The queries as Grafana sends them when nothing was chosen, by their panel."""
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    found = [(panel["title"], target["expr"]) for panel in panels for target in panel.get("targets", [])]
    chosen = {"$__rate_interval": "1m", "$job": ".*", "$instance": ".*"}
    return [(title, re.sub(r"\$\w+", lambda name: chosen[name.group()], expression)) for title, expression in found]


class Prometheus:
    def __init__(self, folder, target):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        configuration = folder / "prometheus.yml"
        configuration.write_text(
            "global: {{scrape_interval: {0}, scrape_timeout: {0}}}\nscrape_configs:\n"
            '  - job_name: vane\n    static_configs: [{{targets: ["{1}"]}}]\n'.format(SCRAPE, target)
        )
        self.log = open(str(folder / "prometheus.log"), "w")
        self.process = subprocess.Popen(
            [PROMETHEUS, "--config.file=" + str(configuration), "--storage.tsdb.path=" + str(folder / "tsdb"),
             "--web.listen-address=127.0.0.1:{}".format(self.port)],
            stdout=self.log, stderr=subprocess.STDOUT)

    def ask(self, expression):
        """The samples of an instant query; none while Prometheus is not ready."""
        query = urllib.parse.urlencode({"query": expression})
        try:
            with urllib.request.urlopen("http://127.0.0.1:{}/api/v1/query?{}".format(self.port, query), timeout=10) as answer:
                return json.load(answer)["data"]["result"]
        except urllib.error.HTTPError as refused:
            if refused.code == 400:
                raise AssertionError("{} is refused: {}".format(expression, refused.read().decode()))
            return []
        except OSError:
            return []

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()


def work(gateway, turn):
    """Something of everything that the dashboard shows."""
    gateway.put(pa.table({"k": ["a", "b"], "v": [turn, 2]}), stream="dashboard")
    gateway.sql("SELECT count(v) FROM dashboard")
    gateway.ask({"table": "dashboard", "rows": ["k"], "measures": [{"field": "v", "agg": "sum"}]})
    with pytest.raises(pa.ArrowInvalid):
        gateway.sql("SELECT nothing FROM dashboard")


def test_every_query_of_the_dashboard_has_an_answer(start, tmp_path):
    if not os.access(PROMETHEUS, os.X_OK):
        pytest.skip(PROMETHEUS + " is not installed (Debian's package prometheus)")
    gateway = start()
    prometheus = Prometheus(tmp_path, gateway.http.split("//")[1])
    try:
        gateway.eventually(lambda: prometheus.ask("vane_ready == 1"), "Prometheus has scraped the gateway")
        waiting, turn, deadline = expressions(), 0, time.monotonic() + 60
        assert len(waiting) > 30
        while waiting:
            assert time.monotonic() < deadline, "without an answer: {}".format(waiting)
            turn += 1
            work(gateway, turn)
            waiting = [(title, expression) for title, expression in waiting if not prometheus.ask(expression)]
    finally:
        prometheus.stop()
