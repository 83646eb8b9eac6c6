/** The page's style sheet: one column of cards, two charts abreast where there is room, light and dark by the reader's setting. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f6f5f1; --surface: #ffffff; --sunken: #f4f3ee; --line: #e4e1d8; --grid: #e9e6de;
  --ink: #1f2430; --muted: #676c79; --accent: #2f5fd0; --support: #d4640c;
  --right: #1b7f4d; --wrong: #c0322b;
  --step-early: #c194d8; --step-middle: #9a52bd; --step-late: #6b1f93;
  --series-1: #2f5fd0; --series-2: #d4640c; --series-3: #12806f; --series-4: #8e3bb5; --series-5: #b88a00; --series-6: #b5305f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14161b; --surface: #1c1f26; --sunken: #23272f; --line: #31363f; --grid: #2f343d;
    --ink: #e9eaee; --muted: #9aa1ae; --accent: #7ea6ff; --support: #ff9b4a;
    --right: #58c98c; --wrong: #ff7a70;
    --step-early: #7d5a92; --step-middle: #b780d6; --step-late: #e3b4fb;
    --series-1: #7ea6ff; --series-2: #ff9b4a; --series-3: #4fd0b8; --series-4: #cf8df0; --series-5: #e5c04d; --series-6: #ff8fb4;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; -webkit-text-size-adjust: 100%; }
main, header.page, footer { max-width: 1160px; margin: 0 auto; padding: 0 24px; }
header.page { padding-top: 56px; padding-bottom: 8px; }
.eyebrow { margin: 0 0 6px; font-size: 13px; letter-spacing: .08em; text-transform: uppercase; color: var(--accent); font-weight: 650; }
h1 { margin: 0; font-size: clamp(28px, 4.5vw, 42px); line-height: 1.12; letter-spacing: -.022em; font-weight: 720; text-wrap: balance; }
.lead { max-width: 68ch; margin: 12px 0 0; font-size: 18px; color: var(--muted); }
nav ul { display: flex; flex-wrap: wrap; gap: 8px; margin: 22px 0 0; padding: 0; list-style: none; }
nav a { display: block; padding: 5px 14px; border: 1px solid var(--line); border-radius: 999px; background: var(--surface); color: var(--ink); text-decoration: none; font-size: 14px; }
nav a:hover, nav a:focus-visible { border-color: var(--accent); color: var(--accent); }
.experiment { padding-top: 36px; }
h2 { margin: 0; font-size: 26px; line-height: 1.2; letter-spacing: -.015em; }
.experiment > p { max-width: 72ch; margin: 8px 0 0; color: var(--muted); }
.highlights { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(220px, 100%), 1fr)); gap: 14px; margin: 20px 0 0; }
.highlights div { padding: 16px 20px; border-radius: 14px; background: var(--surface); border: 1px solid var(--line); }
.highlights dd { margin: 0; font-size: 28px; font-weight: 680; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.highlights dt { font-size: 14px; color: var(--muted); }
.highlights div { display: flex; flex-direction: column-reverse; }
.card { margin: 18px 0 0; padding: 22px 24px 24px; border: 1px solid var(--line); border-radius: 16px; background: var(--surface); }
h3 { margin: 0 0 2px; font-size: 19px; letter-spacing: -.01em; }
h4 { margin: 0 0 10px; font-size: 15px; }
.card > .note { max-width: 76ch; margin: 0 0 4px; color: var(--muted); font-size: 15px; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(400px, 100%), 1fr)); gap: 26px 32px; margin-top: 16px; }
figure { margin: 0; min-width: 0; max-width: 560px; }
figure > svg { display: block; width: 100%; height: auto; overflow: visible; }
figcaption { margin-bottom: 4px; font-size: 14px; }
figcaption span { display: block; color: var(--muted); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 10px 0 0; padding: 0; list-style: none; font-size: 14px; color: var(--muted); }
.legend li { display: flex; align-items: center; gap: 8px; }
.sample { flex: none; }
.scroll { overflow-x: auto; margin-top: 12px; }
table { width: 100%; border-collapse: collapse; font-size: 15px; font-variant-numeric: tabular-nums; }
th, td { padding: 7px 14px 7px 0; text-align: left; vertical-align: top; }
thead th { color: var(--muted); font-weight: 500; font-size: 13.5px; border-bottom: 1px solid var(--line); white-space: nowrap; }
tbody { border-bottom: 1px solid var(--line); }
tbody th { font-weight: 620; }
.number { text-align: right; white-space: nowrap; padding-right: 26px; }
small { display: block; font-size: 13px; font-weight: 400; color: var(--muted); }
.quiet { color: var(--muted); font-weight: 400; }
.small { margin: 12px 0 0; font-size: 13.5px; }
.empty { margin: 12px 0 0; color: var(--muted); font-style: italic; }
.episode { margin-top: 20px; }
.episode + .episode { padding-top: 20px; border-top: 1px solid var(--line); }
.pictures { width: auto; }
.pictures tbody { border: 0; }
.pictures th, .pictures td { padding: 4px 16px 10px 0; vertical-align: top; }
.pictures thead th { border: 0; padding-bottom: 2px; color: var(--ink); font-weight: 620; }
.pictures tbody th { font-weight: 400; color: var(--muted); font-size: 14px; padding-top: 12px; }
.images { display: flex; flex-wrap: wrap; gap: 6px; width: max-content; max-width: 180px; }
.image { display: inline-flex; flex-direction: column; width: 56px; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; background: var(--surface); }
.image img { display: block; width: 100%; height: auto; image-rendering: pixelated; }
.right { border-color: var(--right); } .wrong { border-color: var(--wrong); box-shadow: 0 0 0 1px var(--wrong); }
.said { padding: 2px 5px 3px; font-size: 12.5px; line-height: 1.3; background: var(--sunken); }
.said span { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.said em { display: block; font-style: normal; color: var(--muted); }
.right b { color: var(--right); } .wrong b { color: var(--wrong); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(240px, 100%), 1fr)); gap: 12px 28px; margin: 14px 0 0; font-size: 15px; }
dt { font-size: 13.5px; color: var(--muted); } dd { margin: 0; overflow-wrap: anywhere; }
pre { margin: 16px 0 0; padding: 14px 18px; overflow-x: auto; border-radius: 10px; background: var(--sunken); font: 13.5px/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
footer { padding-top: 28px; padding-bottom: 48px; color: var(--muted); font-size: 14px; }
@media (prefers-color-scheme: dark) { img.ink { filter: invert(.91); } }
@media (max-width: 640px) {
  main, header.page, footer { padding-left: 14px; padding-right: 14px; }
  header.page { padding-top: 32px; }
  .card { padding: 16px 14px 18px; border-radius: 12px; }
  .images { max-width: 118px; }
}
@media print { body { background: #fff; } .card { break-inside: avoid; } nav { display: none; } }
`;
