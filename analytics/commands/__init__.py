"""The command line: each command asks the library and prints its answer."""
