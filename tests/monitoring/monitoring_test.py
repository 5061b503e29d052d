#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""promtool judges metrics, rules and their tests; then a Prometheus scrapes a page as hawserd serves it, and evaluates the
rules and every query of the dashboard. `monitoring_test.py METRICS_PAGE`"""
import contextlib
import json
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/lab/host"))

import peers  # noqa: E402
from packages import PackageError  # noqa: E402

MONITORING = ROOT / "packaging/monitoring"
SKIPPED = 77
PATIENCE = 120


class Verdict:
    failed = 0

    def expect(self, condition, sentence, figures=""):
        self.failed += not condition
        print(f"{'ok' if condition else 'not ok'} - {sentence}" + (f" ({figures})" if figures and not condition else ""), flush=True)
        return condition


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def judge_files(verdict, promtool, page):
    metrics = subprocess.run([page], capture_output=True, check=True).stdout
    for what, words, stdin in (("the metrics", ["check", "metrics"], metrics),
                               ("the rules", ["check", "rules", MONITORING / "hawser-alerts.yml"], None),
                               ("the rules' own tests", ["test", "rules", MONITORING / "hawser-alerts_test.yml"], None)):
        done = subprocess.run([promtool, *words], input=stdin, capture_output=True, text=stdin is None)
        said = (done.stdout + done.stderr) if stdin is None else (done.stdout + done.stderr).decode()
        verdict.expect(done.returncode == 0 and (stdin is None or not said.strip()), f"promtool is content with {what}", said.strip())


@contextlib.contextmanager
def running(*argv):
    process = subprocess.Popen([str(word) for word in argv], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


class Prometheus:
    def __init__(self, port):
        self.base = f"http://127.0.0.1:{port}/api/v1"

    def ask(self, path, **parameters):
        url = f"{self.base}/{path}" + ("?" + urllib.parse.urlencode(parameters) if parameters else "")
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            return json.load(error)

    def value(self, query):
        """The first result's value as text; None where there is none, or nobody answers yet."""
        try:
            results = self.ask("query", query=query)["data"]["result"]
        except (OSError, KeyError):
            return None
        return results[0]["value"][1] if results else None


def poll(condition):
    deadline = time.monotonic() + PATIENCE
    while not (value := condition()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return value


def dashboard_queries():
    """Every expression of the dashboard, with its variables taken as all."""
    board = json.loads((MONITORING / "hawser-dashboard.json").read_text())
    panels = [inner for panel in board["panels"] for inner in [panel, *panel.get("panels", [])]]
    expressions = [target["expr"] for panel in panels for target in panel.get("targets", [])]
    return [re.sub(r"\$__rate_interval|\$__range", "5m", expression).replace("$peer", ".*") for expression in expressions]


def try_scraping(verdict, prometheus, page, folder):
    metrics_port, port = free_port(), free_port()
    config = folder / "prometheus.yml"
    config.write_text(f"""global: {{scrape_interval: 1s, evaluation_interval: 1s}}
rule_files: ["{MONITORING}/hawser-alerts.yml"]
scrape_configs:
  - job_name: hawser
    static_configs: [{{targets: ["127.0.0.1:{metrics_port}"]}}]
""")
    with running(page, "127.0.0.1", metrics_port), running(
            prometheus, f"--config.file={config}", f"--storage.tsdb.path={folder}/data", f"--web.listen-address=127.0.0.1:{port}"):
        asked = Prometheus(port)
        verdict.expect(poll(lambda: asked.value('up{job="hawser"}') == "1"), "a Prometheus scrapes the page")
        verdict.expect(asked.value('hawser_tunnel_up{tunnel="pop/wan1"}') == "1", "and knows a tunnel that is up")
        pending = lambda: [alert for alert in asked.ask("alerts")["data"]["alerts"]  # noqa: E731
                           if alert["labels"]["alertname"] == "HawserTunnelDown"]
        alerts = poll(pending)
        verdict.expect(alerts and alerts[0]["labels"].get("tunnel") == "pop/wan2", "the alert of a tunnel that is down is raised", alerts)
        for query in dashboard_queries():
            answer = asked.ask("query", query=query)
            verdict.expect(answer["status"] == "success", f"the dashboard asks: {query}", answer.get("error", ""))


def main():
    try:
        tree = peers.layer("prometheus", print)
    except PackageError as error:
        print(f"skipped: Debian's prometheus cannot be fetched: {error}")
        return SKIPPED
    verdict = Verdict()
    judge_files(verdict, tree / "usr/bin/promtool", sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        try_scraping(verdict, tree / "usr/bin/prometheus", sys.argv[1], pathlib.Path(folder))
    return 1 if verdict.failed else 0


if __name__ == "__main__":
    sys.exit(main())
