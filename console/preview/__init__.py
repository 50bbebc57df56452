"""The preview of a questionnaire: the real bot on a simulated Telegram, in the browser, while the file is written."""
