#!/usr/bin/env python3
"""Builds a portal from a made-up organisation and measures it: cold, then warm.

Usage: benches/run.py [organisation|pages|catalog|reference|reference-plain ...] [--runs N] [--binary PLATDOCS] [--seed N]

Writes one Markdown page per profile into benches/results/; ends with 1 if a page is larger than pages may be. Needs Linux, cargo and Python 3.9.
`platdocs build --timings` prints a line `MILLISECONDS ms  NAME` per stage on stderr.
"""

import argparse
import datetime
import heapq
import os
import re
import pathlib
import platform
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROFILES = ["organisation", "pages", "catalog", "reference", "reference-plain"]
# No page may be larger, whatever the organisation.
MAX_PAGE = 300_000


def main():
    options = arguments()
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    build = ["cargo", "build", "--release", "--locked", "--example", "organisation"]
    subprocess.run(build + ([] if options.binary else ["--bins"]), cwd=ROOT, check=True)
    binary = options.binary or target / "release/platdocs"
    too_large = []
    for profile in options.profiles or PROFILES:
        page, largest = measure(profile, binary, target, options)
        too_large += [f"{name} of {profile}: {size:,} bytes" for size, name in largest if size > MAX_PAGE]
        result = ROOT / "benches/results" / f"{profile}.md"
        result.parent.mkdir(exist_ok=True)
        result.write_text(page)
        print(f"{page}\nwritten to {result.relative_to(ROOT)}")
    if too_large:
        sys.exit(f"pages above {MAX_PAGE:,} bytes:\n" + "\n".join(too_large))


def arguments():
    parser = argparse.ArgumentParser(description="Measure platdocs on a made-up organisation")
    parser.add_argument("profiles", nargs="*", metavar="PROFILE", help=f"any of {', '.join(PROFILES)}; default all")
    parser.add_argument("--runs", type=int, default=3, help="runs of each kind, the fastest counts (default 3)")
    parser.add_argument("--binary", type=pathlib.Path, help="measure this program instead of building one")
    parser.add_argument("--seed", type=int, default=1, help="number that the organisation is drawn from")
    options = parser.parse_args()
    unknown = set(options.profiles) - set(PROFILES)
    if unknown:
        parser.error(f"unknown profile {', '.join(unknown)}")
    return options


def measure(profile, binary, target, options):
    """Measures one profile and returns the page about it, and the largest pages with their sizes."""
    folder = target / "bench" / profile
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    site, out = folder / "site", folder / "public"
    generate = [target / "release/examples/organisation", site, "--profile", profile, "--seed", str(options.seed)]
    written = subprocess.run(generate, check=True, capture_output=True, text=True).stdout
    counts = dict(line.split() for line in written.splitlines())

    cold, warm = [], []
    for _ in range(options.runs):
        shutil.rmtree(out, ignore_errors=True)
        shutil.rmtree(site / ".platdocs", ignore_errors=True)
        cold.append(run(binary, site, out, folder))
        warm.append(run(binary, site, out, folder))
    fastest = {"cold": min(cold, key=lambda run: run["wall"]), "warm": min(warm, key=lambda run: run["wall"])}
    largest = largest_pages(out)
    return report(profile, binary, counts, fastest, out, largest, options), largest


def run(binary, site, out, folder):
    """Runs one build and returns its wall time, CPU time, peak memory and stages."""
    log = folder / "stderr.txt"
    with open(log, "w") as stderr, open(folder / "stdout.txt", "w") as stdout:
        start = time.monotonic()
        child = subprocess.Popen([binary, "build", site, "--out", out, "--timings"], stdout=stdout, stderr=stderr)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    lines = log.read_text(errors="replace").splitlines()
    # 0 is fine, 1 is fine with findings in the content.
    if child.returncode not in (0, 1):
        sys.exit("\n".join([*lines[-20:], f"{binary} ended with {child.returncode}"]))
    stages = [line.split() for line in lines if re.match(r" *[0-9.]+ ms  [a-z]+$", line)]
    return {
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "memory": usage.ru_maxrss * 1024,
        "stages": [(words[2], float(words[0])) for words in stages],
    }


def size_of(folder):
    """Number of files below a folder and their bytes."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)


def largest_pages(folder, count=5):
    """The largest HTML pages below a folder as (bytes, path)."""
    pages = ((path.stat().st_size, str(path.relative_to(folder))) for path in folder.rglob("*.html"))
    return heapq.nlargest(count, pages)


def markup(out, markdown):
    """What the HTML of documentation is to its Markdown; files for machines, images and the theme do not count."""
    size = sum(path.stat().st_size for path in out.glob("docs/*/*/*/**/*.html"))
    return [f"HTML of the docs: {mega(size)}, {size / markdown:.2f} times the Markdown.", ""] if size and markdown else []


def report(profile, binary, counts, runs, out, largest, options):
    version = subprocess.run([binary, "--version"], capture_output=True, text=True).stdout.strip()
    files, size = size_of(out)
    given = int(counts["bytes"])
    lines = [
        f"# Benchmark: {profile}",
        "",
        f"`benches/run.py {profile}`, {version}{commit()}, {datetime.date.today()}, seed {options.seed}, "
        f"fastest of {options.runs} runs.",
        "",
        f"Machine: {machine()}.",
        "",
        "Input: " + ", ".join(f"{int(counts[key]):,} {name}" for key, name in COUNTED) + ", "
        f"{mega(counts['markdown_bytes'])} of Markdown of which {mega(counts['code_bytes'])} are code blocks, "
        f"{int(counts['files']):,} files with {mega(given)} in all.",
        "",
        f"Output: {files:,} files, {mega(size)}, {size / given:.2f} times the input.",
        "",
        *markup(out, int(counts["markdown_bytes"])),
        "| run | wall | CPU | peak memory |",
        "|---|--:|--:|--:|",
        *(f"| {name} | {run['wall']:.2f} s | {run['cpu']:.2f} s | {mega(run['memory'])} |" for name, run in runs.items()),
    ]
    lines += ["", f"Largest pages, of at most {MAX_PAGE / 1e3:.0f} kB:", "", "| page | size |", "|---|--:|"]
    lines += [f"| `{name}` | {size / 1e3:.0f} kB |" for size, name in largest]
    names = list(dict.fromkeys(name for run in runs.values() for name, _ in run["stages"]))
    if names:
        tables = [dict(run["stages"]) for run in runs.values()]
        lines += ["", "| stage | " + " | ".join(runs) + " |", "|---|" + "--:|" * len(runs)]
        for name in names:
            cells = [f"{table[name]:,.0f} ms" if name in table else "" for table in tables]
            lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


COUNTED = [
    ("repositories", "repositories"),
    ("entities", "entities"),
    ("relations", "relations between them"),
    ("sets", "docs sets"),
    ("pages", "pages"),
    ("apis", "API documents"),
]


def mega(number):
    return f"{int(number) / 1e6:,.1f} MB"


def commit():
    git = ["git", "-C", ROOT, "describe", "--always", "--dirty"]
    found = subprocess.run(git, capture_output=True, text=True)
    return f" at {found.stdout.strip()}" if found.returncode == 0 else ""


def machine():
    cpu = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), platform.machine())
    memory = next(int(line.split()[1]) for line in open("/proc/meminfo") if line.startswith("MemTotal")) * 1024
    return f"{len(os.sched_getaffinity(0))} cores of {cpu}, {memory / 2**30:.0f} GiB, Linux {platform.release()}"


if __name__ == "__main__":
    main()
