"""Who is connected to whom? The command line and the composition root."""
