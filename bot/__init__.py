"""How do people reach us by chat? The dialogue engine, its scripts and cards, and the Telegram door."""
