const AT = new Date('2026-11-20T09:00:00.000Z');
const written = { created_at: AT, created_by: 'M1' };
const queued = { attempts: 0, fence: 0 };

/**
 * A row or two of every table that has rows of its own, as they were while the tables came about: a database of an old
 * schema gets the columns that it has. A table that is pointed at stands before those that point at it.
 */
export const OLD_ROWS: Record<string, readonly ({ id: string } & Record<string, unknown>)[]> = {
  members: [
    { id: 'M1', slack_user_id: 'U0ANA', name: 'Ana', email: 'ana@example.com', role: 'member' },
    { id: 'M2', slack_user_id: 'U0BEN', name: 'Ben', email: null, role: 'lead' },
  ].map((each) => ({
    ...each,
    time_zone: 'Europe/Lisbon',
    locale: 'en-GB',
    status: 'active',
    created_at: AT,
    updated_at: AT,
  })),
  companies: [{ id: 'A', name: 'Acme', name_key: 'acme', stem_key: 'acme', domain: 'acme.com', ...written }],
  contacts: [
    { id: 'P', name: 'Eva Lind', name_key: 'eva lind', first_key: 'eva', email: 'eva@acme.com', ...written },
    { id: 'Q', name: 'Tom Berg', name_key: 'tom berg', first_key: 'tom', title: 'Buyer', ...written },
  ],
  relationships: [
    { id: 'E', kind: 'works_at', contact_id: 'P', company_id: 'A', started_on: '2026-01-01', ...written },
  ],
  interactions: [
    { id: 'I', summary: 'Talked about the renewal', is_private: false },
    { id: 'J', summary: 'She is looking for another job', is_private: true },
  ].map((each) => ({
    ...each,
    kind: 'call',
    occurred_on: '2026-11-20',
    company_id: 'A',
    member_id: 'M1',
    source_channel: 'D1',
    source_ts: '1.1',
    created_at: AT,
  })),
  interaction_contacts: [{ id: 'L', interaction_id: 'I', contact_id: 'P' }],
  follow_ups: [
    {
      id: 'F',
      title: 'Send the pricing',
      due_on: '2026-11-27',
      status: 'open',
      member_id: 'M1',
      company_id: 'A',
    },
  ].map((each) => ({ ...each, interaction_id: 'I', contact_id: 'P', created_at: AT })),
  search_entries: [
    { id: '1', kind: 'company', entity_id: 'A', body: 'acme acme.com' },
    { id: '2', kind: 'contact', entity_id: 'P', body: 'eva lind eva@acme.com' },
    { id: '3', kind: 'interaction', entity_id: 'I', body: 'call talked about the renewal' },
  ],
  inbox: [
    {
      id: 'B',
      kind: 'message',
      dedupe_key: 'D1:1.1',
      channel: 'D1',
      ts: '1.1',
      payload: null,
      status: 'done',
    },
  ].map((each) => ({
    ...each,
    thread_key: 'D1:1.1',
    received_at: AT,
    finished_at: AT,
    due_at: AT,
    ...queued,
  })),
  agent_runs: [
    { id: 'R', inbox_id: 'B', member_id: 'M1', thread_key: 'D1:1.1', model: 'm', status: 'done' },
  ].map((each) => ({ ...each, input_tokens: 10, output_tokens: 2, started_at: AT, finished_at: AT })),
  agent_steps: [{ id: 'T', run_id: 'R', position: 0, kind: 'model', content: {}, created_at: AT }],
  messages: [
    { id: 'S', author: 'member', ts: '1.1', text: 'Talked to Eva about the renewal', run_id: null },
    { id: 'U', author: 'rapport', ts: '1.2', text: 'Saved.', run_id: 'R' },
  ].map((each) => ({
    ...each,
    thread_key: 'D1:1.1',
    channel: 'D1',
    member_id: 'M1',
    audience: 'direct',
    created_at: AT,
  })),
  changes: [
    {
      id: '01KA0000000000000000000000',
      member_id: 'M1',
      verb: 'add_contact',
      summary: 'Contact Tom Berg',
      mutations: [{ table: 'contacts', id: 'Q', before: null, after: { id: 'Q', name: 'Tom Berg' } }],
      run_id: 'R',
      source_channel: 'D1',
      source_ts: '1.1',
      created_at: AT,
    },
  ],
  outbox: [
    { id: 'O', dedupe_key: 'reply:B', channel: 'D1', document: { text: 'Saved.' }, client_msg_id: 'O' },
  ].map((each) => ({ ...each, kind: 'reply', status: 'pending', created_at: AT, due_at: AT, ...queued })),
  report_runs: [
    { id: 'X', report: 'weekly-interactions', member_id: 'M1', source: 'command', audience: 'direct' },
  ].map((each) => ({
    ...each,
    params: {},
    outcome: 'done',
    rows: 1,
    truncated: false,
    ms: 5,
    started_at: AT,
  })),
  schedules: [
    {
      id: 'Y',
      member_id: 'M1',
      report: 'weekly-interactions',
      params: {},
      time_zone: 'UTC',
      status: 'active',
    },
  ].map((each) => ({
    ...each,
    cadence: { every: 'day', at: '09:00' },
    starts_at: AT,
    scheduled_at: AT,
    created_at: AT,
    updated_at: AT,
    due_at: AT,
    ...queued,
  })),
  dream_runs: [
    { id: 'N', scope: 'M1', member_id: 'M1', night: '2026-11-20', time_zone: 'Europe/Lisbon' },
  ].map((each) => ({
    ...each,
    scheduled_at: AT,
    status: 'done',
    from_at: AT,
    from_id: '',
    outcome: 'quiet',
    created_at: AT,
    finished_at: AT,
    due_at: AT,
    ...queued,
  })),
  observations: [
    {
      id: 'V',
      scope: 'M1',
      member_id: 'M1',
      kind: 'preference',
      subject: 'member:M1',
      slot: 'format',
      value_key: 'bullets',
      claim: 'Ana likes bullet points.',
      status: 'active',
      confidence: 80,
      sources: 1,
      days: 1,
      night: '2026-11-20',
      last_evidence_at: AT,
      created_at: AT,
      updated_at: AT,
    },
  ],
  observation_evidence: [
    { id: 'W', observation_id: 'V', message_id: 'S', quote: 'about the renewal', said_on: '2026-11-20' },
  ].map((each) => ({ ...each, created_at: AT })),
  observation_events: [
    { id: 'Z', observation_id: 'V', kind: 'created', by: 'observer', dream_run_id: 'N', created_at: AT },
  ],
  exposures: [{ id: 'XP', run_id: 'R', observation_id: 'V', created_at: AT }],
  feedback: [{ id: 'FB', run_id: 'R', member_id: 'M1', kind: 'thumb', is_good: true, created_at: AT }],
  suppressions: [
    { id: 'SU', scope: 'M1', subject: 'member:M1', slot: 'tone', value_key: 'short', sources: 1 },
  ].map((each) => ({ ...each, member_id: 'M1', created_at: AT })),
  setting_changes: [
    { id: 'SC', setting: 'stop_asking', subject: 'spaces', name: 'in spaces', line: null, undone_by: null },
    { id: 'SD', setting: 'glossary', subject: 'night desk', name: 'Night Desk', line: 'Those on duty' },
  ].map((each) => ({
    undone_by: 'M2',
    undone_at: each.undone_by === null ? null : AT,
    ...each,
    observation_id: 'V',
    before: { count: 4, from: '2026-11-13', until: '2026-11-20' },
    made_by: 'M1',
    made_at: AT,
    told_on: '2026-11-28',
  })),
};
