import type { Dialect } from './columns.ts';

/** A migration as it was for some hours before it landed in its last form, and what it lacked. */
export type Rewritten = {
  /** The landed migration in whose place it stands. */
  tag: string;
  /** Its hash, by which a database remembers it. */
  hash: string;
  /** The statements that bring the database to the landed form. They lose no row. */
  statements: readonly string[];
};

const remark = 'ALTER TABLE observations ADD COLUMN remark text';
const nightIndexes = [
  'CREATE INDEX IF NOT EXISTS dream_runs_night ON dream_runs (night)',
  'CREATE INDEX IF NOT EXISTS agent_runs_finished ON agent_runs (finished_at)',
  'CREATE INDEX IF NOT EXISTS interactions_member_created ON interactions (member_id, created_at, id)',
];
const offers = [
  "ALTER TABLE schedules ADD COLUMN params_in_words text DEFAULT '' NOT NULL",
  'ALTER TABLE schedules ADD COLUMN offered_from text',
  'ALTER TABLE schedules ADD COLUMN request_key text',
  'ALTER TABLE outbox ADD COLUMN schedule_id text',
  'CREATE INDEX IF NOT EXISTS schedules_offered_from ON schedules (offered_from) WHERE offered_from IS NOT NULL',
  "CREATE INDEX IF NOT EXISTS outbox_schedule ON outbox (schedule_id) WHERE status = 'pending' AND schedule_id IS NOT NULL",
];

/**
 * Migrations that were generated anew after databases had been made with them: such a database remembers a migration
 * that is not among the landed ones, and has nearly all of its tables. New ones never come on top: what has landed is frozen.
 */
export const REWRITTEN = {
  sqlite: [
    {
      tag: '0003_schedules',
      hash: 'fe24ea13139b37f8d8509853b91be1e0b37a220721ada4f5c570a67089df9e04',
      statements: [
        ...offers,
        'CREATE UNIQUE INDEX `schedules_requestKey_unique` ON `schedules` (`request_key`)',
      ],
    },
    {
      tag: '0004_observations',
      hash: '1bcc9e78bcdc21872c11a779ec533ede85ef85355759e88fc54f42bb3f346b1b',
      statements: [remark, ...nightIndexes],
    },
    {
      tag: '0004_observations',
      hash: '5354a798036f33a194c73da0c28dc14967f2624e22e06ad75988ffd9c2df1244',
      statements: nightIndexes,
    },
  ],
  postgres: [
    {
      tag: '0003_schedules',
      hash: '11f14dcc407daf87cc07a55962ab61b06200fb4277efc020e74c0077e41c284b',
      statements: [
        ...offers,
        'ALTER TABLE schedules ADD CONSTRAINT "schedules_requestKey_unique" UNIQUE (request_key)',
      ],
    },
    {
      tag: '0004_observations',
      hash: '40238760b08a2dedd85780e2aa37d73f9471920097c81bd3911237016c5270bb',
      statements: [remark, ...nightIndexes],
    },
    {
      tag: '0004_observations',
      hash: '3068e92fbd5b8f9eb4f8c009313a2a4aa7352bb2b5498b0f99c3b1b01abdb8fd',
      statements: nightIndexes,
    },
  ],
} satisfies Record<Dialect, Rewritten[]>;
