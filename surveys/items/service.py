"""`type: service`: which of the campaign's services; its options come from the campaign."""

from typing import ClassVar, Literal

from surveys.items._one_of import OneOf


class Service(OneOf):
    """Which service did you use? `- id: service, type: service, text: ...`; its codes are the registry's."""

    type: Literal["service"]
    brought: ClassVar[bool] = True
    registered: ClassVar[bool] = True
