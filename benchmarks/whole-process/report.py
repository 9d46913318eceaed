"""Writes what was measured: JSON with every round, a Markdown table, and a plot of the ratios with their spread."""

import json
import os
import pathlib
import platform
import statistics

import duckdb
import pyarrow


def machine() -> dict:
    model = next((text.split(":")[1].strip() for text in open("/proc/cpuinfo") if text.startswith("model name")), "?")
    return {
        "cpu": model, "cores": os.cpu_count(), "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "kernel": platform.release(), "python": platform.python_version(), "pyarrow": pyarrow.__version__, "duckdb": duckdb.__version__,
        "load": os.getloadavg()[0],
    }


def compare(scenario: str, call: str, vane: str, peer: str, measured: dict, goal: float, durable: dict) -> dict:
    """One line: Vane's rounds beside a peer's, round by round."""
    ours, theirs = measured[vane], measured[peer]
    ratios = sorted(t["seconds"] / o["seconds"] for o, t in zip(ours, theirs))
    line = {
        "scenario": scenario, "call": call, "peer": peer, "goal": goal, "ratio": statistics.median(ratios),
        "ratio_min": ratios[0], "ratio_max": ratios[-1], "sides": {},
    }
    for name, rounds in ((vane, ours), (peer, theirs)):
        seconds = statistics.median(r["seconds"] for r in rounds)
        line["sides"][name] = {
            "mrows_s": rounds[0]["rows"] / seconds / 1e6, "mb_s": rounds[0]["bytes"] / seconds / 1e6,
            "server_cpu_s": statistics.median(r["server_cpu"] for r in rounds), "client_cpu_s": statistics.median(r["cpu"] for r in rounds),
            "peak_mb": max(r["peak"] for r in rounds) / 1e6, "durable": durable.get(name, False),
            "lost_rows": any(r["rows"] != rounds[0]["rows"] for r in rounds),
        }
    return line


def row(line: dict) -> str:
    (vane, ours), (peer, theirs) = line["sides"].items()
    lost = " (lost rows)" if theirs["lost_rows"] else ""
    return (
        f"| {line['scenario']} | {line['call']} | {peer}{lost} | {line['ratio']:.2f} ({line['ratio_min']:.2f} to {line['ratio_max']:.2f})"
        f" | {line['goal'] or '–'} | {ours['mrows_s']:.1f} / {theirs['mrows_s']:.1f} | {ours['mb_s']:.0f} / {theirs['mb_s']:.0f}"
        f" | {ours['server_cpu_s']:.2f} / {theirs['server_cpu_s']:.2f} | {ours['client_cpu_s']:.2f} / {theirs['client_cpu_s']:.2f}"
        f" | {ours['peak_mb']:.0f} / {theirs['peak_mb']:.0f} | {'yes' if ours['durable'] else 'no'} / {'yes' if theirs['durable'] else 'no'} |"
    )


