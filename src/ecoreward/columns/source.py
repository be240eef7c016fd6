"""Python source of a graph, for one case at a time: straight lines and branches, every constant from a table.

A value that is needed in one branch alone is computed there. No name or number of a policy stands in the
source: constants are bound from a table, inputs are read by place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ecoreward.columns.graph import Node, reached

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
) -> Compiled:
    """The function of a graph.

    `inputs` is the layout of a row, where more than this graph reads it; `slot` names the place of an
    input there.
    """
    nodes = reached(outputs.values())
    names = tuple(slot(str(n.value)) for n in nodes if n.op == "in")
    row = tuple(inputs) if inputs is not None else names
    writer = _Writer(row, slot, uses=_uses(nodes, outputs.values()))
    flags = [writer.text(outputs[f]) for f in otherwise.flags] if otherwise is not None else []
    if flags:
        writer.lines.append(f"    if {' or '.join(flags)}:")
        writer.lines.append("        return otherwise(row)")
    values = [writer.text(node) for node in outputs.values()]
    bound = "".join(f", {k}={k}" for k in writer.constants)
    bound += ", otherwise=otherwise" if otherwise is not None else ""
    taken = [f"    {', '.join(f'i{n}' for n in range(len(row)))}, = row"] if row else []
    lines = [
        f"def decide(row{bound}):",
        *taken,
        *writer.lines,
        f"    return ({', '.join(values)},)",
    ]
    source = "\n".join(lines)
    table: dict[str, object] = {"__builtins__": {}, **writer.constants}
    if otherwise is not None:
        table["otherwise"] = otherwise.function
    # Only letters, digits and signs that this room wrote; what a policy says is in the table.
    exec(compile(source, "<columns>", "exec"), table)
    return Compiled(table["decide"], row, tuple(outputs), source)  # type: ignore[arg-type]


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
    lines: list[str] = field(default_factory=list)
    constants: dict[str, int] = field(default_factory=dict)
    known: dict[int, str] = field(default_factory=dict)

    def text(self, node: Node) -> str:
        """The node as a Python expression; what is used more than once has a name."""
        if node.order in self.known:
            return self.known[node.order]
        made = self._made(node)
        if self.uses.get(node.order, 0) > 1 and node.op not in ("lit", "in"):
            name = f"v{len(self.known)}"
            self.lines.append(f"    {name} = {made}")
            made = name
        self.known[node.order] = made
        return made

    def _constant(self, value: int) -> str:
        for name, known in self.constants.items():
            if known is value or (known == value and type(known) is type(value)):
                return name
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return name

    def _made(self, node: Node) -> str:
        match node.op:
            case "lit":
                return self._constant(int(node.value) if not node.boolean else bool(node.value))  # type: ignore[arg-type]
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
                return f"({a[0]} // {self._constant(int(node.value or 1))})"
            case "if":
                return f"({a[1]} if {a[0]} else {a[2]})"
            case "bit":
                return f"(({a[0]} & {self._constant(1 << int(node.value or 0))}) != 0)"
        raise AssertionError(node.op)

    def _named(self, text: str) -> str:
        if text.isidentifier():
            return text
        name = f"w{len(self.lines)}"
        self.lines.append(f"    {name} = {text}")
        return name
