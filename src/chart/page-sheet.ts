import { paletteSheet } from './palette.ts';

/**
 * The style of a page, written so that it holds none of the signs a page escapes. Readers on a phone see cards, on
 * paper no backgrounds.
 */
export const PAGE_SHEET: string = `${paletteSheet()}
*{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;-webkit-text-size-adjust:100%}
body{margin:0 auto;padding:2rem 1.25rem 4rem;max-width:74rem}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .25rem;overflow-wrap:anywhere}
h2{font-size:1.2rem;margin:2.5rem 0 .75rem}
h3{font-size:1.05rem;line-height:1.3;margin:0;overflow-wrap:anywhere}
table+h3,dl+h3,.chart+h3{margin-top:1.75rem}
h3+.chart{margin-top:.5rem}
p{margin:.25rem 0;max-width:46rem;overflow-wrap:anywhere}
a{color:var(--mark)}
a:focus-visible,summary:focus-visible{outline:3px solid var(--mark);outline-offset:2px}
code{font-family:ui-monospace,monospace;font-size:.9em;overflow-wrap:anywhere}
.quiet{color:var(--quiet)}
.small{font-size:.875rem}
.banner{border:2px solid var(--bad);border-radius:.5rem;padding:.6rem .9rem;margin:0 0 1.5rem;max-width:none}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.75rem;margin:1.5rem 0 0}
.tiles div{background:var(--panel);border-radius:.5rem;padding:.6rem .9rem}
.tiles dt{color:var(--quiet);font-size:.875rem}
.tiles dd{margin:0;font-size:1.35rem;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(20rem,100%),1fr));gap:1rem}
.card{border:1px solid var(--line);border-radius:.6rem;padding:1rem;min-width:0;break-inside:avoid}
.card .chart{margin-top:.75rem}
.chart{display:block;width:100%;max-width:22rem;height:auto}
.caption{color:var(--quiet);font-size:.8rem;margin:.9rem 0 0}
.caption+.chart{margin-top:.25rem}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:.75rem 0 0;font-size:.875rem}
.facts dt{color:var(--quiet)}
.facts dd{margin:0;text-align:right;text-wrap:balance;font-variant-numeric:tabular-nums;overflow-wrap:anywhere;min-width:0}
.values{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,2fr);gap:.1rem 1rem;margin:.75rem 0 0;font-size:.875rem}
.values dt{color:var(--quiet);overflow-wrap:anywhere}
.values dd{margin:0;overflow-wrap:anywhere}
.notes{margin:.6rem 0 0;padding:0;list-style:none;font-size:.875rem}
.notes li{padding-left:1.4em;text-indent:-1.4em;overflow-wrap:anywhere}
.look{display:grid;grid-template-columns:minmax(6rem,max-content) 1fr;gap:.5rem 1.5rem;margin:0}
.look dt{max-width:20rem;overflow-wrap:anywhere}
.look dd{margin:0;min-width:0}
.look .notes{margin:0;columns:21rem;column-gap:2rem}
.notes li{break-inside:avoid}
.good{color:var(--good)}
.caution{color:var(--caution)}
.bad{color:var(--bad)}
.verdict{display:inline-block;font-weight:600;white-space:nowrap}
.verdict.large{font-size:1.35rem;white-space:normal}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.92rem}
th{color:var(--quiet);font-weight:500;text-align:left;vertical-align:bottom;font-size:.875rem}
th,td{border-bottom:1px solid var(--line);padding:.5rem 1.25rem .5rem 0;overflow-wrap:anywhere}
td{vertical-align:top}
.number{text-align:right}
.reasons{color:var(--quiet);font-weight:400;font-size:.875rem;margin:.15rem 0 0}
th .chart{max-width:20rem;margin-top:.4rem;font-weight:400}
.stack{table-layout:fixed}
.stack th:first-child{width:36%}
td .verdict{display:block}
tbody th{color:var(--ink);font-weight:600;font-size:.92rem;vertical-align:top}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:1rem;color:var(--quiet);font-size:.875rem}
@media (max-width:44rem){
.look{display:block}
.look dd{margin:0 0 .6rem}
.stack thead{display:none}
.stack,.stack tbody,.stack tr,.stack th,.stack td{display:block;width:auto}
.stack th:first-child{width:auto}
.stack tr{border:1px solid var(--line);border-radius:.6rem;padding:.6rem .9rem;margin:0 0 .75rem}
.stack th,.stack td{border:0;padding:.15rem 0;text-align:left}
.stack td{display:flex;justify-content:space-between;gap:1rem;text-align:right}
.stack td::before{content:attr(data-label);color:var(--quiet);text-align:left;flex:none}
}
@media print{body{max-width:none;padding:0;font-size:10pt}.card,.tiles div,tr{break-inside:avoid}.tiles div{background:none;border:1px solid var(--line)}a{color:inherit;text-decoration:none}h2{break-after:avoid}}
@page{margin:15mm}`;
