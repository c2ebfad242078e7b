"""
Which small faults might somebody write here?

A mutation replaces one stretch of a source file by another. The operators, and
what they stand for:

- ``compare``: a border is moved (``<`` to ``<=``), a comparison turned round (``<`` to ``>=``, ``==`` to ``!=``,
  ``is`` to ``is not``, ``in`` to ``not in``);
- ``arithmetic``: ``+`` and ``-``, ``*`` and ``/``, ``//`` and ``*``, ``%``, ``**``, a sign, ``&`` and ``|`` are mistaken;
- ``logic``: ``and`` for ``or``, a ``not`` forgotten, a condition turned round;
- ``number``: one more than was meant (never in a docstring, an annotation or a tuple of names);
- ``truth``: ``True`` for ``False``;
- ``code``: a word a program tells apart by (no spaces: reason codes, kinds, names of fields), spelled wrongly;
- ``call``: ``min`` for ``max``, ``any`` for ``all``, ``floor`` for ``ceil``, and their like in numpy; ``sorted``,
  ``reversed``, ``abs`` forgotten;
- ``statement``: a call made for what it does (a check, an append), or an augmented assignment, forgotten; ``break``
  for ``continue``.

Left alone: annotations, docstrings and prose (remedies, descriptions), ``__all__``, ``__dir__``, decorators,
``if TYPE_CHECKING``, overloads. Returning nothing at all is not among the operators: every test would see it, and
the share of survivors would look better than it is.
"""

import ast
import builtins
import difflib
import hashlib
import re
from collections import Counter
from dataclasses import dataclass, replace

COMPARE = {
    ast.Lt: ("<=", ">="), ast.LtE: ("<", ">"), ast.Gt: (">=", "<="), ast.GtE: (">", "<"), ast.Eq: ("!=",),
    ast.NotEq: ("==",), ast.Is: ("is not",), ast.IsNot: ("is",), ast.In: ("not in",), ast.NotIn: ("in",),
}  # fmt: skip
ARITHMETIC = {
    ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.FloorDiv: "*", ast.Mod: "//", ast.Pow: "*",
    ast.BitAnd: "|", ast.BitOr: "&", ast.BitXor: "|", ast.LShift: ">>", ast.RShift: "<<", ast.MatMult: "*",
}  # fmt: skip
TWINS = [
    ("min", "max"), ("any", "all"), ("floor", "ceil"), ("minimum", "maximum"), ("argmin", "argmax"), ("nanmin", "nanmax"),
    ("logical_and", "logical_or"), ("ROUND_FLOOR", "ROUND_CEILING"), ("ROUND_HALF_EVEN", "ROUND_HALF_UP"),
    ("union1d", "intersect1d"), ("issubset", "issuperset"), ("bisect_left", "bisect_right"), ("zeros", "ones"),
    ("nansum", "nanmean"), ("sum", "mean"), ("first", "last"), ("lower", "upper"), ("startswith", "endswith"),
    ("isnan", "isfinite"), ("cumsum", "cumprod"), ("heappush", "heappushpop"),
]  # fmt: skip
TWIN = {**dict(TWINS), **{second: first for first, second in TWINS}}
FORGOTTEN = {"sorted": "list({})", "reversed": "list({})", "abs": "{}", "frozenset": "tuple({})"}
COMMENT = re.compile("#[^\n]*")
CODE = re.compile(r"[\w.:/%-]{1,60}")
#: Keywords whose words are for people, and that by which `zip` asserts what is so by construction.
PROSE = {"remedy", "says", "title", "about", "doc", "en", "de", "sv", "help", "strict", "kw_only"}
#: What other tests hold as a whole: every frame in every library, every code in every language. Of "stable" numpy
#: reads the first letter.
ELSEWHERE = {"dict", "stable"}
TABLES_OF_WORDS = {"WORDS", "_WORDS"}


@dataclass(frozen=True)
class Mutation:
    """One stretch of a file and what stands there instead, by what it changes and not by where it stands."""

    file: str
    inside: str
    operator: str
    was: str
    now: str
    #: The how manieth of those that look the same in this function.
    again: int
    line: int
    last_line: int
    start: int
    end: int
    text: str
    in_function: bool

    @property
    def key(self):
        """Return what names this mutation as long as its line and its function stay as they are."""
        number = f" #{self.again}" if self.again else ""
        return f"{self.file} :: {self.inside} :: {self.was} => {self.now}{number}"

    def drawn(self, share, seed):
        """Tell whether it belongs to a sample; each mutation for itself, so that a change elsewhere does not matter."""
        told = hashlib.blake2b(f"{seed}/{self.key}".encode(), digest_size=8).digest()
        return int.from_bytes(told, "big") < share * 2**64

    def applied(self, source):
        """Return the source with the fault in it."""
        raw = source.encode()
        return (raw[: self.start] + self.text.encode() + raw[self.end :]).decode()

    def diff(self, source):
        """Return what a reader judges by."""
        changed = difflib.unified_diff(
            source.splitlines(), self.applied(source).splitlines(), self.file, self.inside, lineterm="", n=2
        )
        return "\n".join(changed)


