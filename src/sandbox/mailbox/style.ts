/** The mailbox's style sheet: small, light and dark, from phone to desk. The colours are those of the product's tokens. */
export const style = `
:root{color-scheme:light dark;--paper:#f4f6f4;--surface:#fff;--line:#dce1dd;--ink:#17201c;--ink2:#45504a;--ink3:#5d6862;--accent:#0b596e;--soft:#e1eff3;--focus:#0b6f8a}
@media (prefers-color-scheme:dark){:root{--paper:#0f1413;--surface:#161c1a;--line:#2b3431;--ink:#e9eeeb;--ink2:#b7c1bb;--ink3:#98a39d;--accent:#7cc4d8;--soft:#16303a;--focus:#7cc4d8}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
a{color:var(--accent);text-underline-offset:2px}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--surface);padding:8px}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.top{display:flex;flex-wrap:wrap;gap:4px 16px;align-items:baseline;padding:14px 24px;border-bottom:1px solid var(--line);background:var(--surface)}
.top p{margin:0;color:var(--ink3);font-size:13px}
.brand{font-weight:650;font-size:17px;color:var(--ink);text-decoration:none}
main{max-width:960px;margin:0 auto;padding:24px}
h1{font-size:22px;line-height:1.3;letter-spacing:-.01em;margin:0;overflow-wrap:anywhere}
.count{font-size:14px;font-weight:400;color:var(--ink3);letter-spacing:0;margin-left:6px}
.bar{display:flex;flex-wrap:wrap;gap:12px 24px;align-items:center;justify-content:space-between;margin-bottom:16px}
.search{display:flex;flex-wrap:wrap;gap:8px;align-items:center}
.search label{font-size:13px;color:var(--ink2)}
input,button{font:inherit;min-height:40px;border-radius:7px;border:1px solid var(--line);padding:0 12px;background:var(--surface);color:var(--ink)}
input{width:230px;max-width:100%;border-color:var(--ink3)}
button{border-color:var(--ink3);cursor:pointer;font-weight:550}
.list{list-style:none;margin:0;padding:0;border:1px solid var(--line);border-radius:11px;overflow:hidden;background:var(--surface)}
.list li+li{border-top:1px solid var(--line)}
.list a{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:0 24px;padding:12px 16px;color:inherit;text-decoration:none}
.list a:hover{background:var(--soft)}.list a:focus-visible{outline-offset:-2px}
.subject{font-weight:600;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.people{grid-row:2;color:var(--ink2);font-size:13.5px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.from{color:var(--ink3)}
.when{grid-column:2;grid-row:1/3;text-align:right;color:var(--ink3);font-size:13px;font-variant-numeric:tabular-nums}
.when .size{display:block}
.empty{padding:48px 16px;text-align:center;color:var(--ink2);border:1px dashed var(--line);border-radius:11px}
.pager{display:flex;gap:20px;justify-content:center;padding:20px}
.back{margin:0 0 10px;font-size:14px}
.head{display:grid;grid-template-columns:auto minmax(0,1fr);gap:4px 16px;margin:16px 0;font-size:14px}
.head dt{color:var(--ink3)}.head dd{margin:0;overflow-wrap:anywhere}
.files{list-style:none;margin:0 0 16px;padding:0;display:grid;gap:8px}
.files li{display:flex;flex-wrap:wrap;gap:4px 14px;align-items:baseline;padding:10px 14px;background:var(--surface);border:1px solid var(--line);border-radius:9px}
.file{font-weight:600;overflow-wrap:anywhere}.files .size{color:var(--ink3);font-size:13px;flex:1}
.tabs{display:flex;gap:4px;margin-top:20px;border-bottom:1px solid var(--line)}
.tabs a{padding:10px 14px;color:var(--ink2);text-decoration:none;border-bottom:2px solid transparent;margin-bottom:-1px}
.tabs a[aria-current]{color:var(--ink);font-weight:600;border-color:var(--accent)}
iframe.mail{display:block;width:100%;height:max(70vh,620px);border:1px solid var(--line);border-top:0;border-radius:0 0 11px 11px;background:#fff;resize:vertical}
pre.mail{margin:0;padding:18px;background:var(--surface);border:1px solid var(--line);border-top:0;border-radius:0 0 11px 11px;overflow:auto;max-height:75vh;font:13px/1.55 ui-monospace,"Liberation Mono",Menlo,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
@media (max-width:560px){.subject{white-space:normal;overflow-wrap:anywhere}.top{padding:12px 16px}main{padding:16px}.list a{grid-template-columns:1fr}.when{grid-column:1;grid-row:3;text-align:left}.when .size{display:inline;margin-left:10px}.search{width:100%}.search input{flex:1;width:auto;min-width:0}.head{grid-template-columns:1fr;gap:0}.head dt{margin-top:6px;font-size:13px}}
`.trim();
