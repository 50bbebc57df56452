"""From the sheets of an XLSForm to a questionnaire file, with all that could not be taken over."""

from surveys.xlsform.importing.form_import import Imported, import_form

__all__ = ["Imported", "import_form"]
