"""The public names, layers, and the texts of every stage."""
