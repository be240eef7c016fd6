"""Python source of a graph, for one case at a time: straight lines and branches, every constant from a table.

A value that is needed in one branch alone is computed there. No name or number of a policy stands in the
source: constants are bound from a table, inputs are read by place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ecoreward.columns.graph import Node, reached
from ecoreward.columns.split import Split, split

Fast = Callable[[Sequence[int]], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A function of a case's inputs (in the order of `inputs`) that gives `outputs` in order."""

    function: Fast
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Where any of `flags` is set, `function` is asked instead; it takes the same row."""

    flags: tuple[str, ...]
    function: Fast


def compiled(
    outputs: Mapping[str, Node],
    inputs: Sequence[str] | None = None,
    *,
    slot: Callable[[str], str] = str,
    otherwise: Otherwise | None = None,
    asking: bool = False,
) -> Compiled:
    """The function of a graph.

    `inputs` is the layout of a row, where more than this graph reads it; `slot` names the place of an
    input there. `asking` lays the graph out as a tree of questions, which takes longer to make.
    """
    nodes = reached(outputs.values())
    names = tuple(slot(str(n.value)) for n in nodes if n.op == "in")
    row = tuple(inputs) if inputs is not None else names
    lines: list[str] = []
    constants: dict[str, Any] = {}
    _write(
        split(outputs) if asking else Split(outputs),
        (row, slot, constants),
        otherwise,
        lines,
        "    ",
    )
    bound = "".join(f", {k}={k}" for k in constants)
    bound += ", otherwise=otherwise" if otherwise is not None else ""
    taken = [f"    {', '.join(f'i{n}' for n in range(len(row)))}, = row"] if row else []
    source = "\n".join([f"def decide(row{bound}):", *taken, *lines])
    table: dict[str, object] = {"__builtins__": {}, **constants}
    if otherwise is not None:
        table["otherwise"] = otherwise.function
    # Only letters, digits and signs that this room wrote; what a policy says is in the table.
    exec(compile(source, "<columns>", "exec"), table)
    return Compiled(table["decide"], row, tuple(outputs), source)  # type: ignore[arg-type]


def _write(
    found: Split,
    about: tuple[tuple[str, ...], Callable[[str], str], dict[str, Any]],
    otherwise: Otherwise | None,
    lines: list[str],
    indent: str,
) -> None:
    """The lines of a tree of questions, or of outputs without one."""
    row, slot, constants = about
    if found.question is not None and found.then is not None and found.otherwise is not None:
        asked = _Writer(row, slot, {}, indent, constants=constants).text(found.question)
        lines.append(f"{indent}if {asked}:")
        _write(found.then, about, otherwise, lines, f"{indent}    ")
        _write(found.otherwise, about, otherwise, lines, indent)
        return
    nodes = reached(found.outputs.values())
    uses = _uses(nodes, found.outputs.values())
    writer = _Writer(row, slot, uses, indent, constants=constants)
    if otherwise is not None:
        flags = [found.outputs[f] for f in otherwise.flags]
        if any(f.literal and f.value for f in flags):
            lines.append(f"{indent}return otherwise(row)")
            return
        asked = " or ".join(writer.text(f) for f in flags if not f.literal)
        if asked:
            writer.lines += [f"{indent}if {asked}:", f"{indent}    return otherwise(row)"]
    if all(n.literal for n in found.outputs.values()):
        # One answer, made once.
        values = tuple(n.value if n.boolean else n.low for n in found.outputs.values())
        lines += [*writer.lines, f"{indent}return {writer.constant(values)}"]
        return
    texts = [writer.text(node) for node in found.outputs.values()]
    lines += [*writer.lines, f"{indent}return ({', '.join(texts)},)"]


def _uses(nodes: Iterable[Node], roots: Iterable[Node]) -> dict[int, int]:
    found: dict[int, int] = {}
    for node in nodes:
        for a in node.args:
            found[a.order] = found.get(a.order, 0) + 1
    for root in roots:
        found[root.order] = found.get(root.order, 0) + 1
    return found


@dataclass(slots=True)
class _Writer:
    inputs: tuple[str, ...]
    slot: Callable[[str], str]
    uses: dict[int, int]
    indent: str
    lines: list[str] = field(default_factory=list)
    constants: dict[str, Any] = field(default_factory=dict)
    known: dict[int, str] = field(default_factory=dict)

    def text(self, node: Node) -> str:
        """The node as a Python expression; what is used more than once has a name."""
        if node.order in self.known:
            return self.known[node.order]
        made = self._made(node)
        if self.uses.get(node.order, 0) > 1 and node.op not in ("lit", "in"):
            name = f"v{len(self.known)}"
            self.lines.append(f"{self.indent}{name} = {made}")
            made = name
        self.known[node.order] = made
        return made

    def constant(self, value: Any) -> str:
        """The name of a constant in the table."""
        for name, known in self.constants.items():
            if known == value and type(known) is type(value):
                return name
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return name

    def _made(self, node: Node) -> str:
        match node.op:
            case "lit":
                return self.constant(int(node.value) if not node.boolean else bool(node.value))  # type: ignore[arg-type]
            case "in":
                return f"i{self.inputs.index(self.slot(str(node.value)))}"
        a = [self.text(x) for x in node.args]
        match node.op:
            case "and" | "or":
                return "(" + f" {node.op} ".join(a) + ")"
            case "not":
                return f"(not {a[0]})"
            case "lt":
                return f"({a[0]} < {a[1]})"
            case "eq":
                return f"({a[0]} == {a[1]})"
            case "add" | "sub" | "mul" | "bitor":
                sign = {"add": " + ", "sub": " - ", "mul": " * ", "bitor": " | "}[node.op]
                return "(" + sign.join(a) + ")"
            case "min" | "max":
                sign = "<" if node.op == "min" else ">"
                x, y = self._named(a[0]), self._named(a[1])
                return f"({x} if {x} {sign} {y} else {y})"
            case "div":
                return f"({a[0]} // {self.constant(int(node.value or 1))})"
            case "if":
                return f"({a[1]} if {a[0]} else {a[2]})"
            case "bit":
                return f"(({a[0]} & {self.constant(1 << int(node.value or 0))}) != 0)"
        raise AssertionError(node.op)

    def _named(self, text: str) -> str:
        if text.isidentifier():
            return text
        name = f"w{len(self.lines)}"
        self.lines.append(f"{self.indent}{name} = {text}")
        return name
