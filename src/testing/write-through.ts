import { type Harness, until } from './harness.ts';

type Writing = {
  texts: readonly string[];
  /** What happens when half of it is written. */
  happens(): Promise<unknown>;
  withinMs: number;
};

/**
 * Has somebody write while something happens, and waits until everything is answered. Gives what is lost or doubled: messages
 * that were not saved once, answers of which there are two, and posts that came twice.
 */
export async function writeThrough(
  { workspace, ...harness }: Harness,
  { texts, happens, withinMs }: Writing,
): Promise<string[]> {
  const as = 'U0TOM';
  const half = texts.length / 2;
  const say = (text: string) => harness.say({ as, text });
  const before = texts.slice(0, half).map(say);
  const happened = happens();
  const after = texts.slice(half).map(say);
  await happened;
  await Promise.all([...before, ...after]);
  const isDone = async () => {
    const rows = [...(await harness.rows('inbox')), ...(await harness.rows('outbox'))];
    return rows.some(({ status }) => status === 'pending') ? undefined : true;
  };
  await until('nothing to be left', isDone, withinMs);

  const logged = (await harness.rows('interactions')).map(({ summary }) => summary);
  const replies = (await harness.rows('outbox')).filter(({ kind }) => kind === 'reply');
  const posts = (await workspace.messages(workspace.directChannel(as))).flatMap(({ metadata }) => {
    const { key } = (metadata?.event_payload ?? {}) as { key?: string };
    return key ? [key] : [];
  });
  return [
    ...texts.flatMap((text) => {
      const times = logged.filter((summary) => summary === text).length;
      return times === 1 ? [] : [`“${text}” was saved ${times} times`];
    }),
    ...listTwice(replies.map(({ inboxId }) => inboxId)).map((id) => `${id} has several answers`),
    ...listTwice(posts).map((key) => `${key} was posted twice`),
  ];
}

const listTwice = <T>(items: readonly T[]): T[] => items.filter((item, at) => items.indexOf(item) < at);
