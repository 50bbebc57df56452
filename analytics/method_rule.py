"""Decides how every piece of a method is read: it does not change, and a key that it does not know is refused."""

from pydantic import BaseModel, ConfigDict


class Rule(BaseModel):
    """A frozen piece of a method that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")
