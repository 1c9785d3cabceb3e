"""What people get: pages, tables, files, read from the gradebook. Imports the rooms before it."""
