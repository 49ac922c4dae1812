import {
  type Range as Offsets,
  semanticTokenModifiers,
  semanticTokens,
  semanticTokenTypes,
} from '#language';
import { toOffsets } from './conversions.ts';
import type { SemanticTokens, SemanticTokensDelta } from './protocol.ts';
import { answer, type Session, type Subject } from './session.ts';

/** Documents of which the client's tokens are known; more are hardly ever shown at once. */
const mostDocuments = 50;

/** The tokens that give names their colours: of a whole document, of a part of it, or what an edit changed of them. */
export function registerSemanticTokens(session: Session): void {
  const sent = new Map<string, SemanticTokens>();
  let results = 0;
  const whole = (subject: Subject): SemanticTokens => {
    const tokens = { resultId: String(++results), data: encode(subject, wholeOf(subject)) };
    sent.delete(subject.uri);
    sent.set(subject.uri, tokens);
    for (const [oldest] of sent) if (sent.size > mostDocuments) sent.delete(oldest);
    return tokens;
  };
  answer(session, 'textDocument/semanticTokens/full', whole);
  answer(session, 'textDocument/semanticTokens/full/delta', (subject, { previousResultId }) => {
    const before = sent.get(subject.uri);
    const now = whole(subject);
    return before?.resultId === previousResultId ? changes(before, now) : now;
  });
  answer(session, 'textDocument/semanticTokens/range', (subject, { range }) => ({
    data: encode(subject, toOffsets(subject.analysis, range)),
  }));
}

function wholeOf({ analysis }: Subject): Offsets {
  return { start: 0, end: analysis.text.length };
}

/** Five numbers a token: lines and characters since the one before, length, type, and a bit for each modifier. */
function encode({ analysis }: Subject, range: Offsets): number[] {
  const data: number[] = [];
  let previous = { line: 0, character: 0 };
  for (const { start, end, type, modifiers } of semanticTokens(analysis, range)) {
    const place = analysis.lines.positionAt(start);
    const lines = place.line - previous.line;
    const characters = lines === 0 ? place.character - previous.character : place.character;
    let bits = 0;
    for (const modifier of modifiers) bits |= 1 << semanticTokenModifiers.indexOf(modifier);
    data.push(lines, characters, end - start, semanticTokenTypes.indexOf(type), bits);
    previous = place;
  }
  return data;
}

/** One edit from what two lists of tokens have in common at the start to what they have in common at the end. */
function changes(before: SemanticTokens, { resultId, data }: SemanticTokens): SemanticTokensDelta {
  const old = before.data;
  const shorter = Math.min(old.length, data.length);
  let start = 0;
  while (start < shorter && old[start] === data[start]) start++;
  let same = 0;
  while (same < shorter - start && old.at(-1 - same) === data.at(-1 - same)) same++;
  if (start + same === old.length && old.length === data.length) return answerOf(resultId, []);
  const deleteCount = old.length - start - same;
  return answerOf(resultId, [{ start, deleteCount, data: data.slice(start, data.length - same) }]);
}

function answerOf(
  resultId: string | undefined,
  edits: SemanticTokensDelta['edits'],
): SemanticTokensDelta {
  return resultId === undefined ? { edits } : { resultId, edits };
}
