"""The command line: each command wires stages and prints what came out."""
