"""Decides which posters are wanted: of one service or all, of one office, of all, or of what the campaign has."""

from collections.abc import Collection, Mapping

from storage.faults import StorageError
from storage.links import Way

ALL = "all"
"""Every office of the services' agencies."""


def wanted(
    of_services: Mapping[str, str],
    of_offices: Mapping[str, str],
    there: Collection[Way],
    *,
    service: str | None,
    office: str | None,
) -> list[Way]:
    """The services and offices that get a poster. `there`: those that have a code already.

    `of_services` and `of_offices`: their agencies, by code. Without `office` it is those that are there; a service that
    has none, or whose agency has no office, gets one for all offices. Raises StorageError for what is not there.
    """
    if service is not None and service not in of_services:
        raise StorageError(
            f"the campaign does not ask about {service}; it does about {', '.join(of_services)}"
        )
    if office not in {None, ALL, *of_offices}:
        known = ", ".join(of_offices) or "none is in the registry"
        raise StorageError(f"the agencies of the campaign have no office {office}: {known}")
    chosen = {code: agency for code, agency in of_services.items() if service in {None, code}}
    ways: list[Way] = []
    for code, agency in chosen.items():
        mine = [place for place, body in of_offices.items() if body == agency]
        if office is None:
            ways += [way for way in there if way[0] == code] or [(code, None)]
        elif office == ALL:
            ways += [(code, place) for place in mine] or [(code, None)]
        elif office in mine:
            ways.append((code, office))
    return ways
