"""Which ways lead through a questionnaire, and how long each is."""