def plot(lines: list) -> str:
    """Ratios on a logarithmic axis; a bar from the least to the greatest round, a dot at the median, a tick at the goal."""
    import math

    left, width, height = 330, 560, 22
    low, high = 0.25, 8.0
    at = lambda value: left + width * math.log(min(max(value, low), high) / low) / math.log(high / low)
    bottom = 30 + height * len(lines)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 40}" height="{bottom + 40}" font-family="sans-serif" font-size="12">',
        f'<rect width="100%" height="100%" fill="white"/><text x="{left}" y="16">rate of Vane / rate of the peer</text>',
    ]
    for tick in (0.25, 0.5, 1, 2, 4, 8):
        colour = "#888" if tick == 1 else "#ddd"
        out.append(f'<line x1="{at(tick):.1f}" y1="24" x2="{at(tick):.1f}" y2="{bottom}" stroke="{colour}"/>')
        out.append(f'<text x="{at(tick):.1f}" y="{bottom + 16}" text-anchor="middle">{tick}</text>')
    for number, line in enumerate(lines):
        y = 30 + height * number + height / 2
        out.append(f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{line["scenario"]}, {line["call"]} / {line["peer"]}</text>')
        out.append(f'<line x1="{at(line["ratio_min"]):.1f}" y1="{y}" x2="{at(line["ratio_max"]):.1f}" y2="{y}" stroke="#4472a8" stroke-width="4" opacity="0.4"/>')
        out.append(f'<circle cx="{at(line["ratio"]):.1f}" cy="{y}" r="4" fill="#23527c"/>')
        if line["goal"]:
            out.append(f'<line x1="{at(line["goal"]):.1f}" y1="{y - 8}" x2="{at(line["goal"]):.1f}" y2="{y + 8}" stroke="#c0392b" stroke-width="2"/>')
    return "\n".join(out + ["</svg>"]) + "\n"


def growth_plot(curves: list) -> str:
    """Seconds over size, both logarithmic, with the exponent of each curve."""
    import math

    width, height, colours = 560, 320, ("#23527c", "#c0392b", "#2e7d32", "#8e5ba6", "#b7791f")
    logs = [[(math.log10(x), math.log10(y)) for x, y in curve["points"]] for curve in curves]
    flat = [point for curve in logs for point in curve]
    (x0, x1), (y0, y1) = ((math.floor(min(p[i] for p in flat)), math.ceil(max(p[i] for p in flat))) for i in (0, 1))
    at = lambda p: (60 + (width - 80) * (p[0] - x0) / max(1, x1 - x0), 20 + (height - 60) * (1 - (p[1] - y0) / max(1, y1 - y0)))
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width + 260}" height="{height}" font-family="sans-serif" font-size="12">',
           '<rect width="100%" height="100%" fill="white"/>']
    for power in range(x0, x1 + 1):
        x, _ = at((power, y0))
        out.append(f'<line x1="{x:.1f}" y1="20" x2="{x:.1f}" y2="{height - 40}" stroke="#ddd"/><text x="{x:.1f}" y="{height - 22}" text-anchor="middle">10^{power}</text>')
    for power in range(y0, y1 + 1):
        _, y = at((x0, power))
        out.append(f'<line x1="60" y1="{y:.1f}" x2="{width - 20}" y2="{y:.1f}" stroke="#ddd"/><text x="52" y="{y + 4:.1f}" text-anchor="end">10^{power} s</text>')
    for number, (curve, points) in enumerate(zip(curves, logs)):
        colour = colours[number % len(colours)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(at, points))
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out.append(f'<text x="{width}" y="{40 + 20 * number}" fill="{colour}">{curve["what"]}: exponent {curve["exponent"]:.2f}</text>')
    return "\n".join(out + ["</svg>"]) + "\n"


def write(folder: pathlib.Path, document: dict) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "whole-process.json").write_text(json.dumps(document, indent=2) + "\n")
    info, lines = document["machine"], document["results"]
    text = [
        "# Vane beside its peers, whole processes", "",
        f"`benchmarks/run`: {document['rounds']} interleaved rounds after two that warm up; {info['cpu']}, {info['cores']} cores, {info['memory_gib']} GiB,"
        f" clients and servers on them; pyarrow {info['pyarrow']}, DuckDB {info['duckdb']}; load {info['load']:.1f} at the start.",
        "A ratio above 1 means that Vane was faster; brackets are the spread of the rounds. Pairs are Vane's figure / the peer's."
        " Rows were counted after each put. [The plot](whole-process.svg).", "",
        "| scenario | call | peer | ratio | goal | M rows/s | MB/s | server CPU s | client CPU s | peak MB | on disk at the answer |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
        *map(row, lines),
    ]
    text += [f"\nNot measured, {reason}" for reason in document["failed"]]
    if document["facts"]:
        text += ["", "| what | measured | goal |", "|---|---|---|"]
        text += [f"| {fact['what']} | {fact['measured']:,.2f} {fact['unit']} | {fact['goal']} |" for fact in document["facts"]]
    if document["growth"]:
        text += ["", "Cost as things grow ([plot](growth.svg)):", "", "| what | from | to | exponent |", "|---|---|---|---|"]
        text += [
            f"| {curve['what']} | {curve['points'][0][0]:,}: {curve['points'][0][1] * 1000:,.1f} ms"
            f" | {curve['points'][-1][0]:,}: {curve['points'][-1][1] * 1000:,.1f} ms | {curve['exponent']:.2f} |"
            for curve in document["growth"]
        ]
        (folder / "growth.svg").write_text(growth_plot(document["growth"]))
    (folder / "whole-process.md").write_text("\n".join(text) + "\n")
    (folder / "whole-process.svg").write_text(plot(lines))
