"""The parts of the channel review: read a folder, judge, show."""
