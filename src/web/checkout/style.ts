/**
 * The pay page's whole style, in the page itself, so that the first request paints everything. Light and dark, 320 px and up.
 * The brand's colours come in as variables beside it. No fonts, no images, nothing that is fetched.
 */
const light =
  'color-scheme:light;--paper:#f3f5f3;--sheet:#fff;--line:#dce1dd;--edge:#858e88;--text:#17201c;--soft:#4f5a54;--sunken:#f1f4f1;--focus:#0b6f8a;' +
  '--red:#9c1520;--red-bg:#fde9e9;--amber:#6e4300;--amber-bg:#fbf1db;--amber-line:#e6c98c;--green:#175c38;--green-bg:#e1f3e7;' +
  '--blue:#2f479c;--blue-bg:#e9eefc;--shadow:0 1px 2px #10181410,0 8px 28px #10181412';
const dark =
  'color-scheme:dark;--paper:#0f1413;--sheet:#171e1b;--line:#2e3834;--edge:#77827d;--text:#e9eeeb;--soft:#aab5af;--sunken:#1e2623;--focus:#7fd0e4;' +
  '--red:#ffadad;--red-bg:#3e181b;--amber:#f1c76f;--amber-bg:#32270e;--amber-line:#66501d;--green:#8ad8a6;--green-bg:#11301e;' +
  '--blue:#b0c2ff;--blue-bg:#1d2648;--shadow:0 1px 2px #0006';

const ground = `
:root{${light};--radius:14px}
@media(prefers-color-scheme:dark){:root{${dark}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
h1,h2,h3,p,ul,dl,dd{margin:0;padding:0}
ul{list-style:none}
a{color:inherit;text-underline-offset:3px}
[hidden]{display:none!important}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px;border-radius:6px}
.frame{width:100%;max-width:1080px;margin:0 auto;padding:0 16px}
.soft{color:var(--soft)}
.small{font-size:.875rem}
.num{font-variant-numeric:tabular-nums}
.pre{white-space:pre-line}
svg{flex:none}`;

const head = `
.practice{background:var(--amber-bg);color:var(--amber);border-bottom:1px solid var(--amber-line);text-align:center;padding:9px 16px;font-size:.9375rem}
.band{background:var(--fill);color:var(--ink);padding:18px 0 84px;border-bottom:1px solid var(--line)}
.band .frame{display:flex;align-items:center;gap:13px}
.logo{background:#fff;border-radius:10px;padding:7px 10px;display:flex}
.logo img{display:block;height:30px;max-width:160px;object-fit:contain}
.mark{width:44px;height:44px;border-radius:11px;border:1.5px solid;display:grid;place-items:center;font-weight:700;font-size:1.0625rem;flex:none}
@media(prefers-color-scheme:dark){.band{background:#1d2622;background:color-mix(in srgb,var(--fill) 32%,#10150f);color:#fff}}
.name{font-weight:650;font-size:1.125rem;line-height:1.3}
main.frame{margin-top:-62px;display:grid;gap:16px;grid-template-columns:minmax(0,1fr)}
.sheet{background:var(--sheet);border:1px solid var(--line);border-radius:var(--radius);box-shadow:var(--shadow);padding:22px 18px}
.sheet h2{font-size:1.0625rem;line-height:1.35;margin-bottom:12px}
h1{font-size:1rem;font-weight:600;line-height:1.4}
.narrow{max-width:560px;width:100%;justify-self:center}
.narrow h1{font-size:1.375rem;line-height:1.3;margin-bottom:8px}`;

