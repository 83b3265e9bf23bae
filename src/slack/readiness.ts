import { type System, transact } from '../context.ts';
import { messageOf } from '../errors.ts';
import { createRepeatedTrouble } from '../repeated-trouble.ts';

/** Whether Rapport can do its work, in words that anybody may read: they hold no address, name or error. */
export type Readiness = { state: 'ready' | 'degraded' | 'not ready'; why: string[] };

type Asked = {
  /** Why nothing can be taken in from Slack; undefined when it can. */
  slackTrouble(): string | undefined;
  /** What does not work though messages are taken in, such as a model that is down. */
  degraded(): string[];
};

/**
 * Tells whether Rapport is ready. The log alone says what the database has said. Who asks while the database is being asked
 * gets the same answer.
 */
export function createReadiness(ctx: System, { slackTrouble, degraded }: Asked): () => Promise<Readiness> {
  const unusable = createRepeatedTrouble(ctx, { failed: 'the database cannot be used', level: 'error' });
  let asking: Promise<string | undefined> | undefined;

  async function askDatabase(): Promise<string | undefined> {
    let step = 'the database does not answer';
    try {
      await ctx.store.ping();
      step = 'the database cannot be written to';
      await transact(ctx, async () => undefined);
      unusable.worked();
      return undefined;
    } catch (error) {
      unusable.failed(`${step}: ${messageOf(error)}`);
      return step;
    }
  }

  return async () => {
    asking ??= askDatabase().finally(() => {
      asking = undefined;
    });
    const [database, slack] = [await asking, slackTrouble()];
    const why = [database, slack].filter((each) => each !== undefined);
    if (why.length > 0) return { state: 'not ready', why };
    const less = degraded();
    return { state: less.length > 0 ? 'degraded' : 'ready', why: less };
  };
}
