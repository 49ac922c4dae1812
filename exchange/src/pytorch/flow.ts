import type { LayerPlan } from '#plan';
import { indented } from '../python/text.ts';

/** Where the channels are: `last` as in the specification, `first` as PyTorch's convolutions want them. */
export type Layout = 'first' | 'last';

const TO_FIRST: Readonly<Record<number, string>> = {
  2: '.transpose(1, 2)',
  3: '.permute(0, 3, 1, 2)',
};
const TO_LAST: Readonly<Record<number, string>> = {
  2: '.transpose(1, 2)',
  3: '.permute(0, 2, 3, 1)',
};

/** The body of `forward` as it is written: which variable holds the values, and how they lie. */
export class Flow {
  readonly lines: string[];
  readonly #names: Set<string>;
  /** The variable that is assigned to. */
  readonly variable: string;
  /** The expression of the present values. */
  value: string;
  layout: Layout;
  /** Of one sample, channels last. */
  shape: readonly number[];

  constructor(variable: string, shape: readonly number[], parent?: Flow) {
    this.variable = variable;
    this.value = parent?.value ?? variable;
    this.lines = parent?.lines ?? [];
    this.#names = parent ? parent.#names : new Set([variable]);
    this.layout = parent?.layout ?? 'last';
    this.shape = shape;
  }

  /** A flow that begins at the present values and leaves them as they are. */
  branch(name: string): Flow {
    let unused = name;
    for (let n = 2; this.#names.has(unused); n++) unused = `${name}_${n}`;
    this.#names.add(unused);
    return new Flow(unused, this.shape, this);
  }

  assign(expression: string, comment?: string): void {
    const remark = comment === undefined ? '' : `  # ${comment}`;
    this.lines.push(`${this.variable} = ${expression}${remark}`);
    this.value = this.variable;
  }

  /** Moves the channels where they are wanted; nothing for vectors. */
  want(layout: Layout): void {
    const axes = this.shape.length;
    if (this.layout !== layout && axes > 1) {
      const move = layout === 'first' ? TO_FIRST[axes] : TO_LAST[axes];
      if (move !== undefined) this.assign(`${this.value}${move}`, `channels ${layout}`);
    }
    this.layout = layout;
  }

  /** The axis of the channels. */
  get channelAxis(): number {
    return this.layout === 'first' && this.shape.length > 1 ? 1 : -1;
  }

  /** The lines as a method's body that returns the values. */
  body(): string {
    const last = this.lines.at(-1);
    const start = `${this.variable} = `;
    if (last?.startsWith(start)) {
      return indented(
        [...this.lines.slice(0, -1), `return ${last.slice(start.length)}`].join('\n'),
        2,
      );
    }
    return indented([...this.lines, `return ${this.value}`].join('\n'), 2);
  }
}

/** How a layer becomes PyTorch. */
export interface TorchLayer<L extends LayerPlan> {
  /** The modules that hold its weights or its state: attribute and constructor. */
  modules?(layer: L, attribute: string): readonly (readonly [attribute: string, module: string])[];
  forward(layer: L, flow: Flow, attribute: string): void;
}
