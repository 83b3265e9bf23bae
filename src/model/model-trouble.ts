import { APICallError } from '@ai-sdk/provider';
import { DeadlinePassed } from '../deadline.ts';
import { messageOf, type Patience, RapportError } from '../errors.ts';
import { isRecord, tryParse, unquoted } from './json-text.ts';
import { withoutRepeated } from './repeated-words.ts';
import { retryAfter } from './retry-after.ts';

/** How the sentence begins when a model did not answer in time. */
export const NO_ANSWER = 'my language model did not answer';

export type TroubleKind =
  | 'no_quota'
  | 'rate_limited'
  | 'refused'
  | 'bad_key'
  | 'unknown_model'
  | 'too_long'
  | 'timeout'
  | 'unreachable'
  | 'unusable'
  | 'filtered'
  | 'server';

/**
 * What is done about each kind. `permanent`: asking again cannot help. `isOutage`: it comes back by itself, so after the first
 * waits (in milliseconds) a message waits as in any outage (INBOX_POLICY); anything else is told when the waits are over. The
 * provider's library never asks again by itself. The first wait is short, since most troubles are a blip and somebody is
 * waiting. Of a model that did not answer people are told at once: they have waited long enough, and would again.
 */
const REMEDIES: Record<TroubleKind, { permanent?: boolean; isOutage?: boolean; waitsMs: readonly number[] }> =
  {
    no_quota: { permanent: true, waitsMs: [] },
    refused: { permanent: true, waitsMs: [] },
    bad_key: { permanent: true, waitsMs: [] },
    unknown_model: { permanent: true, waitsMs: [] },
    too_long: { permanent: true, waitsMs: [] },
    filtered: { permanent: true, waitsMs: [] },
    timeout: { waitsMs: [] },
    unusable: { waitsMs: [500, 10_000, 30_000] },
    unreachable: { isOutage: true, waitsMs: [500, 3_000] },
    rate_limited: { isOutage: true, waitsMs: [2_000, 10_000, 30_000] },
    server: { isOutage: true, waitsMs: [500, 10_000, 30_000] },
  };

/** Characters of a provider's answer that are looked through. */
const MAX_READ = 10_000;

/**
 * The language model failed. The message is a sentence for the person; `permanent`: sending the message again will not
 * help, somebody has to mend something.
 */
export class ModelTrouble extends RapportError {
  readonly kind: TroubleKind;
  readonly permanent: boolean;
  override readonly patience: Patience;
  /** What the provider asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** What the provider said itself, without what it repeats of the request: for the log and for operators, never for members. */
  readonly providerSentence: string | undefined;
  override readonly forLog: string;

  constructor(
    message: string,
    {
      kind,
      cause,
      retryAfterMs,
      providerSentence,
      isLasting = false,
    }: {
      kind: TroubleKind;
      cause?: unknown;
      retryAfterMs?: number;
      providerSentence?: string;
      /** True where asking again will give the same. */
      isLasting?: boolean;
    },
  ) {
    super('unavailable', message);
    this.name = 'ModelTrouble';
    this.kind = kind;
    const { permanent = false, isOutage = false, waitsMs } = REMEDIES[kind];
    this.permanent = isLasting || permanent;
    this.patience = { waitsMs: isLasting ? [] : waitsMs, retryAfterMs, endsAfterWaits: !isOutage };
    this.retryAfterMs = retryAfterMs;
    this.cause = cause;
    this.providerSentence = providerSentence;
    this.forLog =
      providerSentence ?? (cause === undefined ? '' : withoutRepeated(messageOf(cause), undefined));
  }
}

/** Says in words what went wrong with the model, whatever was thrown. */
export function modelTrouble(thrown: unknown): ModelTrouble {
  if (thrown instanceof ModelTrouble) return thrown;
  if (thrown instanceof DeadlinePassed) {
    const within = `within ${Math.ceil(thrown.ms / 1_000)} seconds`;
    return new ModelTrouble(`${NO_ANSWER} ${within}`, { kind: 'timeout', cause: thrown });
  }
  if (!APICallError.isInstance(thrown)) {
    const kind = isConnectionLost(thrown) ? 'unreachable' : 'unusable';
    return new ModelTrouble(sentenceOf(kind), { kind, cause: thrown });
  }
  const { statusCode, responseBody, responseHeaders, requestBodyValues } = thrown;
  const said = readRefusal(responseBody);
  const sentence = said.sentence || thrown.message;
  const kind = kindOf(statusCode, { ...said, sentence, asked: requestBodyValues });
  return new ModelTrouble(sentenceOf(kind, statusCode), {
    kind,
    cause: thrown,
    providerSentence: withoutRepeated(sentence, requestBodyValues),
    ...(kind === 'rate_limited'
      ? { retryAfterMs: retryAfter(responseHeaders, responseBody?.slice(0, MAX_READ) ?? '') }
      : {}),
  });
}

function sentenceOf(kind: TroubleKind, status?: number): string {
  const code = status === undefined || status < 300 ? '' : ` (HTTP ${status})`;
  switch (kind) {
    case 'no_quota':
      return 'the account of my language model is used up; an admin has to top it up';
    case 'rate_limited':
      return `my language model is too busy${code}`;
    case 'refused':
      return `my language model refused the request${code}; an admin finds the reason with “npm run doctor”`;
    case 'bad_key':
      return `my language model does not accept my key${code}; an admin can check OPENAI_API_KEY`;
    case 'unknown_model':
      return 'my language model is not known to its server; an admin can check OPENAI_MODEL';
    case 'too_long':
      return 'this is more than my language model can read at once; a shorter message in a new thread may do, or an admin can give the model more context';
    case 'filtered':
      return 'the provider of my language model does not let it answer this';
    case 'timeout':
      return 'my language model did not answer in time';
    case 'unreachable':
      return 'my language model cannot be reached';
    case 'unusable':
      return 'my language model gave an answer I could not use';
    case 'server':
      return `my language model has a problem of its own${code}`;
    default:
      return kind satisfies never;
  }
}

