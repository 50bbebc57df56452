"""The main job on one machine: made-up citizens, a simulated Telegram, the real bot, and the figures."""
