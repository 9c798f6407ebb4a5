"""How do people reach us by browser? Pages, browser chat, webhook, one-click leaving, health."""
