"""Decides how widely property tests look: the same examples every time, or new ones in `make fuzz`.

`TIMES=5` in the environment looks at five times as many. `FUZZ=1` draws them at random: a failing one is printed, with
the line that brings it back, and pinned with `@example` where it stands.
"""

import os

from hypothesis import HealthCheck, Phase, settings

TIMES = int(os.environ.get("TIMES", "1"))
FUZZ = os.environ.get("FUZZ", "") not in {"", "0"}
USUAL = 100
"""Examples of a test that does not say how many."""
UNHEALTHY = (
    HealthCheck.too_slow,
    HealthCheck.filter_too_much,
    HealthCheck.data_too_large,
    HealthCheck.large_base_example,
)
"""Whole questionnaires are large, and a busy machine is no fault."""


def choose_profile() -> None:
    """Once, before any property test is read. No test is ended, or judged, by how long an example takes."""
    common = settings(
        deadline=None, suppress_health_check=UNHEALTHY, database=None, max_examples=USUAL * TIMES
    )
    settings.register_profile("same", common, derandomize=True)
    settings.register_profile("new", common, print_blob=True)
    settings.load_profile("new" if FUZZ else "same")


def examples(count: int) -> settings:
    """So many examples in `make test`, and as many times more as the environment asks for."""
    return settings(max_examples=count * TIMES)


def the_same(count: int) -> settings:
    """So many made-up examples, the same in every run whatever the environment says: for what is measured."""
    return settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
