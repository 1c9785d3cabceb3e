"""The symbols in a page's formulas, and the tables of the page on notation that list them."""

import re

GREEK = re.findall(
    r"\w+",
    "alpha beta gamma delta epsilon varepsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi "
    "varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega ell",
)
ACCENTS = {
    "mathbf": "bold",
    "boldsymbol": "bold",
    "mathcal": "calligraphic",
    "mathbb": "double",
    "hat": "hat",
    "widehat": "hat",
    "bar": "bar",
    "overline": "bar",
    "tilde": "tilde",
    "dot": "dot",
}
WORDS = r"\\(?:text|operatorname|mathrm|mathsf|begin|end)\*?\s*\{[^{}]*\}|\\mathsf\s*T"
NAMED = r"(\\?[a-zA-Z]+)_\{?\s*(?:\\(min|max)|\\(?:text|mathrm)\{([\w ]+)\})\}?"
SCRIPT = r"[_^]\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[a-zA-Z]+|.)"
TOKEN = re.compile(r"\\[a-zA-Z]+|\S")


def formulas(text):
    """What stands between dollar signs, code left out."""
    code = r"^(`{3,})\{(?:code-cell|literalinclude)[^\n]*\n.*?^\1$"
    text = re.sub(code, "", re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S), flags=re.M | re.S)
    displayed = re.findall(r"\$\$(.*?)\$\$", text, re.S)
    text = re.sub(r"(?<!`)`[^`\n]+`", "", re.sub(r"\$\$.*?\$\$", "", text, flags=re.S))
    return displayed + re.findall(r"(?<!\\)\$([^$\n]+)\$", text)


def symbols(formula, *, scripts=True):
    """Each letter with its accents, such as "hat bold theta".

    A subscript in words makes a symbol of its own ("eta eff"), an index does not; with ``scripts=False``
    the letters in sub- and superscripts are left out.
    """
    found = set()
    for letter, bound, word in re.findall(NAMED, formula):
        letter = letter.removeprefix("\\")
        if letter in GREEK or len(letter) == 1:
            found.add(f"{letter} {(bound or word).strip()}")
    formula = re.sub(NAMED, " ", formula)
    formula = re.sub(r"\\,\s*d([a-z])\b", r" \1 ", re.sub(WORDS, " ", formula))  # the d of an integral
    formula = formula if scripts else re.sub(SCRIPT, " ", formula)
    accents = []
    for token in TOKEN.findall(formula):
        name = token.removeprefix("\\")
        if token.startswith("\\") and name in ACCENTS:
            accents.append(ACCENTS[name])
        elif (token.startswith("\\") and name in GREEK) or (token.isascii() and token.isalpha()):
            found.add(" ".join([*accents, name]))
            accents = []
        elif token != "{":
            accents = []
    return found


def of_page(text):
    """All symbols in a page's formulas."""
    return set().union(*(symbols(formula) for formula in formulas(text)))


def listed(text):
    """The page on notation: for each of its tables the symbols in the first column, one set a row.

    Returns:
        dict from the label of the page that a table is about ("" for all pages) to list of sets.
    """
    tables = {}
    for section in re.split(r"^## ", text, flags=re.M)[1:]:
        target = re.search(r"^\{ref\}`([\w-]+)`$", section, re.M)
        rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| $")]
        first = [[symbols(f, scripts=False) for f in formulas(row)] for row in rows]
        tables[target[1] if target else ""] = [set().union(*found) for found in first]
    return tables
