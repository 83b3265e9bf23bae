import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { DAY_MS, systemClock } from '../../clock.ts';
import { createSystem } from '../../context.ts';
import { createLog } from '../../log.ts';
import type { Observer } from '../../observer/night/observer.ts';
import { openSqlite } from '../../store/sqlite.ts';
import type { Store } from '../../store/store.ts';
import { MIDDLE } from '../large-crm/size.ts';
import { createLargeSqlite } from '../large-crm/sqlite.ts';
import { workNights } from '../night-desk.ts';
import { scriptedModel } from '../scripted-model.ts';
import { fixedClock } from '../team.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { explain, recordStatements, scansOf } from './query-plans.ts';

/** Tables that grow with every talk and every message. */
const GROWING = new Set([
  ...['interactions', 'interaction_contacts', 'messages', 'changes', 'change_rows', 'follow_ups'],
  ...['agent_runs', 'agent_steps', 'inbox', 'outbox', 'feedback', 'exposures'],
  ...['observations', 'observation_events', 'observation_evidence', 'dream_runs'],
]);

/** Statements of a night that may go through such a table, by a pattern of their text, and why. */
const ALLOWED: Record<string, string> = {
  'from "observations" where \\("observations"."scope" in \\(select "id" from "members"\\)':
    'some thousands a year: what people ask of Rapport, once a night',
  'from "changes" order by "changes"."id" desc limit': 'stops at the latest changes',
  'from "dream_runs" where \\("dream_runs"."status" <> \\? and "dream_runs"."finished_at" <= \\?\\)':
    'the first night of all: there are no others yet',
};

const folder = temporaryFolder();
const path = join(folder.path, 'middle.db');
const now = systemClock.now();
afterAll(() => folder.remove());

const ASKED = {
  kind: 'tool',
  callId: 'a',
  name: 'get_customer',
  effect: 'refused',
  output: { error: { code: 'ambiguous' } },
  asked: { name: 'Atlas', choices: [{ kind: 'company', id: 'x', label: 'Atlas' }] },
};
const SAID = { kind: 'model', text: 'Fine.', calls: [], inputTokens: 1, outputTokens: 1 };

/** Runs of the agent over two years, a tenth of them with a question, and observations of as many nights. */
function addHistory(): void {
  const db = new Sqlite(path);
  db.pragma('foreign_keys = off');
  const members = db.prepare('select id from members').pluck().all();
  const insert = (table: string, columns: string) =>
    db.prepare(`insert into ${table} (${columns}) values (${columns.replace(/[^,]+/g, '?')})`);
  const run = insert(
    'agent_runs',
    'id,inbox_id,member_id,thread_key,model,status,input_tokens,output_tokens,started_at,finished_at',
  );
  const step = insert('agent_steps', 'id,run_id,position,kind,content,created_at');
  const observation = insert(
    'observations',
    'id,scope,kind,subject,slot,value_key,claim,status,confidence,sources,days,night,last_evidence_at,created_at,updated_at',
  );
  const event = insert('observation_events', 'id,observation_id,kind,by,created_at');
  db.transaction(() => {
    for (let n = 0; n < 5_000; n += 1) {
      const at = now.getTime() - Math.round(((5_000 - n) / 5_000) * 700 * DAY_MS);
      const [id, member] = [String(n).padStart(5, '0'), members[n % members.length]];
      const content = n % 10 === 0 ? ASKED : SAID;
      run.run(id, id, member, `T${Math.floor(n / 3)}`, 'm', 'done', 1, 1, at, at);
      step.run(id, id, 0, content.kind, JSON.stringify(content), at);
      const [scope, subject] = [n % 2 ? 'team' : member, `topic:${id}`];
      const seen = ['expired', 50, 1, 1, '2026-01-01', at, at, at];
      observation.run(id, scope, 'customer_trend', subject, 'topic', 'up', 'It is so.', ...seen);
      event.run(id, id, 'expired', 'code', at);
    }
  })();
  db.exec('analyze');
  db.close();
}

const observer: Observer = {
  assistant: { model: scriptedModel(() => ({ text: 'Nothing.' })), name: 'scripted', timeoutMs: 10_000 },
  nightlyAt: '03:00',
  budget: 5,
  channel: 'C0DIGEST',
};

test('no query of a night goes through all talks, messages, runs or observations that ever were', async () => {
  await createLargeSqlite(path, MIDDLE);
  const recording = recordStatements();
  const opened = openSqlite({ path });
  await opened.migrate();
  addHistory();
  // Counted here instead of in a process of its own: what is asked is the same.
  const store: Store = { ...opened, counting: opened.read };
  const clock = fixedClock(now);
  const system = createSystem({ store, clock, log: createLog('silent') });
  await workNights(system, observer);
  recording.statements.clear();
  // Eight nights hold a Monday, with its look back.
  for (let night = 0; night < 8; night += 1) {
    clock.advance(DAY_MS);
    await workNights(system, observer);
  }
  recording.stop();
  await opened.close();
  const read = [...recording.statements].filter((text) => !text.startsWith('insert'));
  expect(read.some((text) => text.includes('"asked":') || text.includes('agent_steps'))).toBe(true);
  const scans = explain(path, read).filter(
    (plan) => scansOf(plan).some(({ table }) => GROWING.has(table)) && !isAllowed(plan.statement),
  );
  expect(scans.map(({ statement, steps }) => `${statement}\n${steps.join('\n')}`)).toEqual([]);
}, 120_000);

const isAllowed = (statement: string) =>
  Object.keys(ALLOWED).some((part) => new RegExp(part).test(statement));
