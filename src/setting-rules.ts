import { z } from 'zod';

const PLACEHOLDER = 'is still the placeholder of .env.example: fill it in, or leave it empty';

/** Text that may be left out; empty text is none. */
export const optional = z
  .string()
  .trim()
  .optional()
  .transform((text) => text || undefined)
  .refine((text) => !text?.endsWith('...'), PLACEHOLDER);

/** A token of Slack's, by how it begins. */
export const token = (prefix: string, what: string) =>
  optional.refine((text) => !text || text.startsWith(prefix), `must be ${what}: it begins with ${prefix}`);

/** An http(s) address. */
export const url = optional.refine(
  (text) => !text || (/^https?:\/\/\S+$/.test(text) && URL.canParse(text)),
  'must be an http(s) address such as http://127.0.0.1:11434/v1',
);

/** The two prices in `0.25/2`. */
export const PRICE = /^(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/;

/** US dollars for a million tokens, in and out. */
export const price = optional.refine(
  (text) => !text || PRICE.test(text),
  'must be dollars for a million tokens in and out, such as 0.25/2',
);

/** A time of day, `HH:MM`. */
export const timeOfDay = z
  .string()
  .trim()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 03:00');

/** Days that something is kept for, in `400`, `400d` or `400 d`; `off` for good. What is newer may still be worked with. */
export const daysKept = (usual: number) =>
  z
    .string()
    .trim()
    .regex(/^(?:off|[1-9]\d{0,5}\s*d?)$/, 'must be a number of days such as 400, or off')
    .refine(
      (text) => text === 'off' || Number.parseInt(text, 10) >= LEAST_KEPT,
      `must be at least ${LEAST_KEPT} days, or off`,
    )
    .default(String(usual))
    .transform((text) => (text === 'off' ? undefined : Number.parseInt(text, 10)));

/** Catching up with Slack looks back for days, and people have another look at what was said for some weeks. */
const LEAST_KEPT = 30;

/** The id of a channel in Slack. */
export const slackChannel = optional.refine(
  (text) => !text || /^[CG][A-Z0-9]{2,}$/.test(text),
  'must be the id of a channel such as C012ABCDEF, not its name',
);

/** Problems instead of a value. */
export type Problems = { problems: string[] };
