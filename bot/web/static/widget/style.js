// The widget's looks, as constructable style sheets: no style element or attribute, so a strict CSP has nothing to refuse.
const CSS = `
:host{all:initial!important;display:block!important;position:fixed!important;inset:auto!important;width:0!important;
height:0!important;border:0!important;padding:0!important;margin:0!important;overflow:visible!important;
z-index:2147483000!important;color-scheme:light dark!important;opacity:1!important;visibility:visible!important;
transform:none!important;filter:none!important;pointer-events:auto!important;background:none!important}
*,*::before,*::after{box-sizing:border-box}
[hidden]{display:none!important}
.foyer{--surface:#fff;--soft:#f2f4f6;--text:#18212b;--muted:#55616d;--line:#e1e6ea;--control:#828d98;--bad:#b3261e;
--bad-soft:#fdeeec;--shadow:0 24px 64px -12px rgb(15 30 45/.28),0 6px 18px rgb(15 30 45/.10);
--accent:var(--accent-l);--on:var(--on-l);--ink:var(--ink-l);--tint:color-mix(in srgb,var(--accent) 9%,var(--surface));
font:400 15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;color:var(--text);
direction:ltr;text-align:start;-webkit-text-size-adjust:100%;letter-spacing:normal;overflow-wrap:anywhere}
@media (prefers-color-scheme:dark){.foyer{--surface:#14191f;--soft:#212932;--text:#e9edf1;--muted:#a3afba;--line:#2c3640;
--control:#74808c;--bad:#ff9d94;--bad-soft:#3a2020;--shadow:0 24px 64px -12px rgb(0 0 0/.7),0 0 0 1px #2c3640;
--accent:var(--accent-d);--on:var(--on-d);--ink:var(--ink-d);--tint:color-mix(in srgb,var(--accent) 18%,var(--surface))}}
button,textarea{font:inherit;color:inherit;margin:0;letter-spacing:inherit}
button{cursor:pointer;background:none;border:1px solid transparent;padding:0;-webkit-tap-highlight-color:transparent;
touch-action:manipulation}
svg{display:block;width:20px;height:20px;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;
stroke-linejoin:round;pointer-events:none}
:focus-visible{outline:2px solid var(--ink);outline-offset:2px}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.launcher{position:fixed;right:20px;bottom:20px;width:58px;height:58px;border-radius:50%;background:var(--accent);
color:var(--on);display:grid;place-items:center;box-shadow:0 8px 24px -4px rgb(15 30 45/.35),0 2px 6px rgb(15 30 45/.16);
transition:transform .18s ease,box-shadow .18s ease}
.launcher:hover{transform:translateY(-2px)}
.launcher:active{transform:none}
.launcher svg{width:26px;height:26px}
.launcher:focus-visible{outline-offset:3px}
.badge{position:absolute;top:-4px;right:-4px;min-width:22px;height:22px;padding:0 6px;border-radius:11px;background:#c62828;
color:#fff;font-size:12px;font-weight:650;line-height:20px;border:2px solid var(--surface);line-height:18px;text-align:center}
.panel{position:fixed;right:20px;bottom:92px;width:400px;height:min(680px,calc(100dvh - 112px));display:flex;
flex-direction:column;background:var(--surface);border:1px solid var(--line);border-radius:18px;box-shadow:var(--shadow);
overflow:hidden;animation:rise .22s cubic-bezier(.2,.8,.3,1);transform-origin:100% 100%}
@keyframes rise{from{opacity:0;transform:translateY(10px) scale(.985)}}
.head{display:flex;align-items:center;gap:12px;padding:14px 12px 13px 16px;border-bottom:1px solid var(--line);flex:none}
.face{flex:none;display:grid;place-items:center;width:40px;height:40px;border-radius:50%;background:var(--accent);
color:var(--on);font-size:14px;font-weight:650;border:1px solid transparent;letter-spacing:.02em}
.face svg{width:23px;height:23px}
.who{flex:1;min-width:0}
.name{margin:0;font-size:16px;font-weight:650;line-height:1.3;display:flex;align-items:center;gap:7px}
.tag{font-size:11px;font-weight:600;line-height:17px;padding:0 6px;border-radius:5px;background:var(--tint);color:var(--ink);
border:1px solid transparent}
.sub{margin:0;font-size:13px;line-height:1.35;color:var(--muted);overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.icon{display:grid;place-items:center;width:40px;height:40px;border-radius:10px;color:var(--muted);flex:none}
.icon:hover{background:var(--soft);color:var(--text)}
.strip{margin:0;padding:8px 16px;font-size:13px;line-height:1.4;background:var(--soft);color:var(--text);flex:none;display:flex;
gap:10px;align-items:center;justify-content:space-between;border-bottom:1px solid var(--line)}
.strip button,.mark button,.note button{color:var(--ink);font-weight:600;font-size:13px;text-decoration:underline;
text-underline-offset:2px;padding:2px 4px;border-radius:4px;flex:none}
.body{position:relative;flex:1;min-height:0;display:flex}
.log{flex:1;overflow-y:auto;overscroll-behavior:contain;padding:16px 16px 10px;scrollbar-width:thin;
scrollbar-color:var(--line) transparent;display:flex;flex-direction:column}
.log:focus-visible{outline-offset:-3px}
.down{position:absolute;bottom:10px;left:50%;margin-left:-18px;width:36px;height:36px;border-radius:50%;
background:var(--surface);border-color:var(--line);display:grid;place-items:center;color:var(--text);
box-shadow:0 4px 12px rgb(15 30 45/.18)}
.log>:first-child{margin-top:0}
.day,.system{align-self:center;text-align:center;font-size:12.5px;color:var(--muted);margin:14px 12px 6px;line-height:1.4}
.system{font-size:13.5px;color:var(--text);padding:7px 14px;border:1px solid var(--line);border-radius:12px;max-width:92%}
.msg{display:flex;flex-direction:column;max-width:88%;margin-top:12px;position:relative}
.msg.theirs{align-self:flex-start;align-items:flex-start}
.msg.mine{align-self:flex-end;align-items:flex-end;max-width:82%}
.msg.more{margin-top:4px}
.from{font-size:12.5px;color:var(--muted);margin:0 0 4px 2px;line-height:1.35}
.from b{font-weight:600;color:var(--text)}
.bubble{padding:9px 13px;border-radius:16px;border:1px solid transparent;max-width:100%}
.theirs .bubble{background:var(--soft);border-top-left-radius:5px}
.theirs.agent .bubble{background:var(--tint)}
.theirs.more .bubble{border-top-left-radius:16px}
.mine .bubble{background:var(--accent);color:var(--on);border-bottom-right-radius:5px;white-space:pre-wrap}
.mine.unsure .bubble{opacity:.78}
.mine.failed .bubble{background:var(--bad-soft);color:var(--text);border-color:var(--bad);opacity:1}
.bubble p,.bubble ul,.bubble ol{margin:0 0 8px}
.bubble>:last-child{margin-bottom:0}
.bubble ul,.bubble ol{padding-left:20px}
.bubble li{margin:2px 0}
.bubble code{font:13px/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--surface);
border:1px solid var(--line);border-radius:5px;padding:1px 5px}
.bubble a{color:var(--ink);text-decoration:underline;text-underline-offset:2px;border-radius:3px}
.mark{margin:4px 3px 0;font-size:12.5px;line-height:1.4;color:var(--muted)}
.mine .mark{text-align:end}
.failed .mark{color:var(--bad)}
.sources{list-style:none;margin:8px 0 0;padding:0;display:grid;gap:6px;width:100%}
.card{display:flex;gap:10px;align-items:center;padding:8px 12px 8px 10px;border:1px solid var(--line);border-radius:12px;
text-decoration:none;color:var(--text);font-size:13.5px;line-height:1.35;background:var(--surface)}
a.card:hover{border-color:var(--ink)}
.card svg{color:var(--ink);flex:none;width:18px;height:18px}
.card b{font-weight:600;display:block}
.card i{font-style:normal;color:var(--muted);display:block;font-size:12.5px}
.quick{display:flex;flex-wrap:wrap;gap:6px;margin-top:9px}
.quick button{border-color:var(--control);border-radius:17px;padding:5px 13px;font-size:14px;line-height:1.4;font-weight:550;
color:var(--ink);text-align:start;min-height:34px;background:var(--surface)}
.quick button:hover:not(:disabled){background:var(--tint);border-color:var(--ink)}
.quick button:disabled{color:var(--muted);border-color:var(--line);cursor:default;font-weight:450}
.busy{align-self:flex-start;display:flex;align-items:center;gap:9px;margin:12px 2px 2px;font-size:13px;color:var(--muted)}
.dots{display:flex;gap:4px;flex:none}
.dots i{width:6px;height:6px;border-radius:50%;background:currentColor;animation:dot 1.2s infinite ease-in-out}
.dots i:nth-child(2){animation-delay:.15s}
.dots i:nth-child(3){animation-delay:.3s}
@keyframes dot{0%,60%,100%{opacity:.3}30%{opacity:1;transform:translateY(-2px)}}
.note{margin:0;padding:9px 16px;font-size:13px;line-height:1.45;background:var(--soft);border-top:1px solid var(--line);flex:none;
display:flex;gap:10px;align-items:flex-start;justify-content:space-between}
.solved{margin:0;padding:8px 16px;font-size:13px;color:var(--muted);text-align:center;flex:none;border-top:1px solid var(--line)}
.composer{flex:none;padding:10px 12px calc(10px + env(safe-area-inset-bottom,0px));border-top:1px solid var(--line);margin:0}
.field{display:flex;align-items:flex-end;gap:6px;border:1px solid var(--control);border-radius:14px;padding:4px 4px 4px 12px;
background:var(--surface);transition:border-color .15s}
.field:focus-within{border-color:var(--ink);box-shadow:0 0 0 1px var(--ink)}
.field.over{border-color:var(--bad);box-shadow:0 0 0 1px var(--bad)}
textarea{flex:1;min-width:0;border:0;outline:0;background:none;resize:none;padding:6px 0;line-height:1.45;max-height:150px;
overflow-y:auto;display:block;font-size:15px;scrollbar-width:thin}
textarea:focus-visible{outline:0}
textarea::placeholder{color:var(--muted);opacity:1}
.send{width:36px;height:36px;border-radius:11px;background:var(--accent);color:var(--on);display:grid;place-items:center;flex:none}
.send:disabled{background:var(--soft);color:var(--muted);cursor:default}
.row{display:flex;justify-content:space-between;align-items:center;gap:10px;margin-top:7px;min-height:32px}
.person{display:flex;align-items:center;gap:7px;font-size:13.5px;font-weight:550;color:var(--ink);padding:4px 8px 4px 6px;
border-radius:9px;line-height:1.35;text-align:start;min-height:32px}
.leave{font-size:13.5px;color:var(--ink);padding:4px 8px;border-radius:9px;line-height:1.35;min-height:32px;text-decoration:underline}
.leave:hover{background:var(--soft)}
.leave[aria-disabled=true]{color:var(--muted);cursor:default;background:none}
.person svg{width:18px;height:18px;flex:none}
.person:hover{background:var(--soft)}
.person[aria-disabled=true]{color:var(--muted);cursor:default;background:none}
.count{font-size:12.5px;color:var(--muted);text-align:end;line-height:1.35;padding-right:4px}
.over .row{flex-wrap:wrap;row-gap:2px}.over .count{order:-1;flex:1 0 100%;text-align:start;padding:0 4px;color:var(--bad);font-weight:550}
.drop{outline:2px dashed var(--ink);outline-offset:-8px}
@media (max-width:520px),(max-height:420px){
.panel{left:0;right:0;bottom:auto;top:var(--view-top,0);width:auto;height:var(--view-height,100dvh);border:0;border-radius:0;
padding-top:env(safe-area-inset-top,0px)}
.open .launcher{display:none}
textarea{font-size:16px;padding:10px 0}
.icon,.send{width:44px;height:44px}
.launcher{right:16px;bottom:calc(16px + env(safe-area-inset-bottom,0px))}
}
@media (max-height:420px){.head{padding:6px 12px}.row{margin-top:3px}}
@media (prefers-reduced-motion:reduce){*,*::before,*::after{animation:none!important;transition:none!important}
.log{scroll-behavior:auto}.launcher:hover{transform:none}}
@media (forced-colors:active){.launcher,.send,.bubble,.face,.tag,.card,.quick button,.person,.leave{border:1px solid}
.mine .bubble{border-width:2px}.send:disabled,.quick button:disabled{color:GrayText}}
`;

