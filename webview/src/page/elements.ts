/** A little sugar over the DOM. */

type Listener = (event: Event) => void;

interface Attributes {
  readonly class?: string | undefined;
  /** Event listeners by event name. */
  readonly on?: Readonly<Record<string, Listener>>;
  /** Everything else is an attribute; null and false leave it out, true is an empty one. */
  readonly [attribute: string]:
    | string
    | number
    | boolean
    | null
    | Readonly<Record<string, Listener>>
    | undefined;
}

export type Child = Node | string | null;

/** Makes an element with its attributes, listeners and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'on') continue;
    if (value === null || value === undefined || value === false) continue;
    made.setAttribute(name, value === true ? '' : String(value));
  }
  for (const [event, listener] of Object.entries(attributes.on ?? {})) {
    made.addEventListener(event, listener);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

interface ButtonOptions {
  readonly primary?: boolean;
  readonly icon?: IconName;
  /** For screen readers and as a tooltip, where the text alone does not say enough. */
  readonly label?: string;
  /** Identifies the button to tests and to `keepFocus`. */
  readonly key?: string;
}

/** A button as VS Code draws it. */
export function button(text: string, action: () => void, options: ButtonOptions = {}) {
  return element(
    'button',
    {
      class: options.primary ? 'button primary' : 'button',
      type: 'button',
      title: options.label ?? null,
      'aria-label': options.label ?? null,
      'data-key': options.key ?? null,
      on: { click: action },
    },
    options.icon ? icon(options.icon) : null,
    text,
  );
}

const shapes = {
  play: 'M4 2.5v11l9-5.5z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  stop: 'M3.5 3.5h9v9h-9z',
  step: 'M3 2.5v11L10 8zM11 3h2v10h-2z',
  reset: 'M8 2.5a5.5 5.5 0 1 0 5.4 6.6l-1.5-.3A4 4 0 1 1 8 4v2.5L11.8 3.6 8 .8z',
  error:
    'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm2.9 8.8-1.1 1.1L8 9.1l-1.8 1.8-1.1-1.1L6.9 8 5.1 6.2l1.1-1.1L8 6.9l1.8-1.8 1.1 1.1L9.1 8z',
  warning: 'M8 1.2.7 14.5h14.6zM7.2 6h1.6v4.5H7.2zm0 5.5h1.6v1.6H7.2z',
  information: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zM7.2 4h1.6v1.6H7.2zm0 2.8h1.6v5H7.2z',
  check: 'M6.2 12.6 1.9 8.3l1.2-1.2 3.1 3.1 6.7-6.7 1.2 1.2z',
  none: 'M4 7.2h8v1.6H4z',
} as const;

export type IconName = keyof typeof shapes;

/** Drawn in the colour of the text; says nothing to screen readers: the text beside it does. */
export function icon(name: IconName): SVGSVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', `icon ${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', shapes[name]);
  path.setAttribute('fill-rule', 'evenodd');
  svg.append(path);
  return svg;
}

/** Returns a function that runs `render` only where one of the dependencies is another than the last time. */
export function whenChanged() {
  let last: readonly unknown[] | null = null;
  return (dependencies: readonly unknown[], render: () => void): void => {
    if (last && dependencies.every((value, at) => value === last?.[at])) return;
    last = dependencies;
    render();
  };
}

/** Replaces the content of a container; the control that had the focus has it again if its `data-key` is still there. */
export function replaceContent(container: HTMLElement, ...children: readonly Child[]): void {
  const focused = document.activeElement;
  const key = container.contains(focused) ? focused?.getAttribute('data-key') : null;
  container.replaceChildren(...children.filter((child) => child !== null));
  if (key) container.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
}

/** Says something without the cost of a change where it says so already. */
export function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
