/** The editor theme's colours, for canvases: CSS variables do not reach into them. */

export type ThemeColor =
  | 'blue'
  | 'orange'
  | 'green'
  | 'red'
  | 'purple'
  | 'yellow'
  | 'foreground'
  | 'muted'
  | 'background'
  | 'popup'
  | 'border';

const variables: Readonly<Record<ThemeColor, readonly string[]>> = {
  blue: ['--vscode-charts-blue'],
  orange: ['--vscode-charts-orange'],
  green: ['--vscode-charts-green'],
  red: ['--vscode-charts-red'],
  purple: ['--vscode-charts-purple'],
  yellow: ['--vscode-charts-yellow'],
  foreground: ['--vscode-foreground'],
  muted: ['--vscode-descriptionForeground', '--vscode-foreground'],
  background: ['--vscode-editor-background'],
  popup: ['--vscode-editorHoverWidget-background', '--vscode-editor-background'],
  border: ['--vscode-editorHoverWidget-border', '--vscode-contrastBorder'],
};

/** Colours of the present theme: charts ask for them with every drawing. */
const known = new Map<string, string>();

/** As a canvas understands it; `opacity` from 0 to 1 replaces the colour's own. */
export function themeColor(name: ThemeColor, opacity = 1): string {
  const key = `${name} ${opacity}`;
  const color = known.get(key) ?? lookUp(name, opacity);
  known.set(key, color);
  return color;
}

function lookUp(name: ThemeColor, opacity: number): string {
  const style = getComputedStyle(document.documentElement);
  for (const variable of variables[name]) {
    const value = style.getPropertyValue(variable).trim();
    if (value) return withOpacity(value, opacity);
  }
  return 'gray';
}

/** The red, green and blue (0 to 255) of a colour, for drawings made of pixels. */
export function themeChannels(name: ThemeColor): readonly [number, number, number] {
  return channels(themeColor(name));
}

/** Lines behind the data: there for those who look for them, in every theme. */
export function gridColor(): string {
  return themeColor('foreground', 0.13);
}

/** Series that have an order, such as the layers from first to last, run through these colours. */
const ramp: readonly ThemeColor[] = ['purple', 'blue', 'green', 'yellow', 'orange', 'red'];

/** @param position from 0 (first) to 1 (last) */
export function rampColor(position: number): string {
  const place = Math.min(Math.max(position, 0), 1) * (ramp.length - 1);
  const below = Math.min(Math.floor(place), ramp.length - 2);
  const [low, high] = [ramp[below] ?? 'purple', ramp[below + 1] ?? 'red'];
  const share = Math.round((place - below) * 100);
  if (share === 0) return themeColor(low);
  if (share === 100) return themeColor(high);
  return mixed(themeColor(low), themeColor(high), share);
}

/** Classes have no order: neighbours get colours far apart. */
const categories: readonly ThemeColor[] = ['blue', 'orange', 'green', 'red', 'purple', 'yellow'];

export function categoryColor(index: number, opacity = 1): string {
  return themeColor(categories[index % categories.length] ?? 'blue', opacity);
}

const listeners: (() => void)[] = [];

/** Calls back when the person chooses another theme. */
export function onThemeChange(react: () => void): void {
  listeners.push(react);
}

const observer = new MutationObserver(() => {
  known.clear();
  for (const react of listeners) react();
});
observer.observe(document.documentElement, { attributeFilter: ['style', 'class'] });
observer.observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-id'] });

const pixel = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

/** The red, green and blue (0 to 255) of any CSS colour. */
function channels(color: string): [number, number, number] {
  if (!pixel) return [128, 128, 128];
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = color;
  pixel.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = pixel.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

function withOpacity(color: string, opacity: number): string {
  return `rgb(${channels(color).join(' ')} / ${opacity})`;
}

function mixed(first: string, second: string, percentOfSecond: number): string {
  const [a, b] = [channels(first), channels(second)];
  const mix = a.map((value, at) => value + ((b[at] ?? 0) - value) * (percentOfSecond / 100));
  return `rgb(${mix.map(Math.round).join(' ')})`;
}
