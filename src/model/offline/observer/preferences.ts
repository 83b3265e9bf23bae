import type { Call } from '../script.ts';
import type { Wish } from '../wish-clauses.ts';
import { readRequest } from '../wishes.ts';
import type { Evidence, Known, Said } from './night.ts';
import { wishIn } from './quotes.ts';

const MAX_EVIDENCE = 5;

/** One preference, and every new message that asks for it, oldest first. */
type Asked = Pick<Wish, 'slot' | 'value'> & { sources: Said[] };

/** What to do about what people have asked for: new preferences last said last, so that the latest one holds. */
export function preferences(messages: readonly Said[], known: readonly Known[]): Call[] {
  const asked = new Map<string, Asked>();
  const over = new Map<string, Asked>();
  for (const message of messages) {
    for (const { slot, value, when } of readRequest(message.own).wishes) {
      const key = `${slot} ${value}`;
      const [to, from] = when === 'over' ? [over, asked] : [asked, over];
      const sources = (to.get(key)?.sources ?? []).filter(({ id }) => id !== message.id);
      to.delete(key);
      from.delete(key);
      to.set(key, { slot, value, sources: [...sources, message] });
    }
  }
  return [
    ...[...over.values()].flatMap((each) => retire(each, known)),
    ...[...asked.values()].map((each) => proposeOrMerge(each, known)),
  ];
}

const isLive = ({ kind, status }: Known) =>
  kind === 'user_preference' && (status === 'active' || status === 'proposed');
const findLive = ({ slot, value }: Asked, known: readonly Known[]) =>
  known.find((each) => isLive(each) && each.slot === slot && each.value === value);

function proposeOrMerge(asked: Asked, known: readonly Known[]): Call {
  const { slot, value } = asked;
  const evidence = evidenceOf(asked);
  const earlier = findLive(asked, known);
  if (earlier) return { tool: 'merge', input: { observation_id: earlier.id, evidence } };
  return { tool: 'propose', input: { kind: 'user_preference', slot, value, evidence } };
}

function retire(asked: Asked, known: readonly Known[]): Call[] {
  const earlier = findLive(asked, known);
  if (!earlier) return [];
  const evidence = evidenceOf(asked);
  return [{ tool: 'retire', input: { observation_id: earlier.id, reason: 'contradicted', evidence } }];
}

/** At most five sources: as many days as possible, then the latest. */
function evidenceOf(asked: Asked): Evidence[] {
  const latest = asked.sources.toReversed();
  const firstOfDay = latest.filter(({ on }, at) => latest.findIndex((each) => each.on === on) === at);
  const others = latest.filter((each) => !firstOfDay.includes(each));
  return [...firstOfDay, ...others]
    .slice(0, MAX_EVIDENCE)
    .toReversed()
    .map(({ id, own }) => ({ id, quote: wishIn(own, asked) }));
}
