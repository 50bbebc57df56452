"""Posters with the code of one service and office, as PDF."""
