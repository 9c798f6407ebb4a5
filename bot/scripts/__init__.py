"""One conversation a file, read from top to bottom."""
