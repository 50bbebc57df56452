"""Decides how a ministry's own registry comes in from CSV files and workbooks, is shown, and goes out again."""
