"""The steps from one schema to the next: forward only, each says why."""
