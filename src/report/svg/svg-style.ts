/** Colours by role; those of text stand out by 4.5 to 1 at least. */
const light = {
  paper: '#ffffff',
  ink: '#1b2733',
  soft: '#556270',
  edge: '#c3ccd5',
  panel: '#f4f6f8',
  accent: '#0b62c4',
  fine: '#14713d',
  wrong: '#b3261e',
  open: '#7a5200',
  level1: '#fbe9bd',
  level2: '#f6c48d',
  level3: '#ee9d84',
  level4: '#d98a9b',
};

const dark: typeof light = {
  paper: '#10161d',
  ink: '#e6edf3',
  soft: '#9aa7b4',
  edge: '#3a4652',
  panel: '#18212b',
  accent: '#6db3ff',
  fine: '#5fd08a',
  wrong: '#ff9d94',
  open: '#e8bb5c',
  level1: '#4a3d14',
  level2: '#5f3c12',
  level3: '#6d2f1f',
  level4: '#6b2338',
};

const variables = (colours: typeof light): string =>
  Object.entries(colours)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');

/** How pictures look: colours follow what the reader prefers. */
export const svgStyle = [
  `svg{${variables(light)};font-family:ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}`,
  `@media(prefers-color-scheme:dark){svg{${variables(dark)}}}`,
  '.paper{fill:var(--paper)}.box{fill:var(--panel);stroke:var(--edge)}.many{stroke-dasharray:4 3}',
  '.frame{fill:none;stroke:var(--edge);stroke-width:1}.label{fill:var(--ink)}.detail,.title{fill:var(--soft)}.line{fill:none;stroke:var(--edge);stroke-width:1.5}',
  '.answers{stroke:var(--accent);stroke-width:2}.shows{stroke-dasharray:1 3}.takes-over{stroke-dasharray:5 4}.mono{font-family:ui-monospace,Menlo,Consolas,monospace}',
  '.fine{fill:var(--fine)}.wrong{fill:var(--wrong)}.not-known{fill:var(--open)}.none{fill:var(--soft)}',
  '.bar{fill:var(--edge)}.bar.critical{fill:var(--accent)}.wait{fill:none;stroke:var(--soft);stroke-dasharray:2 3}',
  '.grid{stroke:var(--edge);stroke-width:.5}.cell{stroke:var(--paper);stroke-width:2;fill:var(--panel)}',
  '.unknown{stroke:var(--edge);stroke-dasharray:3 3}.level1{fill:var(--level1)}.level2{fill:var(--level2)}.level3{fill:var(--level3)}.level4{fill:var(--level4)}',
].join('\n');
