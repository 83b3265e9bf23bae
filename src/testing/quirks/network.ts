import { always, call, httpError, logged, type Quirk, SAVED, thenWell } from './quirk.ts';

/** What HTTP and the network do. */
export const NETWORK_QUIRKS: Quirk[] = [
  {
    quirk: '429 with Retry-After',
    script: thenWell(
      httpError(
        429,
        'Rate limit reached. Please try again in 20s.',
        { code: 'rate_limit_exceeded' },
        { 'retry-after': '20' },
      ),
    ),
    sees: SAVED,
    saves: 1,
  },
  {
    quirk: '429, the account is used up',
    isLasting: true,
    script: always(
      httpError(429, 'You exceeded your current quota.', {
        type: 'insufficient_quota',
        code: 'insufficient_quota',
      }),
    ),
    sees: /account of my language model is used up/,
    saves: 0,
    asks: 1,
  },
  {
    quirk: '401',
    isLasting: true,
    script: always(httpError(401, 'Incorrect API key provided: sk-SECRET.', { code: 'invalid_api_key' })),
    sees: /does not accept my key/,
    saves: 0,
    asks: 1,
  },
  {
    quirk: '404',
    isLasting: true,
    script: always(httpError(404, 'The model `gpt-9` does not exist.', { code: 'model_not_found' })),
    sees: /OPENAI_MODEL/,
    saves: 0,
    asks: 1,
  },
  {
    quirk: '400, the request itself is refused',
    isLasting: true,
    script: always(httpError(400, 'Invalid schema for function SECRET.')),
    sees: /refused the request/,
    saves: 0,
    asks: 1,
  },
  {
    quirk: '413',
    isLasting: true,
    script: always({ status: 413, body: '<html>Request Entity Too Large</html>' }),
    sees: /more than my language model can read/,
    saves: 0,
    asks: 1,
  },
  {
    quirk: '400, more than the context holds',
    isLasting: true,
    script: always(
      httpError(
        400,
        'request (11739 tokens) exceeds the available context size (8192 tokens), try increasing it',
        {
          type: 'exceed_context_size_error',
          n_prompt_tokens: 11_739,
          n_ctx: 8_192,
        },
      ),
    ),
    sees: /more than my language model can read/,
    saves: 0,
    asks: 1,
  },
  { quirk: '500, then fine', script: thenWell(httpError(500, 'Internal error')), sees: SAVED, saves: 1 },
  {
    quirk: '500 after saving, always',
    script:
      (name) =>
      ({ results }) =>
        results.length === 0 ? { calls: [call(logged(name))] } : httpError(500, 'Internal error'),
    sees: /I will come back to this/,
    saves: 1,
    asks: 6,
  },
  { quirk: 'the connection is dropped, then fine', script: thenWell({ drop: true }), sees: SAVED, saves: 1 },
  { quirk: 'no answer ever', script: always({ hang: true }), sees: /did not answer/, saves: 0, asks: 2 },
  {
    quirk: 'a dead address',
    script: always({ text: 'Nobody hears this.' }),
    sees: /cannot be reached/,
    saves: 0,
    asks: 0,
    isDead: true,
  },
];
