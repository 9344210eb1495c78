"""What decides how sums are rounded: the same steps give the same bits only where all of this is the same.

Floating-point addition depends on the order of its terms. That order is chosen by the BLAS library, which has another
one for each kind of processor, and by how many threads share a product.
"""

from __future__ import annotations

import platform

import numpy as np

from . import thread_pool


def arithmetic() -> dict[str, str]:
    """Return what rounds here, by name: NumPy's version, its BLAS, the processor's kind, and the threads of a step."""
    libraries = thread_pool.blas_libraries()
    return {
        "numpy": np.__version__,
        "blas": "; ".join(libraries) or "unknown",
        "machine": platform.machine(),
        "threads": str(min(thread_pool.cores(), thread_pool.MOST_WORKERS) if libraries else 1),
    }
