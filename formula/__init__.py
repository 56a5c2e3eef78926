"""Formula text to a typed tree, and a typed tree to a value on one record."""
