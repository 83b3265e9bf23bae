import { expect, test } from 'vitest';
import { KINDS } from '../../observer/observations/kinds.ts';
import { buildEvidence } from './evidence.ts';

const observation = { claim: 'I stopped before I was finished: 5 times.', signal: null };
const shown = (patch: Partial<Omit<Parameters<typeof buildEvidence>[0], 'kind'>>) =>
  JSON.stringify(
    buildEvidence(
      { kind: 'evidence', observation, origins: [], hidden: 0, words: [], ...patch },
      () => undefined,
    ).blocks,
  );

test('what rests on counts alone says which rows were counted, and the numbers', () => {
  const signal = { name: 'failures', numbers: { times: 5, answers: 4 }, absent: 0, night: '2026-11-24' };
  const counted = 'answers that I ended before they were finished';
  const said = shown({ observation: { ...observation, signal }, counted });
  expect(said).toContain(`Counted: ${counted} · times 5, answers 4.`);
  expect(said).not.toContain('counts alone');
  expect(shown({})).toContain('It comes from counts alone.');
});

test('every kind that is counted without a row that shows it says what is counted', () => {
  const slots = Object.values(KINDS).flatMap(({ slots, restsOn, digest }) =>
    restsOn.type === 'signal' && digest ? Object.entries(slots) : [],
  );
  const silent = slots.filter(([, { counted }]) => counted === undefined).map(([name]) => name);
  // A silence and a topic show in interactions, which are cited.
  expect(silent).toEqual(['rhythm', 'topic']);
});
