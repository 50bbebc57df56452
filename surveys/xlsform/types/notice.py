"""`type: notice` in an XLSForm: a note; what must be acknowledged becomes one too."""

from typing import ClassVar

from surveys.items.notice import Notice
from surveys.xlsform.types._form_type import FormType


class NoticeForm(FormType[Notice]):
    """Something to read on."""

    commands: ClassVar[tuple[str, ...]] = ("note", "acknowledge")
