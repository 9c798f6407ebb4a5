"""The rules of the house, executable: see CONTRIBUTING.md for what each is good for."""
