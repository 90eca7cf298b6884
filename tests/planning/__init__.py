"""Deadlines, the calendar file, the chart of the year, the list of readings."""
