"""Kill, interrupt and starve saves, reports and builds at random moments, and count what is found: old, new or neither.

`make kill` runs it in full; `tests/test_kill.py` runs a short form. A disk is full by a limit on the size of a file, and
by a small file system in memory where the process may mount one (root on Linux).
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import newslab as nl
from newslab.corpus import Corpus, verify_folder
from newslab.errors import NewslabError
from newslab.interrupts import STOPPED
from newslab.pageset import set_faults, tables_id, write_set
from newslab.report.index import render_pages, write_pages
from newslab.saved import read_sealed

FULL = {"save": 900, "report": 80, "build": 20, "full": 40, "ctrlc": 60}
SOON = 3.0  # seconds in which Ctrl-C ends a command, with what a busy machine takes
HELPED = "import newslab.text.spans as s; s._WORTH_HELPERS = 0; s._processors = lambda: 2; from newslab.__main__ import main; main()"
LATE = 1.1  # kills fall between the start and this many times the usual length


def marked(corpus: Corpus, mark: str) -> Corpus:
    """Return a corpus each of whose tables differs from that of another mark."""
    tables = {name: table.assign(mark=mark) for name, table in corpus.tables.items()}
    return replace(corpus, **tables, manifest={**corpus.manifest, "mark": mark})


def mark_of(folder: Path) -> str:
    """Return the mark of the corpus in a folder, "neither" if it is not whole or of two."""
    try:
        corpus = Corpus.load(folder)
    except NewslabError as error:
        return f"neither ({error})"
    found = {corpus.manifest["mark"], *(mark for table in corpus.tables.values() for mark in table["mark"].unique())}
    return found.pop() if len(found) == 1 else f"neither ({sorted(found)})"


def set_of(folder: Path) -> str:
    """Return which build the pages in a folder show, "neither" if they are not whole or of two."""
    faults = list(set_faults(folder))
    if faults or not folder.is_dir():
        return f"neither ({faults or 'no folder'})"
    return str(read_sealed(folder / "pages.json")["build"])


def timed(act: Callable[[], object]) -> float:
    """Return the seconds that `act` takes in a process of its own."""
    began = time.perf_counter()
    assert ended(act, 3600) == 0, "it does not even work when nobody kills it"
    return time.perf_counter() - began


def ended(act: Callable[[], object], after: float) -> int:
    """Run `act` in a process of its own, kill that after some seconds, and return how it ended."""
    child = os.fork()
    if not child:
        try:
            act()
        except NewslabError as error:
            one_line = str(error).startswith("/") and "\n" not in str(error)
            os._exit(3 if one_line else 4)
        except BaseException:  # noqa: BLE001 - a process that was forked must not go on
            os._exit(4)
        os._exit(0)
    ends = time.perf_counter() + after
    while time.perf_counter() < ends:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.0005)
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


class Count(Counter[str]):
    """What was found, and how processes ended."""

    def note(self, found: str, old: str, new: str, end: int) -> str:
        """Count one run and return what is there now."""
        self["killed"] += end == -signal.SIGKILL
        self["told in one line"] += end == 3
        self["traceback"] += end == 4
        kind = "old" if found == old else "new" if found == new else "neither"
        self[kind] += 1
        if kind == "neither":
            print(found, file=sys.stderr)
        return found


def kill_saves(corpus: Corpus, work: Path, n: int, draw: random.Random) -> Count:
    """Kill n saves over an older corpus; one that ends before its time does not count as killed."""
    folder, count = work / "saves", Count()
    old = "0"
    marked(corpus, old).save(folder)
    usual = timed(lambda: marked(corpus, old).save(work / "other"))
    run = 0
    while count["killed"] < n:
        run += 1
        fresh = marked(corpus, str(run))
        end = ended(lambda fresh=fresh: fresh.save(folder), draw.uniform(0, LATE * usual))
        old = count.note(mark_of(folder), old, str(run), end)
    marked(corpus, "last").save(folder)
    assert verify_folder(folder).empty
    left = [path.name for path in folder.iterdir()]
    assert len(left) == len(corpus.tables) + 1, f"leftovers: {sorted(left)}"
    return count


def kill_reports(corpus: Corpus, work: Path, n: int, draw: random.Random) -> Count:
    """Kill reports over older pages: half at any moment, half while the set is written."""
    folder, count = work / "reports" / "pages", Count()
    two = [replace(corpus, events=corpus.events.assign(mark=mark)) for mark in "ab"]
    ids, pages = [tables_id(one.tables) for one in two], [render_pages(one) for one in two]
    write_pages(two[0], folder)
    usual = {
        "whole": timed(lambda: write_pages(two[0], folder)),
        "late": timed(lambda: write_set(folder, pages[0], ids[0])),
    }
    old = ids[0]
    run = 0
    while count["killed"] < n:
        run += 1
        at = 1 - ids.index(old)
        acts = {
            "whole": lambda at=at: write_pages(two[at], folder),
            "late": lambda at=at: write_set(folder, pages[at], ids[at]),
        }
        kind = "late" if run % 2 else "whole"
        end = ended(acts[kind], draw.uniform(0, LATE * usual[kind]))
        old = count.note(set_of(folder), old, ids[at], end)
        if old not in ids:
            old = ids[0]
            write_pages(two[0], folder)
    return count


def kill_builds(corpus: Corpus, work: Path, n: int, draw: random.Random) -> Count:
    """Kill `newslab build` over an older corpus, from the start of Python on."""
    folder, count, articles = work / "builds", Count(), corpus.articles.head(12)

    def command(mark: str) -> list[str]:
        articles[["article_id", "text", "source", "published"]].assign(title=mark).to_csv(work / "in.csv", index=False)
        return [sys.executable, "-m", "newslab", "build", str(work / "in.csv"), "--out", str(folder)]

    def found() -> str:
        faults = verify_folder(folder)
        return str(Corpus.load(folder).articles["title"][0]) if faults.empty else f"neither ({faults.to_numpy()})"

    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    began, old = time.perf_counter(), "run 0"
    subprocess.run(command(old), check=True, **quiet)
    usual = time.perf_counter() - began
    run = 0
    while count["killed"] < n:
        run += 1
        with subprocess.Popen(command(f"run {run}"), **quiet) as process:
            try:
                end = process.wait(draw.uniform(0, LATE * usual))
            except subprocess.TimeoutExpired:
                process.kill()
                end = process.wait()
        old = count.note(found(), old, f"run {run}", end)
    return count


def fill_disks(corpus: Corpus, work: Path, n: int, draw: random.Random) -> Count:
    """Let the disk be full during a save or a report: by a limit on files, and by a small file system."""
    count, old, new = Count(), marked(corpus, "old"), marked(corpus, "new")
    ids = {name: tables_id(one.tables) for name, one in (("old", old), ("new", new))}
    pages = {name: render_pages(one) for name, one in (("old", old), ("new", new))}
    for run in range(n):
        room = work / f"room{run}"
        room.mkdir()
        old.save(room)
        write_set(room / "pages", pages["old"], ids["old"])
        if run % 2 and not _mounted(room, old, pages["old"], ids["old"], draw):
            count["not mounted"] += 1
            continue
        largest = max(path.stat().st_size for path in room.rglob("*") if path.is_file())

        def limited(act: Callable[[], object], limit: int | None) -> None:
            if limit is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            act()

        limit = None if run % 2 else draw.randrange(largest)
        if run % 4 < 2:
            end = ended(lambda r=room, k=limit: limited(lambda: new.save(r), k), 600)
            count.note(mark_of(room), "old", "new", end)
        else:
            act = lambda r=room: write_set(r / "pages", pages["new"], ids["new"])  # noqa: E731
            end = ended(lambda k=limit, a=act: limited(a, k), 600)
            count.note(set_of(room / "pages"), ids["old"], ids["new"], end)
        if run % 2:
            subprocess.run(["umount", str(room)], check=True)
        shutil.rmtree(room)
    return count


def _mounted(room: Path, old: Corpus, pages: dict[str, str], build: str, draw: random.Random) -> bool:
    """Mount a file system in memory over `room`, with the old corpus and pages and not enough room for the new."""
    size = sum(-(-path.stat().st_size // 4096) * 4096 for path in room.rglob("*") if path.is_file())
    shown = sum(-(-len(text.encode()) // 4096) * 4096 for text in pages.values())
    size += (1 << 16) + max(1 << 16, shown // 20)
    command = ["mount", "-t", "tmpfs", "-o", f"size={int(size * draw.uniform(1.02, 1.25))}", "tmpfs", str(room)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        shutil.rmtree(room)
        return False
    old.save(room)
    write_set(room / "pages", pages, build)
    return True


def press_keys(corpus: Corpus, work: Path, n: int, draw: random.Random) -> Count:
    """Interrupt, in turn, a build with helper processes, a report and a save, each as Ctrl-C in a terminal does."""
    count, folder, source = Count(), work / "corpus", work / "in.csv"
    rows = corpus.articles.head(12)[["article_id", "text", "source", "published"]]
    build = ["build", str(source), "--out", str(folder), "--embedding", "fast", "--leave-out", "topics"]
    save = f"from newslab.corpus import Corpus; Corpus.load({str(work / 'next')!r}).save({str(folder)!r})"
    program = "from newslab.__main__ import listen, leave\nlisten()\ntry: {}\nexcept KeyboardInterrupt: leave()"
    acts = {"build": [HELPED, *build], "report": [HELPED, "report", str(folder)], "save": [program.format(save)]}
    usual: dict[str, float] = {}

    def marks() -> tuple[str, str]:
        pages = set_of(folder / "pages") if (folder / "pages").is_dir() else "none"
        found = Corpus.load(folder)
        mark = str(found.manifest.get("mark") or found.articles["title"][0])
        return mark if verify_folder(folder).empty else f"neither ({mark})", pages

    for run in range(-len(acts), n):  # those before 0 are let be, to know how long they take
        kind = list(acts)[run % len(acts)]
        rows.assign(title=f"run {run}").to_csv(source, index=False)
        if kind == "save":
            marked(Corpus.load(folder), f"run {run}").save(work / "next")
        old, began = marks() if run > -len(acts) else ("none", "none"), time.perf_counter()
        end, seconds, told = _pressed(acts[kind], draw.uniform(0.1, 1) * usual[kind] if run >= 0 else 3600)
        usual.setdefault(kind, time.perf_counter() - began)
        title, pages = marks()
        whole = title in (old[0], f"run {run}") and not pages.startswith("neither")
        count["new" if end == 0 else "old" if whole else "neither"] += 1
        count["interrupted"] += end == STOPPED
        lines = [line for line in told.splitlines() if "Ctrl-C" in line]
        if end not in (0, STOPPED) or (end and len(lines) != 1) or "Traceback" in told or "ignored" in told:
            count["traceback"] += 1
            print(kind, end, told[-2000:], file=sys.stderr)
        if seconds > SOON:
            count["late"] += 1
            print(kind, f"took {seconds:.1f} s to end", file=sys.stderr)
    return count


def _pressed(code: list[str], after: float) -> tuple[int, float, str]:
    """Run Python in a process group of its own, interrupt the group, and return exit code, seconds to it, and stderr."""
    command = [sys.executable, "-c", *code]
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, process_group=0, **pipes) as process:
        try:
            return process.wait(after), 0.0, process.communicate()[1]
        except subprocess.TimeoutExpired:
            began = time.perf_counter()
            os.killpg(process.pid, signal.SIGINT)
            told = process.communicate()[1]
            return process.returncode, time.perf_counter() - began, told


KINDS = {"save": kill_saves, "report": kill_reports, "build": kill_builds, "full": fill_disks, "ctrlc": press_keys}


def main() -> None:
    """Run what is asked for and print one line of counts a kind; exit 1 where anything was neither old nor new."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("kinds", nargs="*", help=", ".join(KINDS))
    asked.add_argument("--n", type=int, help="runs of each kind; else as many as `make kill` asks for")
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--corpus", type=Path, help="a saved corpus; else the bundled collection is built")
    told = asked.parse_args()
    os.nice(10)
    corpus = Corpus.load(told.corpus) if told.corpus else nl.build_corpus(nl.load_sample())
    failed = False
    for kind in told.kinds or KINDS:
        with tempfile.TemporaryDirectory() as work:
            began, n = time.perf_counter(), told.n or FULL[kind]
            count = KINDS[kind](corpus, Path(work), n, random.Random(told.seed))
            seconds = time.perf_counter() - began
        words = ", ".join(f"{name} {number}" for name, number in count.items() if number)
        print(f"{kind}: {n} runs in {seconds:.0f} s: {words}", flush=True)
        failed = failed or count["neither"] > 0 or count["traceback"] > 0
    raise SystemExit(failed)


if __name__ == "__main__":
    main()