const DEFAULT = "#1f6f78";

function rgb(hex) {
  const full = hex.length === 4 ? hex.replace(/[\da-f]/gi, "$&$&") : hex;
  return [1, 3, 5].map((at) => parseInt(full.slice(at, at + 2), 16));
}

function luminance(color) {
  const [r, g, b] = color.map((c) => (c /= 255) && (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(a, b) {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** The colour, moved towards black or white until it can be read as text on all these grounds. */
function readable(color, grounds, towards) {
  for (let step = 0; step <= 20; step += 1) {
    const mixed = color.map((c, i) => Math.round(c + ((towards[i] - c) * step) / 20));
    if (grounds.every((ground) => contrast(mixed, ground) >= 4.6)) return mixed;
  }
  return towards;
}

const WHITE = [255, 255, 255];
const BLACK = [12, 17, 22];
const GROUNDS = { l: [WHITE, rgb("#f2f4f6")], d: [rgb("#14191f"), rgb("#212932")] };

function palette(hex, mode) {
  const color = rgb(hex);
  const on = contrast(color, WHITE) >= 4.5 || contrast(color, WHITE) > contrast(color, BLACK) ? WHITE : BLACK;
  // The tint behind an agent's words mixes accent into the ground; links must stay readable there too.
  const share = mode === "l" ? 0.09 : 0.18;
  const tint = GROUNDS[mode][0].map((c, i) => Math.round(c + (color[i] - c) * share));
  const ink = readable(color, [...GROUNDS[mode], tint], mode === "l" ? BLACK : WHITE);
  const css = (value) => `rgb(${value.join(" ")})`;
  return `--accent-${mode}:${hex};--on-${mode}:${css(on)};--ink-${mode}:${css(ink)};`;
}

export function styleSheets(accent, accentDark) {
  const valid = (hex) => (/^#([\da-f]{3}|[\da-f]{6})$/i.test(hex || "") ? hex : null);
  const light = valid(accent) || DEFAULT;
  const base = new CSSStyleSheet();
  base.replaceSync(CSS);
  const own = new CSSStyleSheet();
  own.replaceSync(`.foyer{${palette(light, "l")}${palette(valid(accentDark) || light, "d")}}`);
  return { sheets: [base, own], vars: own.cssRules[0].style };
}
