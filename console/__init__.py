"""The staff's side: settings, wiring, commands. It may import everything; nothing imports it."""
