import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { messageOf } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { ATTACKS as ALL_ATTACKS } from '../testing/attacks.ts';
import { seedReportFixture } from '../testing/report-fixture.ts';
import { openReportFolder, type ReportFolder, type Sketch } from '../testing/report-folder.ts';
import { atScale } from '../testing/settings.ts';
import { digestOf } from '../testing/store-rows.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam } from '../testing/team.ts';
import { ParamsError } from './params.ts';

const ATTACKS = ALL_ATTACKS.filter((_each, at) => at % atScale({ small: 4, full: 1 }) === 0);
/** Enough for lists, whose values go the same way as those that stand alone. */
const SOME_ATTACKS = ATTACKS.filter((_each, at) => at % 4 === 0);

/** A word of the statements that no message may repeat. */
const CANARY = 'canary_of_the_statement';

/** No attack is a value of these types. */
const STRICT: Record<string, unknown> = {
  integer: { type: 'integer' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  date: { type: 'date' },
  period: { type: 'period' },
  enum: { type: 'enum', values: ['meeting', 'call'] },
  integers: { type: 'list', of: 'integer' },
  numbers: { type: 'list', of: 'number' },
  booleans: { type: 'list', of: 'boolean' },
  dates: { type: 'list', of: 'date' },
  enums: { type: 'list', of: { type: 'enum', values: ['meeting', 'call'] } },
};

const NAMED: Record<string, { spec: unknown; sql: string }> = {
  company: { spec: { type: 'company' }, sql: 'companies where id = :x' },
  contact: { spec: { type: 'contact' }, sql: 'contacts where id = :x' },
  member: { spec: { type: 'member' }, sql: 'members where id = :x' },
  companies: { spec: { type: 'list', of: 'company' }, sql: 'companies where id in (:x)' },
  contacts: { spec: { type: 'list', of: 'contact' }, sql: 'contacts where id in (:x)' },
  members: { spec: { type: 'list', of: 'member' }, sql: 'members where id in (:x)' },
};

const SKETCHES: Sketch[] = [
  {
    name: 'strict',
    columns: [CANARY],
    params: STRICT,
    sql: `select count(*) as ${CANARY} from interactions where length(summary) = :integer and 1.5 = :number
      and 1 = :boolean and occurred_on = :date and occurred_on between :period_from and :period_to
      and kind = :enum and length(kind) in (:integers) and 2.5 in (:numbers) and 0 in (:booleans)
      and week in (:dates) and kind in (:enums)`,
  },
  {
    name: 'text',
    columns: ['q', CANARY],
    params: { q: { type: 'string' } },
    sql: `select :q as q, (select count(*) from companies where name = :q or domain = :q) as ${CANARY}`,
  },
  {
    name: 'texts',
    columns: ['name', CANARY],
    params: { q: { type: 'list', of: 'string' } },
    sql: `select name, 1 as ${CANARY} from companies where name in (:q)`,
  },
  ...Object.entries(NAMED).map(([name, { spec, sql }]) => ({
    name: `by-${name}`,
    columns: ['name', CANARY],
    params: { x: spec },
    sql: `select name, 1 as ${CANARY} from ${sql}`,
  })),
];

/** What may be said of a value that was refused. */
const SENTENCE =
  /^(?:\w+ is missing: it must be .+, for example \w+=.+|\w+ must be .+ is not\. For example: \w+=.+)$/s;

describe.each(Object.entries(DIALECTS))('hostile values on %s', (_, open) => {
  let store: Store;
  let folder: ReportFolder;
  let lead: Context;
  let before: string;

  beforeAll(async () => {
    store = await open();
    const team = createTeam(store);
    ({ lead } = await seedReportFixture(team));
    folder = await openReportFolder(team, SKETCHES);
    before = await digestOf(store);
  });

  afterAll(async () => {
    expect(await digestOf(store)).toBe(before);
    await folder.close();
    await store.close();
  });

  const runOrError = (name: string, given: Record<string, unknown>) =>
    folder.run(lead, name, given).catch((error: unknown) => error);

  /** Nothing of the statement, of the driver, or of what is stored. */
  function expectDiscreet(error: unknown) {
    expect(messageOf(error)).not.toMatch(
      /canary|Failed query|syntax error|SqliteError|invalid byte|0x00|params:/i,
    );
  }

  test('all reports of this test are good', () => {
    expect(folder.reports.catalog.broken()).toEqual([]);
  });

  test('no attack is a number, a day, a period, a yes or a choice: each is refused with its rule and an example', async () => {
    for (const attack of ATTACKS) {
      const given = Object.fromEntries(Object.keys(STRICT).map((name) => [name, attack]));
      const error = await runOrError('strict', given);
      expect(error, JSON.stringify(attack)).toBeInstanceOf(ParamsError);
      const { problems } = error as ParamsError;
      expect(
        problems.map(({ param }) => param),
        JSON.stringify(attack.slice(0, 80)),
      ).toEqual(Object.keys(STRICT));
      for (const { param, reason } of problems) {
        expect(reason).toMatch(SENTENCE);
        expect(reason.startsWith(`${param} `)).toBe(true);
      }
      expectDiscreet(error);
    }
  });

  test('a text is bound as it is and finds nothing, or is refused', async () => {
    let bound = 0;
    for (const attack of ATTACKS) {
      const answer = await runOrError('text', { q: attack });
      if (answer instanceof Error) {
        expect(answer, JSON.stringify(attack)).toBeInstanceOf(ParamsError);
        expect(messageOf(answer)).toMatch(SENTENCE);
        expectDiscreet(answer);
        continue;
      }
      bound += 1;
      const { rows } = answer as Awaited<ReturnType<typeof folder.run>>;
      expect(rows.map(([q, hits]) => [q, Number(hits)])).toEqual([[asStored(attack), 0]]);
    }
    expect(bound).toBeGreaterThan(atScale({ small: 50, full: 200 }));
  });

  test('a list of texts finds nothing but what is named in it', async () => {
    for (const attack of SOME_ATTACKS) {
      const alone = await runOrError('texts', { q: [attack] });
      if (alone instanceof Error) expect(alone).toBeInstanceOf(ParamsError);
      else expect(alone).toMatchObject({ rows: [] });
    }
    const several = await folder.run(lead, 'texts', {
      q: ["' OR 1=1 --", 'Acme', "'); DROP TABLE members; --"],
    });
    expect(several.rows.map(([name]) => name)).toEqual(['Acme']);
    const written = await folder.run(lead, 'texts', { q: "' OR 1=1 --,Acme,Orbit Energy" });
    expect(written.rows.map(([name]) => name).sort()).toEqual(['Acme', 'Orbit Energy']);
  });

  test.each(Object.keys(NAMED))('what is passed as %s is the name of one thing, or refused', async (name) => {
    const attacks = name.endsWith('s') ? SOME_ATTACKS : ATTACKS;
    for (const attack of attacks) {
      const answer = await runOrError(`by-${name}`, { x: attack });
      if (answer instanceof Error) {
        expect(answer, `${JSON.stringify(attack)}: ${answer.stack}`).toBeInstanceOf(ParamsError);
        expect(messageOf(answer)).toMatch(/^x(?: must be|: | is missing: it must be)/);
        expectDiscreet(answer);
      } else {
        expect((answer as { rows: unknown[] }).rows.length, JSON.stringify(attack)).toBe(1);
      }
    }
  });
});

/** Trimmed, without control characters and half characters. */
function asStored(text: string): string {
  return text
    .trim()
    .toWellFormed()
    .replace(/\p{Cc}/gu, (sign) => (/[\t\n\u0080-\u009f]/.test(sign) ? sign : ''))
    .trim();
}