const panel = `
.label{margin-top:16px;color:var(--soft);font-size:.9375rem}
.amount{font-size:2.75rem;line-height:1.15;font-weight:700;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.amount.long{font-size:1.75rem;letter-spacing:-.01em}
.due{margin-top:8px;display:flex;flex-wrap:wrap;gap:6px 10px;align-items:center}
.chip{display:inline-flex;align-items:center;gap:6px;border-radius:99px;padding:3px 11px 3px 8px;font-size:.875rem;font-weight:600}
.chip.late{color:var(--red);background:var(--red-bg)}
.steps{margin-top:16px;padding-top:12px;border-top:1px solid var(--line);font-size:.9375rem}
.row{display:flex;justify-content:space-between;gap:16px}
.row+.row{margin-top:5px}
.row dd,.sum{text-align:right;font-variant-numeric:tabular-nums;flex:0 1 auto}
.row dt{min-width:0}
.steps dd,.totals dd{white-space:nowrap}
.after{margin-top:14px}
#zone,.stop{margin-top:20px}
.button{display:flex;width:100%;align-items:center;justify-content:center;gap:10px;min-height:54px;padding:12px 18px;border-radius:11px;border:1px solid var(--fill);background:var(--fill);color:var(--ink);font:inherit;font-size:1.125rem;font-weight:650;font-variant-numeric:tabular-nums;cursor:pointer;text-decoration:none}
.button:hover{filter:brightness(.94)}
.button:active{filter:brightness(.88)}
.button:focus-visible{border-radius:11px}
.button[aria-disabled=true]{cursor:default;opacity:.72;filter:none}
@media(prefers-color-scheme:dark){.button{border-color:var(--edge)}.button:hover{filter:brightness(1.12)}}
.plain{display:inline-flex;align-items:center;gap:9px;min-height:44px;padding:8px 2px;background:none;border:0;color:var(--text);font:inherit;font-weight:550;text-decoration:underline;text-underline-offset:3px;cursor:pointer}
#card{margin-bottom:16px;padding-top:2px}
#card h2{outline:0}
#confirm+#cancel{margin-top:6px;width:100%;justify-content:center}
.safe{display:flex;gap:9px;margin-top:12px;font-size:.875rem;color:var(--soft)}
.safe svg{margin-top:2px}
.note{display:flex;gap:11px;border-radius:11px;padding:13px 14px}
.note b{display:block}
.note.stop{background:var(--sunken);color:var(--text)}
.note.wait{background:var(--blue-bg);color:var(--blue)}
.note.warn{background:var(--amber-bg);color:var(--amber)}
#problem:not(:empty){margin:0 0 14px;border-radius:11px;padding:12px 14px;background:var(--red-bg);color:var(--red)}
#ask+#card+#problem:not(:empty){margin-top:14px}
#progress:not(:empty){margin:0 0 14px;border-radius:11px;padding:12px 14px;background:var(--blue-bg);color:var(--blue);display:flex;gap:11px;align-items:center}
#ask:not([hidden])~#progress:not(:empty){margin-top:14px}
#progress:not(:empty)::before,.button[aria-busy=true]::before{content:"";flex:none;width:17px;height:17px;border-radius:50%;border:2.5px solid;border-right-color:transparent;animation:turn .8s linear infinite}
@keyframes turn{to{transform:rotate(1turn)}}
@media(prefers-reduced-motion:reduce){#progress::before,.button::before{animation-duration:4s!important}}
.done{width:60px;height:60px;border-radius:50%;display:grid;place-items:center;background:var(--green-bg);color:var(--green);margin:18px 0 12px}
.files{margin:14px 0 -12px;border-top:1px solid var(--line);padding-top:6px}
.facts{margin-top:16px;padding-top:14px;border-top:1px solid var(--line);font-size:.9375rem}
.facts .row dt{color:var(--soft);flex:none}
.facts .part{font-weight:600;margin-top:14px}
.facts .part:first-child{margin-top:0}
.facts .part dt{color:inherit}`;

const content = `
.job{font-size:1.25rem;font-weight:650;line-height:1.3;margin-bottom:4px}
.about{display:grid;grid-template-columns:repeat(auto-fill,minmax(124px,1fr));gap:12px 18px;margin-top:14px;font-size:.9375rem}
.about dt{font-size:.8125rem;color:var(--soft)}
.lines{margin-top:18px;border-top:1px solid var(--line)}
.lines li{padding:11px 0;border-bottom:1px solid var(--line)}
.lines .row{align-items:baseline}
.sum{white-space:nowrap}
.detail{margin-top:3px;white-space:pre-line}
details>summary{min-height:44px;display:flex;align-items:center;gap:8px;cursor:pointer;font-weight:550;list-style:none;border-bottom:1px solid var(--line)}
summary::-webkit-details-marker{display:none}
summary::before{content:"";width:7px;height:7px;border:solid;border-width:0 2px 2px 0;transform:rotate(45deg) translate(-2px,-2px);margin:0 5px 0 4px}
details[open]>summary::before{transform:rotate(225deg) translate(-2px,-2px)}
details .lines{margin-top:0;border-top:0}
.totals{margin-top:14px}
.totals .row{padding:2px 0}
.totals .whole{font-weight:700;font-size:1.0625rem;border-top:2px solid var(--text);padding-top:8px;margin-top:9px}
.way+.way{margin-top:16px}
.way h3{font-size:.9375rem}
.way p{font-variant-numeric:tabular-nums}
.contact{display:flex;flex-wrap:wrap;gap:0 22px}
.contact a{min-height:44px;display:inline-flex;align-items:center}
footer.frame{padding-top:26px;padding-bottom:44px;font-size:.875rem;color:var(--soft)}
footer p+p{margin-top:6px}
@media(min-width:880px){
.frame{padding:0 28px}
.sheet{padding:30px}
main.two{grid-template-columns:minmax(0,1fr) 400px;grid-template-rows:auto auto 1fr;gap:20px}
.two>*{grid-column:1}
.two>.side{grid-column:2;grid-row:1/span 4;align-self:start;position:sticky;top:20px}
.two>.side.tall{position:static}
.band{padding:24px 0 96px}
}
@media(max-width:359px){.frame{padding:0 10px}.sheet{padding:20px 14px}.amount{font-size:2.25rem}}
@media print{#zone,.files,.practice{display:none}.band{padding:0 0 12px;background:none;color:#000;border:0}main.frame{margin-top:0}.sheet{box-shadow:none;break-inside:avoid}}`;

const squeeze = (css: string): string => css.replace(/\n\s*/g, '');

export const pageStyle = squeeze(ground + head + panel + content);
