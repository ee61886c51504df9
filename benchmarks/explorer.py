"""How the explorer behaves in a headless Chromium: load time, frames while dragging, memory.

    python benchmarks/explorer.py FOLDER [--serve] [--chromium PATH] [--gpu]

FOLDER is one that `kgraph build` or benchmarks/synthetic.py wrote. Without a GPU Chromium draws WebGL in software, and
the frame rate is that of the processor's drawing; "script" is the time that the page's own code takes for a frame,
which is what bounds a machine with a GPU. A drag of 3 seconds is scripted; frames are those of requestAnimationFrame.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright

from kgraph import web

QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--no-first-run", "--enable-unsafe-swiftshader"]  # fmt: skip
SCRIPT = "ScriptDuration"
COUNTS = "() => [kgraph.model.size, kgraph.model.facts, kgraph.scene.nodes.length, kgraph.scene.ties.size]"
ACTS = {
    "all filters anew (ms)": "kgraph.state.changed()",
    "an entity selected (ms)": "kgraph.go(3)",
    "search, first time (ms)": "kgraph.search('zgs')",
    "search, again (ms)": "kgraph.search('zgss')",
}
SECONDS = 3.0  # of each drag
RECORD = """() => {
  const { renderer } = kgraph.view;
  const frames = (globalThis.frames_ = []);
  const script = (globalThis.script_ = []);
  const render = renderer.render.bind(renderer);
  renderer.render = () => {
    const begin = performance.now();
    render();
    script.push(performance.now() - begin);
    return renderer;
  };
  const tick = (now) => { frames.push(now); requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
}"""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a server of `folder`."""
    server = web.make_server(folder, port=0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/explorer"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def load(page: Page, address: str) -> float:
    """Seconds from asking for the page to its first whole picture."""
    begin = time.perf_counter()
    page.goto(address)
    page.wait_for_function("() => globalThis.kgraph")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return time.perf_counter() - begin


def drag(page: Page, session: CDPSession) -> dict[str, float]:
    """Frames and script time of a scripted drag in circles."""
    box = page.locator("#stage").bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.evaluate("() => { frames_.length = 0; script_.length = 0; }")
    before, begin, step = metrics(session), time.perf_counter(), 0
    while time.perf_counter() - begin < SECONDS:
        step += 1
        page.mouse.move(middle[0] + 150 * ((step % 60) / 30 - 1), middle[1] + 90 * ((step % 44) / 22 - 1))
    after = metrics(session)
    frames, script = page.evaluate("() => [frames_, script_]")
    page.mouse.up()
    gaps = [b - a for a, b in pairwise(frames)]
    return {
        "frames a second": 1000 * len(gaps) / sum(gaps),
        "frame, median (ms)": statistics.median(gaps),
        "frame, 95th percentile (ms)": statistics.quantiles(gaps, n=20)[-1],
        "script that draws a frame, median (ms)": statistics.median(script),
        "script that draws a frame, 95th percentile (ms)": statistics.quantiles(script, n=20)[-1],
        "all script a frame, input events too (ms)": 1000 * (after[SCRIPT] - before[SCRIPT]) / len(gaps),
        "lines drawn while moving, at the end": page.evaluate("() => Math.round(kgraph.view.renderer.movingLines)"),
    }


def metrics(session: CDPSession) -> dict[str, float]:
    """Chromium's own counters."""
    return {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}


def measure(page: Page, address: str) -> Iterator[tuple[str, float]]:
    """Every figure, in the order in which it is taken."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    yield "load (s)", load(page, address)
    yield from zip(("entities", "facts", "entities drawn", "lines drawn"), page.evaluate(COUNTS), strict=True)
    page.wait_for_timeout(1500)
    page.evaluate(RECORD)
    drag(page, session)  # warm
    for name, figure in drag(page, session).items():
        yield f"drag, whole graph: {name}", figure
    for _ in range(4):
        page.evaluate("() => kgraph.view.zoom(1.6)")
        page.wait_for_timeout(400)
    for name, figure in drag(page, session).items():
        yield f"drag, zoomed in: {name}", figure
    for name, code in ACTS.items():
        took = f"() => {{ const begin = performance.now(); {code}; return performance.now() - begin; }}"
        yield name, float(page.evaluate(took))
    session.send("HeapProfiler.collectGarbage")
    yield "JS heap in use (MB)", metrics(session)["JSHeapUsedSize"] / 1e6


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--serve", action="store_true", help="measure /explorer of a server, else graph.html")
    parser.add_argument("--chromium", default=shutil.which("chromium"), help="the browser (%(default)s)")
    parser.add_argument("--gpu", action="store_true", help="let Chromium use a GPU")
    options = parser.parse_args()
    with sync_playwright() as driver:
        args = QUIET + ["--disable-gpu"] * (not options.gpu)
        browser = driver.chromium.launch(executable_path=options.chromium, args=args)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        print(f"Chromium {browser.version}", file=sys.stderr)
        if options.serve:
            with serving(options.folder) as address:
                report(page, address)
        else:
            report(page, (options.folder / "graph.html").resolve().as_uri())
        browser.close()
    return 0


def report(page: Page, address: str) -> None:
    """Print each figure as it is taken, and what draws WebGL."""
    for name, figure in measure(page, address):
        print(f"{name:<72}{figure:>10.1f}" if isinstance(figure, float) else f"{name:<72}{figure:>10,}", flush=True)
    print(
        "WebGL:",
        page.evaluate("""() => { const gl = document.createElement("canvas").getContext("webgl");
      const info = gl && gl.getExtension("WEBGL_debug_renderer_info");
      return info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : "none"; }"""),
    )


if __name__ == "__main__":
    sys.exit(main())
