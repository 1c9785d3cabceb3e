"""Are the hidden tests of a problem set right? Its bank and its mutants, graded.

=================  ============================================================================
``audit``          the reference, the bank and the mutants of a set, and what is wrong
``bank``           right and wrong answers with their marks
``contract``       what a set promises: which tests show it, which wrong answers break it
``demo``           a class made from a bank, graded
``mutants``        a solution with one small mistake, for every place
``mutations``      the mistakes that one node of a syntax tree allows
``nonsense``       answers that know nothing, for every solution cell
``answer_grader``  grades an answer on what its cells bear on
``stages``         whose tests a mistake meets first
``outcomes``       what became of each mutant, kept in a file
``excerpt``        the part of a notebook that some cells bear on
``findings``       from marks to what is to be put right
``tables``         what the commands print
=================  ============================================================================
"""
