"""The methods of the Bot API, and what a call to one comes to."""
