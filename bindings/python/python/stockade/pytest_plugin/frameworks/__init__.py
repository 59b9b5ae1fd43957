"""The frameworks that say which view has answered, with which templates, and what views exist."""
