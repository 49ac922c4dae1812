/** What the code says to people, found in its syntax. */
import { type Node, parseSync, type TemplateLiteral, Visitor } from 'oxc-parser';

/** What a file hands to `t`. */
export interface Said {
  readonly texts: string[];
  /** Where it is something else than a text as it stands. */
  readonly computed: string[];
  /** Texts that are said when the module is loaded. */
  readonly early: string[];
  /** Errors for people whose texts nobody looks up. */
  readonly untold: string[];
}

/** @param file named in what is returned */
export function textsOf(file: string, source: string): Said {
  const said: Said = { texts: [], computed: [], early: [], untold: [] };
  const placed = (node: Node) => `${file}: ${source.slice(node.start, node.end)}`;
  let depth = 0;
  const enter = () => void depth++;
  const leave = () => void depth--;
  const say = (text: string) => {
    said.texts.push(text);
    if (depth === 0) said.early.push(`${file}: ${text}`);
  };
  const refuse = (text: Node | undefined | null) => {
    if (text && inWords(text)) said.untold.push(placed(text));
  };
  const visitor = new Visitor({
    FunctionDeclaration: enter,
    'FunctionDeclaration:exit': leave,
    FunctionExpression: enter,
    'FunctionExpression:exit': leave,
    ArrowFunctionExpression: enter,
    'ArrowFunctionExpression:exit': leave,
    TaggedTemplateExpression({ tag, quasi }) {
      if (isCalled(tag, 't')) say(keyOf(quasi));
    },
    NewExpression({ callee, arguments: [text] }) {
      if (isCalled(callee, ...TOLD)) refuse(text);
    },
    VariableDeclarator({ id, init }) {
      if (isCalled(id, 'message')) refuse(init);
    },
    CallExpression({ callee, arguments: [text] }) {
      if (isCalled(callee, ...TOLD)) refuse(text);
      if (!isCalled(callee, 't') || !text) return;
      if (text.type === 'Literal' && typeof text.value === 'string') say(text.value);
      else said.computed.push(placed(text));
    },
  });
  visitor.visit(parseSync(file, source).program);
  return said;
}

/** What is shown to a person as it stands: the first argument is a text. */
const TOLD = [
  'CheckpointError',
  'DataError',
  'ExportError',
  'Failure',
  'ImportError',
  'PlanError',
  'dataProblem',
  'remark',
] as const;

const TWO_WORDS = /[a-z]+ [a-z]+/i;

/** English in a row that is not handed to `t`. */
function inWords(node: Node): boolean {
  switch (node.type) {
    case 'Literal':
      return TWO_WORDS.test(String(node.value));
    case 'TemplateLiteral':
      return node.quasis.some(({ value }) => TWO_WORDS.test(value.raw));
    case 'ConditionalExpression':
      return inWords(node.consequent) || inWords(node.alternate);
    default:
      return false;
  }
}

function isCalled(node: Node, ...names: readonly string[]): boolean {
  return node.type === 'Identifier' && names.includes(node.name);
}

/** `Epoch {0}` of `` `Epoch ${epoch}` ``. */
function keyOf({ quasis }: TemplateLiteral): string {
  return quasis
    .map(({ value }, place) => (place === 0 ? '' : `{${place - 1}}`) + value.cooked)
    .join('');
}
