"""A server in a process of its own, for tests that kill it: `python serving_for_the_kill.py FOLDER`."""

import sys
import threading
from pathlib import Path

from running import Running

folder = Path(sys.argv[1])
with Running(folder, limits="off") as running:
    if sys.argv[2] == "new":
        running.add_site("https://blog.example", avatars="generated")
    sys.stdout.write(f"{running.url}\n")
    sys.stdout.flush()
    threading.Event().wait()
