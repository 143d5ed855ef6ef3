"""What this machine computes networks with: how many cores, which number format."""

import os
from functools import cache
from pathlib import Path

import torch


@cache
def computes_in_bfloat16() -> bool:
    """Whether this processor multiplies bfloat16 natively; elsewhere it is slower than single precision."""
    try:
        flags = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags


def available_cores() -> int:
    """How many cores this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def mixed_precision() -> torch.autocast:
    """A context in which matrix work runs in bfloat16 where that is faster."""
    return torch.autocast("cpu", torch.bfloat16, enabled=computes_in_bfloat16())
