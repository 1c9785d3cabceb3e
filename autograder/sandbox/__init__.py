"""What encloses and runs code. Imports nothing else of the package: the jail mounts this folder alone."""
