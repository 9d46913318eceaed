"""Counts the tests of all reports, names the skipped ones, and ends with one line of totals."""

import glob
import json
import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def main() -> int:
    passed = failed = skipped = 0
    for report in sorted(glob.glob("*/target/surefire-reports/TEST-*.xml") + glob.glob("python/target/pytest*.xml")):
        for case in ElementTree.parse(report).iter("testcase"):
            if case.find("failure") is not None or case.find("error") is not None:
                failed += 1
            elif case.find("skipped") is not None:
                skipped += 1
                reason = case.find("skipped").get("message", "")
                print(f"skipped: {case.get('classname')} {case.get('name')}: {reason}")
            else:
                passed += 1
    for outcome in of_go():
        passed += outcome == "pass"
        failed += outcome == "fail"
        skipped += outcome == "skip"
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or skipped or not passed else 0


def of_go():
    """How each test ended that Go ran; none where Go is not installed."""
    report = pathlib.Path("go/target/go-test.json")
    if report.exists():
        for line in report.read_text(encoding="utf-8").splitlines():
            event = json.loads(line) if line.startswith("{") else {}
            if "Test" in event and event["Action"] in ("pass", "fail", "skip"):
                yield event["Action"]


if __name__ == "__main__":
    sys.exit(main())