def mutations(source, file):
    """Return every mutation of a file, in the order of its lines."""
    tree = ast.parse(source)
    found = _Finder(source, file, _known(tree))
    found.visit(tree)
    count, told = Counter(), []
    for each in sorted(found.all, key=lambda one: (one.start, one.end, one.text)):
        look = (each.inside, each.was, each.now)
        told.append(replace(each, again=count[look]))
        count[look] += 1
    return told


def _known(tree):
    """Return the names that a file reads, takes as arguments or imports, and those that every file knows."""
    told = {ast.Name: "id", ast.arg: "arg", ast.alias: "name"}
    found = {getattr(each, told[type(each)]) for each in ast.walk(tree) if type(each) in told}
    return found | set(dir(builtins))


class _Finder(ast.NodeVisitor):
    def __init__(self, source, file, known):
        self.raw, self.file, self.all, self.names, self.depth = source.encode(), file, [], [], 0
        self.known = known
        self.lines = [0]
        for line in self.raw.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))

    # -- places

    def start(self, node):
        return self.lines[node.lineno - 1] + node.col_offset

    def end(self, node):
        return self.lines[node.end_lineno - 1] + node.end_col_offset

    def text(self, node):
        return self.raw[self.start(node) : self.end(node)].decode()

    def add(self, operator, node, text, *, start=None, end=None):
        start, end = self.start(node) if start is None else start, self.end(node) if end is None else end
        first = self.raw.rfind(b"\n", 0, start) + 1
        last = self.raw.find(b"\n", end)
        last = len(self.raw) if last < 0 else last
        was = self.raw[first:last].decode()
        now = (self.raw[first:start] + text.encode() + self.raw[end:last]).decode()
        if was == now:
            return
        line = self.raw.count(b"\n", 0, start) + 1
        self.all.append(
            Mutation(
                self.file,
                ".".join(self.names) or "module",
                operator,
                " ".join(was.split()),
                " ".join(now.split()),
                0,
                line,
                line + self.raw.count(b"\n", start, end),
                start,
                end,
                text,
                self.depth > 0,
            )
        )

    def between(self, left, right, pattern, operator, node, text):
        """Replace an operator that stands between two operands."""
        start, end = self.end(left), self.start(right)
        # A comment may stand between the two, and say "and".
        bare = COMMENT.sub(lambda comment: " " * len(comment.group().encode()), self.raw[start:end].decode())
        found = re.search(pattern, bare)
        if found:
            self.add(operator, node, text, start=start + found.start(), end=start + found.end())

    # -- what is left alone, and names

    def visit_FunctionDef(self, node):
        plain = {each.id for each in node.decorator_list if isinstance(each, ast.Name)}
        if node.name == "__dir__" or "overload" in plain:
            return
        for each in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
            self.visit(each)
        self.names.append(node.name)
        self.depth += 1
        self.body(node.body)
        self.depth -= 1
        self.names.pop()

    def visit_ClassDef(self, node):
        self.names.append(node.name)
        depth, self.depth = self.depth, 0
        self.body(node.body)
        self.depth = depth
        self.names.pop()

    def visit_Lambda(self, node):
        self.depth += 1
        self.visit(node.body)
        self.depth -= 1

    def visit_Module(self, node):
        self.body(node.body)

    def body(self, statements):
        for each in statements:
            if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)):
                self.visit(each)

    def visit_AnnAssign(self, node):
        is_words = isinstance(node.target, ast.Name) and node.target.id in TABLES_OF_WORDS
        if node.value is not None and not is_words and ast.unparse(node.annotation) != "TypeAlias":
            self.visit(node.value)

    def visit_Assign(self, node):
        names = {each.id for each in node.targets if isinstance(each, ast.Name)}
        is_type = isinstance(node.value, ast.Subscript) and ast.unparse(node.value.value) in {
            "Literal",
            "Callable",
        }
        if (
            not names & {"__all__", *TABLES_OF_WORDS}
            and not is_type
            and not any(each.startswith("_HOMES") for each in names)
        ):
            self.visit(node.value)

    def visit_Import(self, node):
        return

    visit_ImportFrom = visit_Import

    # -- the operators

    def visit_If(self, node):
        if ast.unparse(node.test) != "TYPE_CHECKING":
            self.turned(node.test)
            self.generic_visit(node)

    def visit_IfExp(self, node):
        self.turned(node.test)
        self.generic_visit(node)

    def visit_While(self, node):
        self.turned(node.test)
        self.generic_visit(node)

    def visit_comprehension(self, node):
        for each in node.ifs:
            self.turned(each)
        self.generic_visit(node)

    def turned(self, test):
        """Turn a bare condition round; comparisons and negations have operators of their own."""
        if isinstance(test, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
            self.add("logic", test, f"(not {self.text(test)})")

    def visit_Compare(self, node):
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            for text in COMPARE[type(operator)]:
                self.between(left, right, r"is\s+not|not\s+in|is|in|[<>=!]=|[<>]", "compare", node, text)
            left = right
        self.generic_visit(node)

    def visit_BinOp(self, node):
        is_text = isinstance(node.left, ast.Constant | ast.JoinedStr) and not isinstance(
            getattr(node.left, "value", ""), int | float
        )
        if not is_text:
            self.between(
                node.left,
                node.right,
                r"\*\*|//|<<|>>|[-+*/%&|^@]",
                "arithmetic",
                node,
                ARITHMETIC[type(node.op)],
            )
        self.generic_visit(node)

    def visit_AugAssign(self, node):
        self.add("statement", node, "pass")
        found = re.search(r"(\*\*|//|<<|>>|[-+*/%&|^@])=", self.raw[self.end(node.target) :].decode())
        at = self.end(node.target) + found.start()
        self.add("arithmetic", node, ARITHMETIC[type(node.op)] + "=", start=at, end=at + len(found.group()))
        self.visit(node.value)

    def visit_BoolOp(self, node):
        text = "or" if isinstance(node.op, ast.And) else "and"
        for left, right in zip(node.values, node.values[1:], strict=False):
            self.between(left, right, r"\b(and|or)\b", "logic", node, text)
        self.generic_visit(node)

    def visit_UnaryOp(self, node):
        if isinstance(node.op, ast.Not):
            self.add("logic", node, f"bool({self.text(node.operand)})")
        elif isinstance(node.op, ast.USub | ast.Invert):
            self.add("arithmetic", node, self.text(node.operand))
        self.generic_visit(node)

    def visit_Constant(self, node):
        value = node.value
        if isinstance(value, bool):
            self.add("truth", node, str(not value))
        elif isinstance(value, int | float):
            self.add("number", node, str(value + 1))
        elif (
            isinstance(value, str)
            and value not in ELSEWHERE
            and CODE.fullmatch(value)
            and self.raw[self.start(node) : self.start(node) + 1] in b"\"'"
        ):
            if re.fullmatch(r"-?\d+(\.\d+)?", value):
                self.add("number", node, repr(f"1{value}"))
            else:
                self.add("code", node, repr(f"{value}x"))

    def visit_JoinedStr(self, node):
        for each in node.values:
            if isinstance(each, ast.FormattedValue):
                self.visit(each.value)

    def visit_keyword(self, node):
        if node.arg not in PROSE:
            self.visit(node.value)

    def visit_Subscript(self, node):
        self.visit(node.value)
        self.visit(node.slice)

    def visit_Call(self, node):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name == "cast" and isinstance(node.func, ast.Name):
            self.visit(node.args[1])
            return
        if name in {"isinstance", "issubclass"}:
            self.visit(node.args[0])
            return
        if name in {"TypeVar", "NewType", "ParamSpec"}:
            return
        if name in {"zeros", "ones"} and isinstance(node.args[0], ast.Constant) and node.args[0].value == 0:
            return  # nothing is nothing, whatever it is filled with
        if isinstance(node.func, ast.Name) and name in FORGOTTEN and node.args:
            self.add("call", node, FORGOTTEN[name].format(self.text(node.args[0])))
        self.generic_visit(node)

    def visit_Name(self, node):
        # A twin that the file does not know is no fault that somebody might write: every test would see it.
        if TWIN.get(node.id) in self.known and isinstance(node.ctx, ast.Load):
            self.add("call", node, TWIN[node.id])

    def visit_Attribute(self, node):
        if node.attr in TWIN and isinstance(node.ctx, ast.Load):
            self.add("call", node, TWIN[node.attr], start=self.end(node) - len(node.attr))
        self.visit(node.value)

    def visit_Expr(self, node):
        if isinstance(node.value, ast.Call):
            self.add("statement", node, "pass")
        self.visit(node.value)

    def visit_Break(self, node):
        self.add("statement", node, "continue")

    def visit_Continue(self, node):
        self.add("statement", node, "break")
