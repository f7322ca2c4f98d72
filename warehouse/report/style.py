"""The page's one style sheet: dark and light, wide and narrow, screen and paper."""

CSS = """
:root { color-scheme: light dark;
  --paper: #fafaf8; --card: #ffffff; --ink: #20262b; --muted: #626b73; --line: #e3e4e0; --soft: #f1f2ee;
  --new: #33719f; --changed: #b07a1c; --changed-fill: #f4e6c8; --removed: #a5493c; --area: #dbe7ef;
  --good: #2b6e46; --attention: #8a5f00; --bad: #a4342a;
  --good-soft: #eaf4ee; --attention-soft: #fbf3df; --bad-soft: #fbecea; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #15181b; --card: #1c2024; --ink: #e4e6e7; --muted: #99a2a9; --line: #31373c; --soft: #24292e;
  --new: #6ba7d3; --changed: #d9aa55; --changed-fill: #4a3b1d; --removed: #d98a7d; --area: #22394a;
  --good: #7cc597; --attention: #e0b252; --bad: #ee8f84;
  --good-soft: #1b2b22; --attention-soft: #2e2817; --bad-soft: #33201e; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main, body > header, body > footer { max-width: 1120px; margin: 0 auto; padding: 0 20px; }
body > header { padding-top: 36px; }
h1 { font-size: 15px; font-weight: 600; margin: 0; letter-spacing: .01em; }
h2 { font-size: 19px; font-weight: 600; margin: 52px 0 4px; letter-spacing: -.01em; }
h3 { font-size: 15px; font-weight: 600; margin: 0; overflow-wrap: anywhere; }
p { margin: 4px 0 12px; max-width: 76ch; }
code, pre { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
code { overflow-wrap: anywhere; }
pre { margin: 8px 0; white-space: pre-wrap; overflow-wrap: anywhere; }
a { color: inherit; text-decoration-color: var(--muted); text-underline-offset: 3px; }
.muted, caption, .run { color: var(--muted); }
.run { margin: 2px 0 18px; font-size: 14px; font-variant-numeric: tabular-nums; }

.verdict { display: flex; gap: 14px; align-items: baseline; max-width: none; margin: 0; padding: 18px 22px;
  border-left: 4px solid; font-size: 21px; line-height: 1.4; letter-spacing: -.01em; }
.verdict .sign { font-weight: 700; }
.verdict .words { color: var(--ink); }
.good { color: var(--good); } .attention { color: var(--attention); } .bad { color: var(--bad); }
.verdict.good { background: var(--good-soft); } .verdict.attention { background: var(--attention-soft); }
.verdict.bad { background: var(--bad-soft); }

.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: 1px;
  margin: 22px 0 0; background: var(--card); border: 1px solid var(--line); overflow: hidden; }
.figures div { box-shadow: 0 0 0 1px var(--line); padding: 12px 16px; }
.figures dt { color: var(--muted); font-size: 13px; }
.figures dd { margin: 0; font-size: 20px; font-variant-numeric: tabular-nums; letter-spacing: -.01em; }
.figures dd small { display: block; font-size: 13px; color: var(--muted); letter-spacing: 0; }
nav { margin: 18px 0 0; font-size: 14px; display: flex; flex-wrap: wrap; gap: 4px 20px; }

.card { background: var(--card); border: 1px solid var(--line); padding: 14px 18px; margin: 12px 0;
  min-width: 0; }
.card.bad-edge { border-left: 4px solid var(--bad); }
.card.attention-edge { border-left: 4px solid var(--attention); }
.card p { margin: 2px 0 6px; }
.card ul { margin: 6px 0; padding-left: 20px; }
.empty { color: var(--muted); background: var(--soft); padding: 14px 18px; margin: 10px 0; max-width: none; }

.scroll { overflow-x: auto; margin: 10px 0; background: var(--card); border: 1px solid var(--line); }
.card .scroll { border-width: 1px 0; margin: 10px -18px; background: none; }
.card .scroll th:first-child, .card .scroll td:first-child { padding-left: 18px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { text-align: left; padding: 7px 14px; vertical-align: baseline; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--muted); font-weight: 500; font-size: 13px; white-space: nowrap; }
tbody th { font-weight: 500; }
tbody tr:first-child th, tbody tr:first-child td { border-top-color: var(--muted); }
.n { text-align: right; white-space: nowrap; }
.zero { color: var(--muted); opacity: .75; }
.below td { border-top: 0; padding-top: 0; color: var(--muted); }
.below ul { margin: 0 0 4px; padding-left: 18px; }
.nowrap { white-space: nowrap; }
.samples td, .samples th { max-width: 36ch; overflow-wrap: break-word; white-space: pre-wrap; }
.mark { white-space: nowrap; font-weight: 500; }
.ledger table, .grid table { font-size: 13px; } .ledger th, .ledger td { padding: 5px 10px; }
.ledger td, .ledger th, .ledger code, .grid th { white-space: nowrap; }
.grid .scroll { margin: 10px -16px 0; max-height: 320px; overflow-y: auto; border-bottom: 0; }
.grid th, .grid td { padding: 4px 16px 4px 8px; }
.grid .scroll th:first-child { padding-left: 16px; }

details { margin: 6px 0; }
summary { cursor: pointer; color: var(--muted); font-size: 14px; width: fit-content; }
summary:hover { color: var(--ink); }
details > pre { background: var(--soft); padding: 10px 14px; }
.scroll details { margin: 0; }
.scroll summary { color: inherit; white-space: nowrap; }
header h2 { font-size: 16px; margin-top: 26px; }

.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 310px), 1fr)); gap: 14px;
  align-items: start; margin: 12px 0; }
.grid .card { margin: 0; padding: 12px 16px; }
.grid .card p { font-size: 13px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 20px; font-size: 13px; color: var(--muted); margin: 8px 0;
  padding: 0; list-style: none; max-width: none; }
.legend svg { width: 14px; height: 12px; margin-right: 6px; vertical-align: -1px; }
svg { display: block; overflow: visible; }
.legend svg { display: inline-block; }
svg.changes { width: 100%; height: auto; margin: 6px 0 2px; }
svg text { font-size: 10px; fill: var(--muted); font-variant-numeric: tabular-nums; }
svg text.broken { fill: var(--ink); }
.axis { stroke: var(--muted); stroke-width: .8; } .grid-line { stroke: var(--line); stroke-width: .8; }
.new { fill: var(--new); stroke: var(--new); stroke-width: .8; }
.changed { fill: var(--changed-fill); stroke: var(--changed); stroke-width: .8; }
.removed { fill: var(--removed); stroke: var(--removed); stroke-width: .8; }
.dense rect { stroke: none; }
.dense .changed { fill: var(--changed); opacity: .6; }
.gap { fill: var(--card); }
.unchanged { fill: none; stroke: var(--muted); }
.quarantined { fill: none; stroke: var(--bad); stroke-width: 1.6; }
.plot { display: grid; grid-template-columns: 1fr 132px; gap: 10px; }
.plot .labels { position: relative; font-size: 13px; line-height: 1.3; font-variant-numeric: tabular-nums; }
.plot .labels > span { position: absolute; transform: translateY(-50%); }
.plot .dates { display: flex; justify-content: space-between; font-size: 13px; color: var(--muted); }
svg.growth { width: 100%; height: 170px; border-bottom: 1px solid var(--muted); }
.area { fill: var(--area); }
.stored, .copies { fill: none; stroke: var(--new); stroke-width: 2; vector-effect: non-scaling-stroke; }
.copies { stroke: var(--muted); stroke-dasharray: 5 4; }
body > footer { margin-top: 56px; padding-bottom: 40px; color: var(--muted); font-size: 13px; }

@media (max-width: 600px) {
  main, body > header, body > footer { padding-left: 14px; padding-right: 14px; }
  body > header { padding-top: 20px; }
  .verdict { font-size: 18px; padding: 14px 16px; gap: 10px; }
  .figures { grid-template-columns: 1fr 1fr; }
  .figures div:last-child:nth-child(odd) { grid-column: 1 / -1; }
  h2 { margin-top: 40px; }
  th, td { padding: 6px 10px; }
  .plot { grid-template-columns: 1fr 104px; }
}
@media print {
  :root { --paper: #fff; --soft: #f6f6f4; }
  body { font-size: 11px; } nav { display: none; }
  h2 { break-after: avoid; } .card, tr { break-inside: avoid; }
  .scroll, .grid .scroll { overflow: visible; max-height: none; }
  table, .ledger table, thead th { font-size: 10px; }
  th, td { padding: 4px 7px; } code, pre { font-size: 10px; }
  .card .why::details-content { content-visibility: visible; block-size: auto; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
""".strip()
