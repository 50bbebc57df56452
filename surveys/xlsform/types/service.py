"""`type: service` in an XLSForm: a text, because only a campaign knows which services there are to choose from."""

from surveys.items.service import Service
from surveys.xlsform.types._form_type import FormType


class ServiceForm(FormType[Service]):
    """ODK asks for words; `saualnama_type` tells us what is meant."""

    def command(self, item: Service) -> str:
        return "text"
