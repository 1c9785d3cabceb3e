"""Which statements of a page a result depends on, so that figures and prose can change without it.

Statements are read backwards from the one that gives the result. A statement belongs to the slice if it
binds a name that the slice needs, or may change the object behind it: by an assignment to a part of it, or
by a call of one of its methods as a statement of its own. Nothing is run.
"""

import ast
from collections.abc import Iterable, Sequence


class Names(ast.NodeVisitor):
    """The names that a piece of code takes from elsewhere, and those that it leaves behind or changes.

    Args:
        code: Python source.
        known: names that are bound where the code stands.

    Raises:
        SyntaxError: if ``code`` is not Python.
    """

    def __init__(self, code: str | ast.AST, known: Iterable[str] = ()) -> None:
        self.needed: set[str] = set()
        self.left: set[str] = set()
        self._known = set(known)
        self.visit(ast.parse(code) if isinstance(code, str) else code)

    def visit_Name(self, node: ast.Name) -> None:
        """A name that is read before it is bound here comes from elsewhere."""
        if not isinstance(node.ctx, ast.Load):
            self._bind(node.id)
        elif node.id not in self._known:
            self.needed.add(node.id)

    def _bind(self, name: str) -> None:
        self.left.add(name)
        self._known.add(name)

    def visit_Assign(self, node: ast.Assign) -> None:
        """The value is worked out before the targets are bound."""
        self._visit_all([node.value, *node.targets])

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """As an assignment."""
        self._visit_all([node.value, node.target])

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """The target is read, too."""
        self._visit_all([node.value, *(_read(node.target))])
        self.visit(node.target)

    def visit_For(self, node: ast.For) -> None:
        """The iterable comes first."""
        self._visit_all([node.iter, node.target, *node.body, *node.orelse])

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        """An import binds a name."""
        for alias in node.names:
            self._bind((alias.asname or alias.name).split(".")[0])

    visit_ImportFrom = visit_Import

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.ClassDef) -> None:
        """What a body takes from outside, the cell takes; what it binds is its own."""
        outside = [*node.decorator_list]
        inner = set[str]()
        if isinstance(node, ast.FunctionDef):
            outside += [*node.args.defaults, *filter(None, node.args.kw_defaults)]
            inner = {one.arg for one in ast.walk(node.args) if isinstance(one, ast.arg)}
        else:
            outside += [*node.bases, *(keyword.value for keyword in node.keywords)]
        self._visit_all(outside)
        self._bind(node.name)
        self._inside(node.body, inner)

    visit_ClassDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """As a function."""
        self._visit_all([*node.args.defaults, *node.args.kw_defaults])
        self._inside([node.body], {one.arg for one in ast.walk(node.args) if isinstance(one, ast.arg)})

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> None:
        """Its variables are its own."""
        inner = {
            name.id
            for generator in node.generators
            for name in ast.walk(generator.target)
            if isinstance(name, ast.Name)
        }
        parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self._inside(
            [*(g.iter for g in node.generators), *(i for g in node.generators for i in g.ifs), *parts], inner
        )

    visit_SetComp = visit_GeneratorExp = visit_DictComp = visit_ListComp

    def visit_Attribute(self, node: ast.Attribute | ast.Subscript) -> None:
        """An assignment to a part changes the object."""
        if isinstance(node.ctx, ast.Store | ast.Del) and (name := root(node)):
            self.left.add(name)
        self.generic_visit(node)

    visit_Subscript = visit_Attribute

    def visit_Expr(self, node: ast.Expr) -> None:
        """``results.append(…)`` may change the object."""
        if isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute):
            self.left.update(filter(None, [root(node.value.func)]))
        self.generic_visit(node)

    def _inside(self, body: Sequence[ast.AST], own: set[str]) -> None:
        bound = {
            n.id
            for part in body
            for n in ast.walk(part)
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        }
        module = ast.Module([part if isinstance(part, ast.stmt) else ast.Expr(part) for part in body], [])
        self.needed |= Names(module, {*self._known, *own, *bound}).needed

    def _visit_all(self, nodes: Iterable[ast.AST | None]) -> None:
        for node in filter(None, nodes):
            self.visit(node)


def _read(target: ast.expr) -> list[ast.AST]:
    name = root(target)
    return [ast.Name(name, ast.Load())] if name else []


def root(node: ast.expr) -> str:
    """The name at the beginning of ``a.b[c].d``; "" if there is none."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def statements(code: str) -> list[str]:
    """Return the statements of a page's code, each as it is written; an import of several names is several.

    Args:
        code: Python source.

    Raises:
        SyntaxError: if ``code`` is not Python.
    """
    found = []
    for node in ast.parse(code).body:
        match node:
            case ast.Import(names=names):
                found += [f"import {_alias(one)}" for one in names]
            case ast.ImportFrom(module=module, names=names, level=level):
                found += [f"from {'.' * level}{module or ''} import {_alias(one)}" for one in names]
            case _:
                first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
                found.append("\n".join(code.splitlines()[first - 1 : node.end_lineno]))
    return found


def _alias(one: ast.alias) -> str:
    return f"{one.name} as {one.asname}" if one.asname else one.name


def slice_of(code: Sequence[str], end: int) -> list[int]:
    """Return the positions of the statements that a statement depends on, ascending, its own the last.

    Args:
        code: statements, as `statements` gives them.
        end: position of the one whose result counts.
    """
    needed, kept = Names(code[end]).needed, [end]
    for position in reversed(range(end)):
        names = Names(code[position])
        if names.left & needed:
            # What the name stood for before an assignment does not matter any more.
            needed = (needed - _certainly_bound(code[position])) | names.needed
            kept.append(position)
    return kept[::-1]


def _certainly_bound(statement: str) -> set[str]:
    match ast.parse(statement).body[0]:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Assign(targets=targets):
            parts = [one for t in targets for one in (t.elts if isinstance(t, ast.Tuple | ast.List) else [t])]
            return {one.id for one in parts if isinstance(one, ast.Name)}
        case ast.Import() | ast.ImportFrom():
            return Names(statement).left
    return set()
