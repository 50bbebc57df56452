"""From a questionnaire to a file that its author goes on with."""
