"""Lists and detail screens: stateless functions of their address."""
