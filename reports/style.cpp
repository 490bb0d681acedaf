#include "reports/html.hpp"

namespace ceo::reports {

// Contrast of every text is 4.5 : 1 or more in both schemes.
const char* const kStyle = R"css(:root {
  color-scheme: light dark;
  --page: #ffffff; --ink: #16202b; --soft: #526070; --line: #d5dce4; --band: #f4f6f9;
  --link: #0b5394; --good: #11643a; --good-band: #e2f3e8; --bad: #a3241c; --bad-band: #fbe6e3;
  --open: #7a4f00; --open-band: #fdf0d5; --blue: #0072b2; --orange: #d55e00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #11171e; --ink: #e4e9ef; --soft: #a3b0be; --line: #34404d; --band: #1a222c;
    --link: #7fb8ee; --good: #7fd8a2; --good-band: #143123; --bad: #ff9d92; --bad-band: #3d1a18;
    --open: #f0c36b; --open-band: #36290f; --blue: #56b4e9; --orange: #e69f00;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 0 1rem 3rem; max-width: 80rem; background: var(--page);
  color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
header { padding: 1.5rem 0 .25rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem; }
header p { font-size: 1.125rem; margin: 0; max-width: 48rem; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }
h1, h2, h3 { overflow-wrap: anywhere; }
p, li { max-width: 48rem; overflow-wrap: anywhere; }
ul { padding-left: 1.25rem; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: .5rem; padding: .5rem 1rem; background: var(--page); z-index: 1; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: 1rem 0 0; padding: 0; }
nav a { display: inline-block; padding: .2rem 0; }
main > section:first-child h2 { border-top: 0; margin-top: 1rem; }
dl { display: grid; grid-template-columns: 11rem 1fr; margin: 1rem 0; }
dt, dd { margin: 0; padding: .4rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
dt { color: var(--soft); padding-right: 1rem; }
.verdict { display: inline-block; padding: 0 .5em; border-radius: .3em; font-weight: 600; white-space: nowrap; background: var(--band); }
.verdict.good { color: var(--good); background: var(--good-band); }
.verdict.open { color: var(--open); background: var(--open-band); }
.verdict.bad { color: var(--bad); background: var(--bad-band); }
.table { overflow-x: auto; margin: 1rem 0; border: 1px solid var(--line); border-radius: .4rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; line-height: 1.35; }
caption { text-align: left; color: var(--soft); padding: .5rem .6rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .5rem; border-top: 1px solid var(--line); }
thead th { background: var(--band); vertical-align: bottom; font-weight: 600; }
tbody th { font-weight: 600; white-space: nowrap; position: sticky; left: 0; background: var(--page); }
details { margin: .5rem 0; }
summary { cursor: pointer; color: var(--soft); font-size: .9rem; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
thead .number { white-space: normal; }
.wide { min-width: 11rem; }
code, pre { font: .9em/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre { overflow-x: auto; background: var(--band); padding: .75rem 1rem; border-radius: .4rem; }
sub, sup { line-height: 0; font-size: .72em; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1rem 2rem; align-items: start; }
figure { margin: .5rem 0; max-width: 36rem; }
figure svg { display: block; width: 100%; height: auto; }
figcaption { color: var(--soft); font-size: .9rem; margin-top: .25rem; }
.missing { border: 1px dashed var(--line); border-radius: .4rem; padding: .75rem 1rem; margin: 0; }
footer { color: var(--soft); margin-top: 3rem; border-top: 1px solid var(--line); }
@media (max-width: 40rem) {
  h1 { font-size: 1.4rem; }
  dl { display: block; }
  dt { border: 0; padding-bottom: 0; }
  dd { padding-top: .1rem; }
}
@media print {
  :root {
    --page: #fff; --ink: #000; --soft: #333; --line: #999; --band: #eee; --link: #000; --good: #0a4426;
    --good-band: #fff; --bad: #7c1810; --bad-band: #fff; --open: #5c3b00; --open-band: #fff;
    --blue: #0072b2; --orange: #d55e00;
  }
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  nav, .skip, details { display: none; }
  .table { overflow: visible; border: 0; }
  table { font-size: 7pt; }
  th, td { padding: .2rem .25rem; }
  figcaption { font-size: 8pt; }
  tbody th { white-space: normal; }
  .wide { min-width: 0; }
  .figures { grid-template-columns: 1fr 1fr; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  figure, tr, dt, dd { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
  @page { size: A4; margin: 15mm; }
}
)css";

}  // namespace ceo::reports
