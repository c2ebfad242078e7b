"""
What does a page look like on a screen, a phone and paper?

Every text has a contrast of 4.5 to 1 at least, nothing is told by color alone,
and what does not fit in width can be scrolled by keyboard. A word in a table
stays whole, unless it alone is wider than a column may be.
"""

__all__ = ["STYLE"]


def __dir__() -> list[str]:
    return __all__


STYLE = """
:root { color-scheme: light; --ink: #1d2733; --soft: #55616e; --rule: #dfe4ea; --back: #f6f7f9; --link: #2b5a98; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; font: 15px/1.5 system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; color: var(--ink); background: var(--back); }
.page { max-width: 68rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1, h2, h3, p, li { overflow-wrap: anywhere; }
h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; letter-spacing: -0.01em; }
header p { margin: .3rem 0 1.2rem; color: var(--soft); }
a { color: var(--link); }
nav ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; }
nav a { text-decoration: none; } nav a:hover, nav a:focus { text-decoration: underline; }
section { background: #fff; border: 1px solid var(--rule); border-radius: 10px; padding: 1.25rem 1.5rem; margin: 1.25rem 0; }
h2 { margin: 0 0 .25rem; font-size: 1.25rem; } h2 .tag { margin-inline-start: .5rem; vertical-align: .12rem; font-weight: 500; }
h3 { margin: 1.1rem 0 .2rem; font-size: 1rem; }
.lead { margin: .1rem 0 1rem; color: var(--soft); max-width: 46rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); gap: .8rem; margin: 1.2rem 0 0; padding: 0; list-style: none; }
.tiles li { background: #fff; border: 1px solid var(--rule); border-radius: 10px; padding: .8rem 1rem; }
.tiles b { display: block; font-size: 1.05rem; font-variant-numeric: tabular-nums; overflow-wrap: break-word; hyphens: auto; }
.tiles .tag { margin-top: .15rem; }
.tiles span.name { color: var(--soft); font-size: .86rem; }
.wide { overflow-x: auto; margin-top: .8rem; }
.wide:focus-visible, a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
table.narrow { max-width: 44rem; } table.narrow th:first-child { width: 45%; }
th, td { hyphens: auto; overflow-wrap: break-word; } tbody th, td { max-width: 22rem; } tbody th { min-width: 8.5rem; }
.day { white-space: nowrap; }
caption { text-align: start; color: var(--soft); padding: 0 0 .3rem; }
caption.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th { text-align: start; font-weight: 600; padding: .35rem .6rem; vertical-align: top; }
thead th { color: var(--soft); border-bottom: 1px solid var(--rule); vertical-align: bottom; }
tbody th { font-weight: 400; }
tbody th, td { border-bottom: 1px solid #eef1f4; }
td { padding: .35rem .6rem; vertical-align: top; }
th:first-child, td:first-child { padding-inline-start: 0; } th:last-child, td:last-child { padding-inline-end: 0; }
.number { text-align: end; font-variant-numeric: tabular-nums; }
td.number { white-space: nowrap; }
tr.strong th, tr.strong td { font-weight: 600; }
.indent-1 { padding-inline-start: 1.4rem !important; } .indent-2 { padding-inline-start: 2.8rem !important; } .indent-3 { padding-inline-start: 4.2rem !important; }
.tag { display: inline-block; border-radius: 99px; padding: 0 .6rem; font-size: .82rem; line-height: 1.5; white-space: nowrap; }
.high, .act, .worse, .overdue { background: #fde7e5; color: #8a1c12; } .medium, .look, .soon { background: #fdf0d2; color: #664400; }
.low, .unknown, .hidden, .same { background: #e8ecf1; color: #3b4754; } .info { background: #e3ecf8; color: #1f4a86; }
.good, .better { background: #e0f2e9; color: #14573d; }
.bar { display: block; width: 100%; min-width: 4rem; height: .5rem; margin-top: .15rem; }
ol.steps { margin: .6rem 0 0; padding-inline-start: 1.4rem; } ol.steps li { margin: 0 0 .6rem; padding-inline-start: .2rem; }
.why { color: var(--soft); display: block; font-size: .92rem; }
ul.told { margin: .6rem 0 0; padding-inline-start: 1.2rem; } ul.told li { margin-bottom: .35rem; }
.stale { color: #664400; }
figure { margin: 1rem 0 0; overflow-x: auto; } figure svg { width: 100%; height: auto; display: block; }
footer { color: var(--soft); font-size: .86rem; }
@media (max-width: 42rem) {
  .page { padding: 1.25rem .75rem 3rem; }
  h1 { font-size: 1.5rem; }
  section { padding: 1rem .9rem; border-radius: 8px; }
  .tiles { grid-template-columns: 1fr 1fr; gap: .6rem; }
  .tiles li { padding: .6rem .7rem; } .tiles b { font-size: 1rem; }
  th, td { padding: .35rem .4rem; } tbody th, td { max-width: 11rem; } tbody th { min-width: 5.5rem; }
  .indent-1 { padding-inline-start: 1rem !important; } .indent-2 { padding-inline-start: 1.8rem !important; } .indent-3 { padding-inline-start: 2.6rem !important; }
  figure svg { min-width: 30rem; }
  table { font-size: .88rem; } .tag { padding: 0 .45rem; } table.narrow th:first-child { width: auto; }
  .stacked thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stacked tr { display: block; border-bottom: 1px solid var(--rule); padding: .5rem 0; }
  .stacked tbody th, .stacked td { display: block; max-width: none; border: 0; padding: .1rem 0; text-align: start; white-space: normal; overflow-wrap: anywhere; }
  .stacked tbody th { font-weight: 600; }
  .stacked td[data-name]::before { content: attr(data-name) ": "; color: var(--soft); }
}
@media print {
  body { background: #fff; font-size: 10.5pt; } .page { max-width: none; padding: 0; } nav { display: none; }
  section { border: 0; border-top: 1px solid #999; border-radius: 0; padding: .6rem 0; margin: .8rem 0; }
  .wide, figure { overflow: visible; } tr, li, figure { break-inside: avoid; } h2, h3 { break-after: avoid; }
  th, td { overflow-wrap: anywhere; } .tag { border: 1px solid currentcolor; background: none; }
}
"""
