"""Runs a command that dies when its parent dies: `python leash.py PARENT_PID COMMAND…`.

A broker or a service that outlives `recto up` would keep the ports and the data folder, and nobody would
know whose it is. Linux sends the signal that prctl(PR_SET_PDEATHSIG) names when the thread that started the
child ends, and the setting survives exec. It is made here, in a program of its own, and not in Popen's
preexec_fn, because Python code between fork and exec can deadlock in a process that has threads. SIGKILL,
because all that these processes keep survives it, and a broker that takes its time would still hold its
port at the next start.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Ties this process to its parent, then becomes the command."""
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it died before the call above
            sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main()
