"""Where respondents are met: channels, the life of one update, delivery."""
