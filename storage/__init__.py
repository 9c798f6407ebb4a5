"""What do we remember? All SQL: one file a noun, all tables on one page."""
