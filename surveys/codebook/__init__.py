"""What an analyst is told of a questionnaire: variables, labels, codes, for people and for statistics packages."""
