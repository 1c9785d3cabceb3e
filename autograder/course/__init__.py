"""The course: its problem sets, their sources, and what students hand in. Imports no other room."""
