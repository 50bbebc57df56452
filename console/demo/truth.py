"""Decides how satisfied the made-up citizens of each agency really are: what the figures must find again."""

from collections.abc import Sequence
from dataclasses import dataclass

DONT_KNOW = 0.03
"""Share that answers "don't know" to the overall question: it stays out of the base."""
SMALL = 12
"""Citizens of the agency that is meant to stay under the threshold."""


@dataclass(frozen=True, slots=True)
class Truth:
    """One agency's citizens: which services they used, how many parts of the whole they are, how they judge.

    `shares`: of the points 1 to 5 of satisfaction-5 among those who give one; they add up to 1.
    """

    agency: str
    services: Sequence[str]
    weight: int
    shares: Sequence[float]

    @property
    def satisfied(self) -> float:
        """The true share of 4 and 5."""
        return self.shares[3] + self.shares[4]

    @property
    def mean(self) -> float:
        """The true mean on 1 to 5."""
        return sum(point * share for point, share in enumerate(self.shares, start=1))


TRUTHS: Sequence[Truth] = (
    Truth("mia", ("mia_id_card", "mia_passport"), 18, (0.02, 0.05, 0.10, 0.38, 0.45)),
    Truth("moj", ("moj_property",), 14, (0.05, 0.10, 0.15, 0.40, 0.30)),
    Truth("mof", ("mof_entrepreneur",), 13, (0.08, 0.14, 0.20, 0.36, 0.22)),
    Truth("mlsp", ("mlsp_pension", "mlsp_birth_benefit"), 13, (0.03, 0.06, 0.12, 0.39, 0.40)),
    Truth("moh", ("moh_clinic",), 15, (0.10, 0.18, 0.22, 0.32, 0.18)),
    Truth("moe", ("moe_first_grade",), 13, (0.04, 0.08, 0.13, 0.40, 0.35)),
    Truth("maidd", ("maidd_service_centre",), 14, (0.01, 0.03, 0.06, 0.35, 0.55)),
    Truth("acsa", ("acsa_testing",), 0, (0.03, 0.07, 0.15, 0.40, 0.35)),
)
"""The last one has SMALL citizens, however many there are in all."""
