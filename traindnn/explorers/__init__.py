"""Figures to play with that belong to one chapter each, built with `traindnn.interactive`.

May import: the numerics, `interactive`, Altair and NumPy. Only the book imports this package.
"""
