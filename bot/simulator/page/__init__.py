"""The chat page: the phone in a browser."""
