import { always, call, logged, type Quirk, raw, SAVED, thenWell } from './quirk.ts';

/** How answers end, or never begin. */
export const ENDING_QUIRKS: Quirk[] = [
  {
    quirk: 'cut off at the longest answer',
    script: always(raw({ content: 'There are many: one, two,' }, { finish: 'length' })),
    sees: /one, two,.*cut off/,
    saves: 0,
  },
  {
    quirk: 'cut off while it was thinking',
    script: thenWell(raw({ content: '', reasoning_content: 'SECRET '.repeat(50) }, { finish: 'length' })),
    sees: SAVED,
    saves: 1,
    asks: 3,
  },
  {
    quirk: 'cut off while it was thinking, always',
    script: always(raw({ content: '', reasoning_content: 'SECRET' }, { finish: 'length' })),
    sees: /could not finish this/,
    saves: 0,
    asks: 2,
  },
  {
    quirk: 'stopped by a filter',
    isLasting: true,
    script: always(raw({ content: '' }, { finish: 'content_filter' })),
    sees: /does not let it answer/,
    saves: 0,
    asks: 1,
  },
  {
    quirk: 'a refusal',
    script: always(raw({ content: null, refusal: 'I cannot help with that.' })),
    sees: /I cannot help with that\./,
    saves: 0,
    asks: 1,
  },
  { quirk: 'nothing', script: thenWell({ text: '' }), sees: SAVED, saves: 1 },
  {
    quirk: 'nothing, after saving',
    script:
      (name) =>
      ({ results }) =>
        results.length === 0 ? { calls: [call(logged(name))] } : { text: '' },
    sees: /[Ss]aved/,
    saves: 1,
    // Asked twice each time, since an empty answer may be followed by a better one.
    asks: 9,
  },
  {
    quirk: '200 with {error}',
    script: thenWell({ raw: JSON.stringify({ error: { message: 'upstream is away', code: 502 } }) }),
    sees: SAVED,
    saves: 1,
  },
  {
    quirk: '200 with {error} that stays',
    isLasting: true,
    script: always({ raw: JSON.stringify({ error: { message: 'No such model: gpt-9', code: 404 } }) }),
    sees: /OPENAI_MODEL/,
    saves: 0,
    asks: 1,
  },
  { quirk: 'no choices', script: thenWell({ raw: '{"id":"x","choices":[]}' }), sees: SAVED, saves: 1 },
  { quirk: 'no JSON', script: thenWell({ raw: '<html>Bad gateway</html>' }), sees: SAVED, saves: 1 },
];
