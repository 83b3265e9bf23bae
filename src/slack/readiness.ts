import { timeLimit } from '../clock.ts';
import { type System, transact } from '../context.ts';
import { messageOf } from '../errors.ts';
import { createRepeatedTrouble } from '../repeated-trouble.ts';
import { tryWrite } from '../store/try-write.ts';
import { SLACK_POLICY } from './policy.ts';

/** Whether Rapport can do its work, in words that anybody may read: they hold no address, name or error. */
export type Readiness = { state: 'ready' | 'degraded' | 'not ready'; why: string[] };

const { answerWithinMs, freshForMs } = SLACK_POLICY.readiness;

const SILENT = 'the database does not answer';

type Asked = {
  /** Why nothing can be taken in from Slack; undefined when it can. */
  slackTrouble(): string | undefined;
  /** What does not work though messages are taken in, such as a model that is down. */
  degraded(): string[];
};

/**
 * Tells whether Rapport is ready. The log alone says what the database has said. Who asks while the database is being asked,
 * or right after, gets the same answer: anybody may ask, as often as they like.
 */
export function createReadiness(ctx: System, { slackTrouble, degraded }: Asked): () => Promise<Readiness> {
  const unusable = createRepeatedTrouble(ctx, { failed: 'the database cannot be used', level: 'error' });
  let asking: Promise<string | undefined> | undefined;
  let told: { trouble: string | undefined; at: number } | undefined;

  async function tryDatabase(): Promise<string | undefined> {
    let step = SILENT;
    try {
      await ctx.store.ping();
      step = 'the database cannot be written to';
      await transact(ctx, tryWrite);
      unusable.worked();
      return undefined;
    } catch (error) {
      unusable.failed(`${step}: ${messageOf(error)}`);
      return step;
    }
  }

  async function askDatabase(): Promise<string | undefined> {
    if (told && ctx.clock.monotonic() < told.at + freshForMs) return told.trouble;
    asking ??= tryDatabase().then((trouble) => {
      told = { trouble, at: ctx.clock.monotonic() };
      asking = undefined;
      return trouble;
    });
    const { signal, clear } = timeLimit(ctx.clock, answerWithinMs);
    const late = new Promise<string>((resolve) => {
      signal.addEventListener('abort', () => {
        unusable.failed(`${SILENT}: ${messageOf(signal.reason)}`);
        resolve(SILENT);
      });
    });
    return Promise.race([asking, late]).finally(clear);
  }

  return async () => {
    const [database, slack] = [await askDatabase(), slackTrouble()];
    const why = [database, slack].filter((each) => each !== undefined);
    if (why.length > 0) return { state: 'not ready', why };
    const less = degraded();
    return { state: less.length > 0 ? 'degraded' : 'ready', why: less };
  };
}
