"""Decides the numbers that the manual promises to citizens: how many are released together, how long a key is kept."""

LEAST = 20
"""Ended interviews in a batch: fewer would be too easy to tell apart."""
INVITED = 14
"""Days after the day on which a one-time link was made; the last of them is over at midnight in Kazakhstan."""
KEPT = 30
"""Days after the close for which a campaign's key is kept: so long it can be told whether somebody took part."""
