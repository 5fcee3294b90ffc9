"""What students do with files, modules and threads gives the same inside a guest as outside.

Every scenario runs twice: in a guest, and in a plain Python in a folder of its own.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from textwrap import dedent

import pytest

from .guests import result_of

FILES = {
    "data/weights.json": '{"bias": [1, 2.5]}',
    "data/empty/nothing.txt": "",
    "helper.py": "H = 1\ndef f():\n    return H\n",
    "pack/__init__.py": "P = 2\n",
    "pack/other.py": "from . import P\nO = P + 1\n",
    "pack/sub/__init__.py": "",
    "pack/sub/mod.py": "from ..other import O\nfrom .. import P\nM = O * 10\n",
    "pack/table.txt": "a table",
    "space/late.py": "L = 4\n",
    "lib/inlib.py": "I = 1\n",
    "lib2/in2.py": "T = 2\n",
    "bad.py": "def f(:\n",
    "table.csv": "a,b\n1,2\n",
    "table.pkl": pickle.dumps({"k": (1, 2)}),
    "latin.txt": "grün".encode("latin-1"),
}
SCENARIOS = {
    "text is written, added to, changed and read": """
        with open("a.txt", "w") as f: f.write("one\\ntwo\\n")
        with open("a.txt", "a") as f: print("three", file=f)
        with open("a.txt", "rb") as f: raw = f.read()
        with open("a.txt", "r+") as f:
            f.seek(0, 2); f.write("!"); f.seek(0); lines = f.readlines()
        with open("a.txt") as f: again = [line.strip() for line in f]
        result = [raw.decode(), lines, again, f.closed, f.name, f.mode]
    """,
    "binary files are read in pieces": """
        with open("b", "wb") as f: n = f.write(bytes(range(256)) * 40)
        with open("b", "rb") as f:
            f.seek(1000); part = f.read(5); where = f.tell(); f.seek(-3, 2); end = f.read()
            f.seek(0); line = f.readline(); buffer = bytearray(4); f.readinto(buffer)
        result = [n, list(part), where, list(end), len(line), list(buffer)]
    """,
    "encodings and line ends": """
        result = [open("latin.txt", encoding="latin-1").read()]
        try: open("latin.txt", encoding="utf-8").read()
        except UnicodeDecodeError as e: result.append(str(e))
        open("u.txt", "w", encoding="utf-8", newline="").write("ü\\r\\n")
        result += [open("u.txt", encoding="utf-8").read(), open("u.txt", "rb").read().hex()]
    """,
    "what goes wrong with files": """
        import os
        result = []
        for name, mode in [("none", "r"), ("data", "r"), ("none/x", "w"), ("helper.py/x", "r"),
                           ("helper.py", "x"), ("helper.py", "q"), ("helper.py", "rw"),
                           ("helper.py", "r+b+"),
                           ("helper.py", "tb"), ("", "r")]:
            try: open(name, mode)
            except Exception as e:
                result.append([type(e).__name__, getattr(e, "strerror", str(e)),
                               getattr(e, "filename", "")])
        for call in [lambda: os.remove("data"), lambda: os.rmdir("data"), lambda: os.mkdir("data"),
                     lambda: os.listdir("none"), lambda: os.rename("none", "x"),
                     lambda: open("helper.py").write("x"), lambda: open("w", "w").read(),
                     lambda: open("w", "rb", encoding="utf-8"), lambda: open("w", "r", 0),
                     lambda: os.chdir("helper.py"), lambda: os.scandir("helper.py")]:
            try: call()
            except Exception as e: result.append([type(e).__name__, getattr(e, "filename", "")])
    """,
    "walking and listing": """
        import os, glob, pathlib
        walked = [[a, sorted(b), sorted(c)] for a, b, c in os.walk("data")]
        entries = sorted([e.name, e.path, e.is_dir(), e.is_file()]
                         for e in os.scandir("data"))
        result = [walked, sorted(os.listdir("pack")), entries,
                  sorted(glob.glob("**/*.py", recursive=True)), sorted(glob.glob("pack/*")),
                  os.path.getsize("helper.py"), os.path.isfile("helper.py"), os.path.isdir("data"),
                  os.path.exists("none"), os.path.islink("data"), os.path.basename(__file__),
                  os.access("helper.py", os.R_OK), os.path.samefile("data", "./data/")]
    """,
    "pathlib": """
        from pathlib import Path
        here = Path(__file__).parent
        p = here / "data" / "weights.json"
        (here / "new").mkdir(); (here / "new/x.txt").write_text("hello")
        (here / "new" / "y").write_bytes(b"12"); (here / "new" / "y").rename(here / "new" / "z")
        Path("new/deep/er").mkdir(parents=True, exist_ok=True); Path("new/touched").touch()
        result = [p.read_text(), p.exists(), p.is_file(), p.stem, p.suffix, p.stat().st_size,
                  sorted(str(q.relative_to(here)) for q in here.glob("pack/**/*.py")),
                  sorted(q.name for q in (here / "new").iterdir()), Path("none").exists(),
                  sorted(str(q.relative_to(here)) for q in here.rglob("*.json"))]
        Path("new/z").unlink(); Path("new/z").unlink(missing_ok=True); Path("new/deep/er").rmdir()
        result.append(sorted(q.name for q in Path("new").iterdir()))
    """,
    "shutil": """
        import os, shutil
        os.makedirs("d/e/f"); open("d/e/f/x", "w").write("x")
        shutil.copy("d/e/f/x", "y"); shutil.copy2("y", "y2"); shutil.copytree("d", "d2")
        shutil.copyfile("y", "y3"); shutil.move("d2", "d3"); shutil.rmtree("d")
        os.rename("y", "renamed"); os.replace("y3", "renamed"); os.remove("y2")
        result = [sorted(os.listdir(".")), open("d3/e/f/x").read(), open("renamed").read()]
    """,
    "tempfile": """
        import os, tempfile
        with tempfile.TemporaryDirectory() as folder:
            open(os.path.join(folder, "q"), "w").write("q"); inside = os.listdir(folder)
        with tempfile.NamedTemporaryFile("w", delete=False) as f: f.write("z")
        kept = open(f.name).read(); os.remove(f.name)
        with tempfile.TemporaryFile() as f: f.write(b"abc"); f.seek(1); rest = f.read().decode()
        with tempfile.SpooledTemporaryFile() as f: f.write(b"abc")
        handle, name = tempfile.mkstemp(); os.write(handle, b"low"); os.close(handle)
        result = [inside, os.path.exists(folder), kept, rest, open(name).read()]
        os.remove(name)
    """,
    "json, pickle, csv, gzip, zip files and shelves": """
        import configparser, csv, gzip, io, json, pickle, shelve, zipfile
        json.dump({"w": [1, 2.5]}, open("out.json", "w")); pickle.dump({"q": {1}}, open("o", "wb"))
        memory = io.BytesIO()
        with zipfile.ZipFile(memory, "w") as z: z.writestr("m", "hello")
        with zipfile.ZipFile("z.zip", "w", zipfile.ZIP_DEFLATED) as z: z.write("table.csv")
        with gzip.open("g.gz", "wt") as f: f.write("hi")
        with shelve.open("shelf") as s: s["a"] = [1]
        with shelve.open("shelf") as s: kept = dict(s)
        with open("new.csv", "w", newline="") as f: csv.writer(f).writerow([1, "a,b"])
        result = [json.load(open("data/weights.json")), json.load(open("out.json")),
                  list(pickle.load(open("table.pkl", "rb")).items()),
                  sorted(pickle.load(open("o", "rb"))["q"]),
                  list(csv.DictReader(open("table.csv"))),
                  zipfile.ZipFile(memory).read("m").decode(), zipfile.ZipFile("z.zip").namelist(),
                  gzip.open("g.gz", "rt").read(), kept, open("new.csv", newline="").read()]
    """,
    "own modules, packages and relative imports": """
        import importlib, sys
        import helper, pack.sub.mod as m, space.late
        from pack import other
        from pack.sub import *
        again = importlib.import_module("pack.sub.mod")
        result = [helper.H, m.M, other.O, m is again, space.late.L, helper.__name__, m.__package__,
                  helper.__file__.endswith("helper.py"),
                  sorted(n for n in sys.modules if "pack." in n)]
        for bad in ("import nowhere", "import pack.nowhere", "from helper import nowhere",
                    "from .x import y", "import bad"):
            try: exec(bad)
            except Exception as e: result.append([type(e).__name__, getattr(e, "name", None)])
    """,
    "tricks with the path": """
        import os, sys
        sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
        import inlib
        sys.path.insert(0, "lib2")
        import in2
        sys.path.append("teams/myteam/"); sys.path.append(os.getcwd())
        import helper
        result = [inlib.I, in2.T, helper.f()]
    """,
    "modules made and loaded by hand": """
        import importlib, importlib.util, pkgutil, runpy, sys, types
        from importlib import resources
        spec = importlib.util.spec_from_file_location("dyn", "lib/inlib.py")
        dyn = importlib.util.module_from_spec(spec); spec.loader.exec_module(dyn)
        open("made.py", "w").write("X = 5"); importlib.invalidate_caches()
        import made, helper, pack
        made2 = types.ModuleType("made2"); exec("Y = 6", made2.__dict__)
        scope = {}; exec(open("helper.py").read(), scope)
        result = [dyn.I, made.X, made2.Y, scope["f"](), runpy.run_path("lib/inlib.py")["I"],
                  importlib.reload(helper).H, pkgutil.get_data("pack", "table.txt").decode(),
                  (resources.files("pack") / "table.txt").read_text(),
                  sorted(m.name for m in pkgutil.iter_modules(["pack"]))]
    """,
    "source and tracebacks": """
        import inspect, traceback, helper, linecache
        result = [inspect.getsource(helper.f), linecache.getline("helper.py", 2)]
        try: helper.f(1)
        except TypeError: result.append(traceback.format_exc().splitlines()[-1])
        try: import bad
        except SyntaxError as e: result += [e.lineno, e.text, e.filename.endswith("bad.py")]
    """,
    "logging": """
        import logging, sys
        logging.basicConfig(level=logging.INFO, stream=sys.stdout)
        log = logging.getLogger("mine"); h = logging.FileHandler("log.txt"); log.addHandler(h)
        log.warning("careful %d", 3); h.close()
        result = [open("log.txt").read(), log.isEnabledFor(logging.DEBUG)]
    """,
    "threads that come to their end": """
        import threading, queue
        out, lock, jobs = [], threading.Lock(), queue.Queue()
        def work():
            with lock: out.append(threading.current_thread().name)
            jobs.put(len(out))
        class Mine(threading.Thread):
            def run(self): out.append(self.name)
        for t in [threading.Thread(target=work, name="one"), Mine(name="two")]:
            before = t.is_alive(); t.start(); t.join(); out.append([before, t.is_alive()])
        timer = threading.Timer(0.01, out.append, ("rang",)); timer.start(); timer.join()
        rlock, event, local = threading.RLock(), threading.Event(), threading.local()
        with rlock:
            with rlock: out.append("twice")
        event.set(); local.x = 1
        try: t.start()
        except RuntimeError as e: out.append(str(e))
        result = [out, jobs.get(), event.wait(1), lock.locked(), local.x,
                  threading.current_thread().name, threading.active_count()]
    """,
    "locks": """
        import threading, queue, _thread
        lock, result = threading.Lock(), []
        for call in [lambda: lock.acquire(), lambda: lock.acquire(False),
                     lambda: lock.acquire(timeout=0.01), lambda: lock.acquire(True, timeout=0),
                     lambda: lock.release(), lambda: lock.release(), lambda: lock.acquire(False, 3),
                     lambda: lock.locked()]:
            try: result.append(call())
            except Exception as e: result.append([type(e).__name__, str(e)])
        s = threading.Semaphore(1); b = threading.BoundedSemaphore(1); q = queue.Queue(1)
        result += [s.acquire(), s.acquire(blocking=False), b.acquire(timeout=0.01)]
        q.put(1)
        for call in [lambda: q.put(2, timeout=0.01), lambda: q.put_nowait(2), lambda: q.get(),
                     lambda: q.get_nowait(), lambda: queue.SimpleQueue().get(timeout=0.01),
                     lambda: queue.LifoQueue().get(False), lambda: b.release() or b.release()]:
            try: result.append(call())
            except Exception as e: result.append(type(e).__name__)
        c = threading.Condition()
        with c: result += [c.wait(0.01), c.wait_for(lambda: True), c.notify_all()]
        with _thread.allocate_lock(): result.append("held")
    """,
    "executors": """
        from concurrent.futures import ThreadPoolExecutor, as_completed, wait
        with ThreadPoolExecutor(4) as pool:
            squares = list(pool.map(lambda x: x * x, range(4)))
            futures = [pool.submit(pow, 2, n) for n in range(3)]
            broken = pool.submit(lambda: 1 / 0)
            done, left = wait(futures)
            result = [squares, sorted(f.result() for f in as_completed(futures)), len(done),
                      len(left), repr(broken.exception()), broken.done(), broken.cancel()]
        try: pool.submit(pow, 1, 1)
        except RuntimeError as e: result.append(str(e))
    """,
    "signal handlers are kept": """
        import signal
        def handler(number, frame): raise TimeoutError
        old = signal.signal(signal.SIGALRM, handler)
        result = [old == signal.SIG_DFL, signal.getsignal(signal.SIGALRM) is handler,
                  signal.alarm(0), list(signal.setitimer(signal.ITIMER_REAL, 0)),
                  signal.SIGALRM.name, signal.signal(signal.SIGALRM, signal.SIG_DFL) is handler]
    """,
    "standard streams": """
        import sys
        result = [sys.stdin.read(), sys.stdin.readline(), list(sys.stdin), sys.stdout.isatty()]
        try: input("?")
        except EOFError as e: result.append(str(e))
        sys.stdout.write("x\\n"); sys.stdout.flush(); sys.stdout.fileno(); sys.stdout.buffer.flush()
        import io, contextlib
        with contextlib.redirect_stdout(io.StringIO()) as caught: print("in")
        result.append(caught.getvalue())
    """,
    "dates": """
        import datetime, calendar, time
        result = [str(datetime.date(2024, 2, 28) + datetime.timedelta(2)),
                  datetime.datetime(2020, 1, 1).strftime("%A %d %b"), calendar.isleap(2024),
                  time.strftime("%Y", time.gmtime(0)),
                  str(datetime.datetime.fromtimestamp(0, datetime.timezone.utc))]
    """,
    "randomness with a seed": """
        import random
        random.seed(5)
        mine = random.Random("text")
        result = [random.random(), random.sample(range(100), 5), random.gauss(0, 1),
                  mine.choice("abcdef"), mine.getrandbits(70), random.choices([1, 2], [1, 3], k=5)]
    """,
    "floats and mathematics": """
        import cmath, decimal, fractions, math, statistics
        result = [repr(x) for x in (math.sqrt(2), math.exp(1.5), math.log(7), math.hypot(3, 4.5),
                  0.1 + 0.2, 1e300 * 1e10, math.atan2(1, -2), 2 ** 0.5, round(2.675, 2), 7 // -2,
                  -7 % 3, math.fsum([0.1] * 10), cmath.sqrt(-1), decimal.Decimal(1) / 3,
                  fractions.Fraction(0.1), statistics.stdev([1, 2, 4]), math.inf - math.inf)]
    """,
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_guest_does_it_as_any_python_does(name, tmp_path):
    source = dedent(SCENARIOS[name])
    for path, content in FILES.items():
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    (tmp_path / "main.py").write_text(
        source + "\nimport json\njson.dump(result, open('out', 'w'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "main.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": ""},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert result_of(source, FILES) == json.loads((tmp_path / "out").read_text())
