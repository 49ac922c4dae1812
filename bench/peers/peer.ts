import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** The Python of the peers: NNSPEC_PYTHON, or the one on the path. */
export const python: string = process.env.NNSPEC_PYTHON || 'python';

/**
 * A peer that trains in a process of its own. It is asked one line at a time, `{"workload": "W3", "seconds": 1}`, and
 * answers each with `{"microseconds": 812.5}` a step, or `{"error": "…"}`. Its first line tells its name.
 */
export interface Peer {
  readonly name: string;
  /** Microseconds a training step; null where the peer has no such workload. */
  measure(workload: string, seconds: number): Promise<number | null>;
  end(): void;
}

/** Starts a peer; answers with the reason where it is not installed. */
export async function startPeer(command: string, args: readonly string[]): Promise<Peer | string> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = `${command} is not installed`;
  child.stderr.on('data', (data: Buffer) => {
    complaint = data.toString().trim().split('\n').at(-1) ?? complaint;
  });
  const answers = answersOf(child);
  const { value } = await answers.next();
  if (value === undefined) return complaint;
  const { name } = JSON.parse(value) as { name: string };
  const failed = new Set<string>();
  return {
    name,
    async measure(workload, seconds) {
      if (failed.has(workload)) return null;
      child.stdin.write(`${JSON.stringify({ workload, seconds })}\n`);
      const { value: line } = await answers.next();
      if (line === undefined) throw new Error(`${name} ended: ${complaint}`);
      const answer = JSON.parse(line) as { microseconds?: number; error?: string };
      if (answer.microseconds !== undefined) return answer.microseconds;
      console.error(`${name} leaves ${workload} out: ${answer.error}`);
      failed.add(workload);
      return null;
    },
    end: () => child.stdin.end(),
  };
}

/** The lines of a process; ends where the process could not be started. */
async function* answersOf(child: ChildProcess): AsyncGenerator<string, undefined> {
  if (!child.stdout) return undefined;
  const lines = createInterface({ input: child.stdout });
  child.once('error', () => lines.close());
  yield* lines;
  return undefined;
}
