"""The promises of the house, each proven with real parts; mirrors the rooms."""
