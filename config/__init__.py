"""How is this house set up? Settings, vocabularies, places, log events."""
