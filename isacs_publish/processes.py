"""Processes that work for another one: they end with it, and leave Ctrl-C to it."""

from __future__ import annotations

import os
import signal
from multiprocessing import parent_process
from multiprocessing.connection import wait
from threading import Thread


def serve_parent() -> None:
    """Let a process end when the one that started it is gone: killed, it can tell it nothing. Ctrl-C is for that one alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if parent := parent_process():
        Thread(target=lambda: (wait([parent.sentinel]), os._exit(1)), daemon=True).start()
