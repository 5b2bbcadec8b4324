"""Runs a command, and stops it and everything it started once standard input closes.

Standard input is a pipe that only the runner holds: it closes when the runner ends in whatever way, even
killed. The runner starts this file as the leader of a process group, which the functions stay in.

usage: leash.py <seconds to end by itself> <command> [argument …]
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading

PR_SET_PDEATHSIG = 1


def die_with_parent():
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def main():
    grace = float(sys.argv[1])
    child = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL, preexec_fn=die_with_parent)

    def stop(*_):
        # A second SIGINT must not hurry an emulator that is saving its state.
        child.terminate()
        threading.Timer(grace, os.killpg, (0, signal.SIGKILL)).start()

    def watch():
        while os.read(0, 1024):
            pass
        stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    threading.Thread(target=watch, daemon=True).start()
    child.wait()
    # The functions, and this process with them.
    os.killpg(0, signal.SIGKILL)


main()
