import { call, logged, type Quirk, rawCall, SAVED, saves, savesRaw, savesWith } from './quirk.ts';

/** How arguments come, and are read all the same. */
export const ARGUMENT_QUIRKS: Quirk[] = [
  {
    quirk: 'optional fields as null',
    script: savesWith({
      occurred_on: null,
      contacts: null,
      details: null,
      follow_ups: null,
      is_private: null,
    }),
    sees: SAVED,
    saves: 1,
  },
  {
    quirk: 'optional fields as ""',
    script: savesWith({ occurred_on: '', details: '', contacts: [], contact: '' }),
    sees: SAVED,
    saves: 1,
  },
  {
    quirk: 'optional fields as "null"',
    script: savesWith({ occurred_on: 'null', details: 'null' }),
    sees: SAVED,
    saves: 1,
  },
  {
    quirk: 'optional fields as {}',
    script: savesWith({ follow_ups: {}, contacts: {} }),
    sees: SAVED,
    saves: 1,
  },
  { quirk: 'booleans as text', script: savesWith({ is_private: 'false' }), sees: SAVED, saves: 1 },
  {
    quirk: 'numbers as text',
    script: saves((name) => [call({ limit: '5' }, 'list_my_interactions'), call(logged(name))]),
    sees: SAVED,
    saves: 1,
  },
  { quirk: 'an enum in another case', script: savesWith({ kind: 'Meeting' }), sees: SAVED, saves: 1 },
  {
    quirk: 'a date and time for a day',
    script: savesWith({ occurred_on: '2026-11-23T09:30:00Z' }),
    sees: SAVED,
    saves: 1,
  },
  {
    quirk: 'a bare text for {name}',
    script: saves((name) => [call(logged(name, { company: name, contacts: 'Ana Lopes' }))]),
    sees: SAVED,
    saves: 1,
  },
  {
    quirk: 'JSON as text within JSON',
    script: saves((name) => [call(JSON.stringify(JSON.stringify(logged(name))))]),
    sees: SAVED,
    saves: 1,
  },
  {
    quirk: 'a fence around the JSON',
    script: saves((name) => [call(`\`\`\`json\n${JSON.stringify(logged(name))}\n\`\`\``)]),
    sees: SAVED,
    saves: 1,
  },
  {
    quirk: 'words around the JSON',
    script: saves((name) => [call(`Here are the arguments: ${JSON.stringify(logged(name))} Done.`)]),
    sees: SAVED,
    saves: 1,
  },
  {
    quirk: 'unknown keys, also of other people',
    script: savesWith({ member_id: 'somebody-else', role: 'admin', confidence: 0.9 }),
    sees: SAVED,
    saves: 1,
  },
  {
    quirk: 'functions.log_interaction',
    script: saves((name) => [call(logged(name), 'functions.log_interaction')]),
    sees: SAVED,
    saves: 1,
  },
  {
    quirk: 'logInteraction',
    script: saves((name) => [call(logged(name), 'logInteraction')]),
    sees: SAVED,
    saves: 1,
  },
  {
    quirk: 'arguments as an object',
    script: savesRaw((name) => rawCall('log_interaction', logged(name))),
    sees: SAVED,
    saves: 1,
  },
  {
    quirk: 'two calls with one id',
    script: saves((name) => [
      { ...call(logged(name)), id: 'call_0' },
      { ...call(logged(name, { summary: `Called ${name}.`, kind: 'call' })), id: 'call_0' },
    ]),
    sees: SAVED,
    saves: 2,
  },
  {
    quirk: 'the same id in every step',
    script:
      (name) =>
      ({ results }) => {
        if (results.length === 0) return { calls: [{ ...call({ query: name }, 'find'), id: 'call_0' }] };
        if (results.length === 1) return { calls: [{ ...call(logged(name)), id: 'call_0' }] };
        return { text: 'Saved.' };
      },
    sees: SAVED,
    saves: 1,
  },
  {
    quirk: 'ten calls at once',
    script:
      (name) =>
      ({ results }) => {
        const refused = results.filter((result) => /not carried out/i.test(JSON.stringify(result))).length;
        const done = results.length - refused;
        if (done >= 10) return { text: 'Saved.' };
        const left = Array.from({ length: 10 - done }, (_, at) => done + at + 1);
        return { calls: left.map((at) => call(logged(name, { summary: `Meeting ${at} with ${name}.` }))) };
      },
    sees: SAVED,
    saves: 10,
  },
];
