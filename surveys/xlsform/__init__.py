"""The ODK and KoboToolbox world: questionnaires as the sheets of an XLSForm, and back. Nothing here opens a file."""
