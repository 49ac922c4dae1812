/** What the suite is written with: named steps in order, and waiting for what VS Code does in its own time. */

/** One thing that is expected of the extension. */
export interface Step {
  readonly name: string;
  readonly check: () => Promise<void>;
}

/** How a step went; `error` where it failed. */
export interface Outcome {
  readonly name: string;
  readonly error?: string;
}

/** Runs the steps in order; after one that fails the others are not tried, since they build on it. */
export async function runSteps(steps: readonly Step[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { name, check } of steps) {
    try {
      await check();
      outcomes.push({ name });
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      outcomes.push({ name, error: text });
      break;
    }
  }
  return outcomes;
}

/**
 * Asks again until there is an answer. VS Code tells of diagnostics some 50 ms late, so sleeping for a fixed time would
 * be either slow or wrong.
 * @param what is waited for, for the message
 * @throws Error after `seconds` without an answer
 */
export async function eventually<T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  seconds = 10,
): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`No ${what} within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
