"""The style sheet of the ledger's page: on screen and on A4. Part of :mod:`engine.trace`."""

STYLE = """
:root { --ink: #1f2328; --soft: #59636e; --line: #d1d9e0; --paper: #fff;
  --rule: #1a7f37; --table: #0969da; --stated: #6e7781; --failed: #cf222e; --doubt: #9a6700; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 28px 32px 48px; max-width: 1180px; color: var(--ink); background: var(--paper);
  font: 14px/1.6 "Noto Serif CJK SC", "Source Han Serif SC", SimSun, "Songti SC", "Noto Sans CJK SC", serif; }
h1 { margin: 0; font-size: 25px; text-align: center; letter-spacing: .08em; }
.head { margin: 4px 0 0; text-align: center; }
.issued { margin: 0 0 18px; text-align: center; color: var(--soft); }
.verdict { margin: 0 auto 6px; padding: 8px 14px; border: 2px solid var(--rule); text-align: center; font-size: 18px;
  font-weight: 700; }
.verdict.bad { border-color: var(--failed); color: var(--failed); }
.said { margin: 0 0 4px; text-align: center; color: var(--soft); }
ul.legend { display: flex; flex-wrap: wrap; gap: 6px 22px; justify-content: center; margin: 14px 0 18px; padding: 0;
  list-style: none; }
.legend i { display: inline-block; width: 1em; height: 1em; margin-right: .4em; vertical-align: -.12em; }
i.rule { background: var(--rule); } i.table { background: var(--table); } i.stated { background: var(--stated); }
i.failed { background: var(--failed); } i.doubt { background: var(--doubt); }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
thead th { padding: 5px 8px; border-bottom: 2px solid var(--ink); text-align: left; font-weight: 700; }
col.where { width: 104px; } col.notice { width: 44%; }
tr.entry td { padding: 6px 8px; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
tr.entry td:first-child { border-left: 6px solid var(--stated); }
tr.rule td:first-child { border-left-color: var(--rule); } tr.table td:first-child { border-left-color: var(--table); }
tr.failed td:first-child { border-left-color: var(--failed); } tr.failed td { background: #fff5f5; }
tr.article th { padding: 14px 8px 4px; border-bottom: 1px solid var(--ink); text-align: left; font-size: 16px; }
.locator { font-weight: 700; } .class, .small { color: var(--soft); font-size: 12px; }
.mark { font-weight: 700; } .rule .mark { color: var(--rule); } .table .mark { color: var(--table); }
.stated .mark { color: var(--stated); } .failed .mark, .wrong { color: var(--failed); }
.before { color: var(--soft); font-weight: 700; } .doubt { color: var(--doubt); }
p { margin: 0; } p + p { margin-top: 2px; } .kind { color: var(--soft); }
section { margin-top: 26px; } h2 { margin: 0 0 6px; font-size: 17px; border-bottom: 1px solid var(--ink); }
ol { margin: 0; padding-left: 1.6em; } code { font-family: "Noto Sans Mono", Consolas, Menlo, monospace; font-size: 12px;
  overflow-wrap: anywhere; }
.sign { display: grid; grid-template-columns: repeat(3, 1fr); gap: 26px; margin-top: 14px; break-inside: avoid; }
.sign div { border-bottom: 1px solid var(--ink); min-height: 62px; } .sign p { color: var(--soft); }
dl { margin: 0; } dt { color: var(--soft); } dd { margin: 0 0 4px; }
@page { size: A4; margin: 14mm 12mm; }
@media print { body { padding: 0; max-width: none; font-size: 10.5pt; } thead { display: table-header-group; }
  tr.entry { break-inside: avoid; } tr.article { break-after: avoid; } section { break-inside: avoid; }
  i, tr.entry td, tr.entry td:first-child { -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
""".strip()