/** Words of providers that tell the kind of a trouble, whatever status comes with them; the first that fits counts. */
const WORDS: readonly [TroubleKind, RegExp][] = [
  [
    'no_quota',
    /insufficient[_ ](?:user_)?(?:quota|balance|credits?|funds)|billing_(?:hard_limit|not_active)|credit balance is too low|requires more credits/i,
  ],
  [
    'too_long',
    /context_length_exceeded|exceed_context_size|maximum context length|context (?:window|size|length)|prompt is too long|input token count|too many (?:input )?tokens in/i,
  ],
  ['bad_key', /invalid_api_key|incorrect api key|api[_ ]key[_ ](?:not valid|invalid)/i],
  [
    'unknown_model',
    /model_not_found|deploymentnotfound|not a valid model|(?:unknown|invalid) model\b|model\b[^.]{0,80}\b(?:does not exist|not found|not exist)/i,
  ],
  [
    'filtered',
    /content_filter|content_policy_violation|content management policy|blocked by (?:our )?(?:safety|content)/i,
  ],
];

/** Words of servers that refuse a request with status 500, since a chat template cannot be filled in with it. */
const REFUSED_WITH_500 =
  /jinja|chat template|raise_exception|roles must alternate|parse grammar|single tool-calls at once/i;

/** Words of a 403 that is about the key: blocked countries and firewalls send the same status. */
const ABOUT_KEY = /\bkey|token|auth|credential|permission|access|forbidden/i;

function kindOf(status: number | undefined, said: Refusal & { asked: unknown }): TroubleKind {
  if (status === undefined) return 'unreachable';
  if (status < 300) return 'unusable';
  if (status === 401) return 'bad_key';
  if (status === 402) return 'no_quota';
  const [kind] = WORDS.find(([each, words]) => mayMean(each, status) && says(said, words)) ?? [];
  if (kind) return kind;
  if (status === 403) return ABOUT_KEY.test(said.sentence) ? 'bad_key' : 'refused';
  if (status === 404) return 'unknown_model';
  if (status === 413) return 'too_long';
  if (status === 429) return 'rate_limited';
  if (status === 408 || status === 409 || status === 425 || status === 499) return 'server';
  if (status < 500 || says(said, REFUSED_WITH_500)) return 'refused';
  return 'server';
}

/** Whether a refusal has such words of its own: servers also repeat what they were asked, with customers' words in it. */
function says({ codes, sentence, behind, asked }: Refusal & { asked: unknown }, words: RegExp): boolean {
  if (words.test(codes)) return true;
  const found = `${sentence}\n${behind}`.match(new RegExp(words, 'gi')) ?? [];
  if (found.length === 0) return false;
  const said = unquoted(JSON.stringify(asked) ?? '');
  return found.some((each) => !said.includes(unquoted(each)));
}

/** Whether words can tell this kind with this status: refusals with 429 speak of tokens and models, too. */
const mayMean = (kind: TroubleKind, status: number) => status !== 429 || kind === 'no_quota';

/** Whether the connection failed, or broke while the answer came in. */
function isConnectionLost(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { cause } = thrown;
  const code = isRecord(cause) || cause instanceof Error ? (cause as { code?: unknown }).code : undefined;
  return thrown.message === 'terminated' || thrown.message === 'fetch failed' || typeof code === 'string';
}

/** `codes`: words for programs. `sentence`: words for people. `behind`: what the server behind the provider said. */
type Refusal = { codes: string; sentence: string; behind: string };

/** Reads a refusal, wherever its parts stand; never the request in it. */
function readRefusal(body = ''): Refusal {
  const parsed = tryParse(body);
  const [said] = Array.isArray(parsed) ? parsed : [parsed];
  if (!isRecord(said)) return { codes: '', sentence: body.trim().slice(0, MAX_READ), behind: '' };
  const { error, message, detail } = said;
  const inner = isRecord(error) ? error : {};
  const codes = [inner.code, inner.type, inner.status, said.code, said.type].filter(
    (code) => typeof code === 'string',
  );
  const places = [
    isRecord(error) ? error.message : error,
    message,
    isRecord(message) ? message.detail : detail,
  ];
  const sentence = places.map(sentenceIn).find(Boolean) ?? '';
  const raw = isRecord(inner.metadata) ? sentenceIn(inner.metadata.raw) : '';
  const behind = sentence ? raw : body;
  return {
    codes: codes.join(' '),
    sentence: sentence.slice(0, MAX_READ),
    behind: behind.slice(0, MAX_READ),
  };
}

/** A sentence, or what a list of faults says of each, without the value that is wrong. */
function sentenceIn(place: unknown): string {
  if (typeof place === 'string') return place;
  if (!Array.isArray(place)) return '';
  return JSON.stringify(place, (key, value) => (key === 'input' || key === 'ctx' ? undefined : value));
}

/** What is to be known of the error that was really thrown, for the log: nothing of the request, nor of what was answered. */
export const troubleCause = ({ forLog, message }: ModelTrouble): string => forLog || message;
