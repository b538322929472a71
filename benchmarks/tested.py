"""Measurement 12: what the issue asks for and tests show, in ``make test``; a row each, with the test."""

from __future__ import annotations

from benchmarks.table import Row

SHOWN = {
    "12. every improvement leaves all bytes as they were": ("press/test_swift.py", "test_the_bytes_of_a_module_are_the_same"),
    "    a cluster makes the bytes of this machine": (
        "press/test_cluster.py",
        "test_a_cluster_makes_the_same_bytes_and_fills_the_cache_of_the_builder",
    ),
    "    a killed worker costs a retry": ("press/test_cluster.py", "test_a_worker_killed_while_it_typesets_costs_a_retry"),
    "    another engine is refused": ("press/test_cluster.py", "test_a_cluster_without_fit_workers_is_told"),
    "    two builds at once over one cache": ("press/test_cache.py", "test_two_builds_at_once_over_one_cache"),
    "    the cache stays within its bound": (
        "press/test_cache.py",
        "test_the_size_stays_within_the_bound_and_the_most_recently_used_survive",
    ),
    "    a damaged entry is made again and found": (
        "press/test_cache.py",
        "test_a_damaged_entry_is_made_again_and_found_once",
    ),
}
"""What is shown, with the file below ``tests/`` and the test."""


def rows() -> list[Row]:
    """Return the rows of the table."""
    return [Row(what, f"{path}: {test}") for what, (path, test) in SHOWN.items()]
