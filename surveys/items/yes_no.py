"""`type: yes_no`: yes or no, with the same two labels in every questionnaire."""

from typing import ClassVar, Literal

from surveys.items._one_of import OneOf


class YesNo(OneOf):
    """Did you? `- id: visited, type: yes_no, text: ...`; its codes are `yes` and `no`."""

    type: Literal["yes_no"]
    judges: ClassVar[bool] = True
    implied_scale: ClassVar[str | None] = "yes-no"
