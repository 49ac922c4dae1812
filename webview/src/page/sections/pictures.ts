/** Pictures of data: samples as images, the plane of two features. */
import type { DecisionBoundary } from '../../protocol.ts';
import { categoryColor, themeColor } from '../charts/theme.ts';
import { element } from '../elements.ts';
import { formatNumber } from '../format.ts';
import { t } from '../localization.ts';

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
    'aria-label': t(
      'Decision boundary: the plane of both features, coloured by class ({0})',
      classes.join(', '),
    ),
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
    element('h3', {}, t('Decision boundary')),
    element(
      'p',
      { class: 'quiet' },
      t(
        'First feature {0} to {1}, second {2} to {3}',
        left ?? '',
        right ?? '',
        bottom ?? '',
        top ?? '',
      ),
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
