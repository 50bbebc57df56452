"""What a simulated Telegram holds: bots, chats, files, waiting updates, faults, and the clock."""
