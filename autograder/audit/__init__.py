"""Are the tests of a problem set right? Its bank and its mutants, graded. Imports the rooms before it."""
