/** Pictures of data: samples as images, the plane of two features, predictions against the truth. */
import type { DecisionBoundary, RegressionResults } from '../../protocol.ts';
import { categoryColor, onThemeChange, themeColor } from '../charts/theme.ts';
import { element } from '../elements.ts';
import { formatNumber } from '../format.ts';

/** Calls back when canvases have to be drawn again. */
export const onCanvasThemeChange = onThemeChange;

/** Flat samples of at least this many numbers, a square's, are taken for images. */
const SMALLEST_SQUARE = 64;

interface ImageSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** @param shape height, width and, if it has one, channels; or flat, where a square may be an image */
export function imageSize(shape: readonly number[]): ImageSize | null {
  const [height = 0, width = 0, channels = 1] = shape;
  if (shape.length === 2 || (shape.length === 3 && (channels === 1 || channels === 3))) {
    return Math.min(height, width) >= 4 ? { height, width, channels } : null;
  }
  const side = Math.sqrt(height);
  if (shape.length !== 1 || height < SMALLEST_SQUARE || !Number.isInteger(side)) return null;
  return { height: side, width: side, channels: 1 };
}

/** Dark to bright as the sample's numbers go from their lowest to their highest; null where it is no image. */
export function sampleImage(
  input: readonly number[],
  shape: readonly number[],
): HTMLCanvasElement | null {
  const size = imageSize(shape);
  if (!size || input.length === 0) return null;
  const { height, width, channels } = size;
  const canvas = element('canvas', { class: 'sample', width, height, 'aria-hidden': 'true' });
  const context = canvas.getContext('2d');
  if (!context) return null;
  const low = Math.min(...input);
  const range = Math.max(...input) - low || 1;
  const pixels = context.createImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let color = 0; color < 3; color++) {
      const value = input[pixel * channels + (channels === 3 ? color : 0)] ?? low;
      pixels.data[pixel * 4 + color] = ((value - low) / range) * 255;
    }
    pixels.data[pixel * 4 + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
  return canvas;
}

/** Areas in the colour of the class that wins there, fainter where the model is less sure, with samples as dots. */
export function boundaryFigure(
  boundary: DecisionBoundary,
  classes: readonly string[],
): HTMLElement {
  const size = 360;
  const canvas = element('canvas', {
    class: 'boundary',
    width: size * 2,
    height: size * 2,
    role: 'img',
    'aria-label': `Decision boundary: the plane of both features, coloured by class (${classes.join(', ')})`,
  });
  const context = canvas.getContext('2d');
  if (context) {
    context.scale(2, 2);
    drawAreas(context, boundary, size);
    drawSamples(context, boundary, size);
  }
  const { xRange, yRange } = boundary;
  const [left, right, bottom, top] = [...xRange, ...yRange].map(formatNumber);
  return element(
    'div',
    {},
    element('h3', {}, 'Decision boundary'),
    element(
      'p',
      { class: 'quiet' },
      `First feature ${left} to ${right}, second ${bottom} to ${top}`,
    ),
    canvas,
    element(
      'ul',
      { class: 'keys' },
      ...classes.map((name, index) => {
        const swatch = element('span', { class: 'swatch' });
        swatch.style.borderTopColor = categoryColor(index);
        return element('li', {}, swatch, name);
      }),
    ),
  );
}

function drawAreas(
  context: CanvasRenderingContext2D,
  { columns, rows, classes, certainty }: DecisionBoundary,
  size: number,
): void {
  for (let cell = 0; cell < columns * rows; cell++) {
    const column = cell % columns;
    const row = rows - 1 - Math.floor(cell / columns);
    context.globalAlpha = 0.08 + 0.37 * Math.min(1, Math.max(0, certainty[cell] ?? 0));
    context.fillStyle = categoryColor(classes[cell] ?? 0);
    const [left, right] = [column, column + 1].map((at) => Math.round((at * size) / columns));
    const [top, bottom] = [row, row + 1].map((at) => Math.round((at * size) / rows));
    context.fillRect(left ?? 0, top ?? 0, (right ?? 0) - (left ?? 0), (bottom ?? 0) - (top ?? 0));
  }
  context.globalAlpha = 1;
}

function drawSamples(
  context: CanvasRenderingContext2D,
  { samples, xRange, yRange }: DecisionBoundary,
  size: number,
): void {
  context.strokeStyle = themeColor('background');
  context.lineWidth = 0.75;
  for (let at = 0; at + 2 < samples.length; at += 3) {
    const [x = 0, y = 0, label = 0] = samples.slice(at, at + 3);
    const across = ((x - xRange[0]) / (xRange[1] - xRange[0])) * size;
    const up = ((y - yRange[0]) / (yRange[1] - yRange[0])) * size;
    context.fillStyle = categoryColor(label);
    context.beginPath();
    context.arc(across, size - up, 2.6, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
}

/** Predictions over the truth, and what is left over; on the diagonal all is right. */
export function regressionFigure(results: RegressionResults, where: string): HTMLElement[] {
  const { actual, predicted } = results;
  const residuals = predicted.map((value, at) => value - (actual[at] ?? 0));
  return [
    scatter(
      'Predicted against actual',
      `${where}; on the line the prediction is right`,
      actual,
      predicted,
      true,
    ),
    scatter('Residuals', `${where}; predicted minus actual, over actual`, actual, residuals, false),
  ];
}

function scatter(
  title: string,
  caption: string,
  xs: readonly number[],
  ys: readonly number[],
  diagonal: boolean,
): HTMLElement {
  const size = 320;
  const canvas = element('canvas', {
    class: 'scatter',
    width: size * 2,
    height: size * 2,
    role: 'img',
    'aria-label': `${title}: ${xs.length} samples`,
  });
  const context = canvas.getContext('2d');
  const xRange = widened(diagonal ? [...xs, ...ys] : xs);
  const yRange = diagonal ? xRange : widened([...ys, 0]);
  if (context) {
    context.scale(2, 2);
    const across = (x: number) => ((x - xRange[0]) / (xRange[1] - xRange[0])) * size;
    const down = (y: number) => size - ((y - yRange[0]) / (yRange[1] - yRange[0])) * size;
    context.strokeStyle = themeColor('muted');
    context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(0, down(diagonal ? xRange[0] : 0));
    context.lineTo(size, down(diagonal ? xRange[1] : 0));
    context.stroke();
    context.fillStyle = themeColor('blue', 0.6);
    for (const [at, x] of xs.entries()) {
      context.beginPath();
      context.arc(across(x), down(ys[at] ?? 0), 2.5, 0, 2 * Math.PI);
      context.fill();
    }
  }
  const [left, right, bottom, top] = [...xRange, ...yRange].map(formatNumber);
  return element(
    'div',
    { class: 'card' },
    element('h3', {}, title),
    element('p', { class: 'quiet' }, caption),
    canvas,
    element('p', { class: 'quiet' }, `Across ${left} to ${right}, up ${bottom} to ${top}`),
  );
}

function widened(values: readonly number[]): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const margin = (high - low) / 20 || 1;
  return [low - margin, high + margin];
}
