"""What do people read? Every word, in German and English, and the renderer."""
