"""
How is a procedure drawn? From its table.

Each state is a line from top to bottom, in the order in which it can be
reached, and each step an arrow from one to the other: nothing crosses a name,
however many steps there are.
"""

from collections import deque
from html import escape

from partnerkit.values.machine import Machine

COLUMN, ROW, TOP, SIDE = 136, 30, 64, 70
INK, LINE, PAPER, START, END = "#1f2937", "#cbd5e1", "#ffffff", "#bfdbfe", "#e5e7eb"

TIP = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    f'<path d="M0 0L8 4L0 8z" fill="{INK}" stroke="none"/></marker></defs>'
)


def _order(machine: Machine) -> list[str]:
    """Return the states by how many steps they are away, those where it ends last."""
    found, waiting = {machine.start: 0}, deque([machine.start])
    while waiting:
        state = waiting.popleft()
        for each in machine.transitions:
            if each.source == state and each.target not in found:
                found[each.target] = found[state] + 1
                waiting.append(each.target)
    return sorted(found, key=lambda state: (machine.ended(state), found[state]))


def _arrow(source: float, target: float, y: float, words: str) -> list[str]:
    label = f'<text x="{{x}}" y="{y - 5}" text-anchor="{{at}}">{escape(words)}</text>'
    if source == target:
        loop = f"M {source} {y - 8} h 22 v 12 h -18"
        return [
            f'<path d="{loop}" fill="none" marker-end="url(#tip)"/>',
            label.format(x=source + 28, at="start"),
        ]
    away = 4 if target > source else -4
    line = f'<line x1="{source}" y1="{y}" x2="{target - away}" y2="{y}" marker-end="url(#tip)"/>'
    return [
        f'<circle cx="{source}" cy="{y}" r="3" fill="{INK}"/>',
        line,
        label.format(x=(source + target) / 2, at="middle"),
    ]


def draw(machine: Machine) -> str:
    """Return the procedure as SVG: where it begins is blue, where it ends gray."""
    states = _order(machine)
    x = {state: SIDE + COLUMN * place for place, state in enumerate(states)}
    steps = sorted(machine.transitions, key=lambda each: (x[each.source], x[each.target]))
    width, height = 2 * SIDE + COLUMN * (len(states) - 1), TOP + ROW * (len(steps) + 1)
    told = "; ".join(f"{each.source}, {each.event}: {each.target}" for each in steps)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" role="img"',
        f' font-family="sans-serif" font-size="11" fill="{INK}" stroke-width="1.2">',
        f"<title>{escape(machine.name)}</title><desc>{escape(told)}</desc>",
        TIP,
        f'<rect width="{width}" height="{height}" rx="6" fill="{PAPER}"/>',
    ]
    for state in states:
        color = START if state == machine.start else END if machine.ended(state) else PAPER
        parts += [
            f'<line x1="{x[state]}" y1="40" x2="{x[state]}" y2="{height - 12}" stroke="{LINE}"/>',
            f'<rect x="{x[state] - 52}" y="14" width="104" height="26" rx="5" fill="{color}" stroke="{INK}"/>',
            f'<text x="{x[state]}" y="31" text-anchor="middle" font-weight="bold">{escape(state)}</text>',
        ]
    parts.append(f'<g stroke="{INK}">')
    for place, each in enumerate(steps):
        who = f" ({', '.join(each.by)})" if each.by else ""
        why = " *" if each.reason_required else ""
        parts += _arrow(x[each.source], x[each.target], TOP + ROW * (place + 0.7), f"{each.event}{who}{why}")
    return "\n".join([*parts, "</g>", "</svg>", ""]).replace("<text ", '<text stroke="none" ')
