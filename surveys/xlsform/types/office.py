"""`type: office` in an XLSForm: a text, because only a campaign knows which offices there are to choose from."""

from surveys.items.office import Office
from surveys.xlsform.types._form_type import FormType


class OfficeForm(FormType[Office]):
    """ODK asks for words; `saualnama_type` tells us what is meant."""

    def command(self, item: Office) -> str:
        return "text"
