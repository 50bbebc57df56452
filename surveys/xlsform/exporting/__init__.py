"""From a questionnaire to the sheets of an XLSForm that ODK and KoboToolbox take."""

from surveys.xlsform.exporting.form_export import sheets_of

__all__ = ["sheets_of"]
