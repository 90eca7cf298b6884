"""Translation into the core language: what sugar becomes, what is refused, what may be reordered."""
