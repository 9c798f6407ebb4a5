"""What may one ask for? One verb a file, each with its right, its rows, its audit line and its letters."""
