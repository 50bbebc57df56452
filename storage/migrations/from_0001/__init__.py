"""What stood in the tables of 0001, carried over by migration 0002: history, which no later code changes."""
