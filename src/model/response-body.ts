import { ModelTrouble } from './model-trouble.ts';

/** Longest body that is read, in bytes: no answer of a model comes near it. */
const MAX_BYTES = 4_000_000;

/** A `fetch` that reads the body of each answer to its end. Throws `ModelTrouble` for a body that is too long. */
export function readingWholeBody(send: typeof fetch = fetch): typeof fetch {
  return async (url, init) => {
    const response = await send(url, init);
    return copyResponse(response, await readBody(response));
  };
}

async function readBody({ body }: Response): Promise<string> {
  if (!body) return '';
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  // Leaving the loop closes the connection.
  for await (const chunk of body) {
    length += chunk.length;
    if (length > MAX_BYTES)
      throw new ModelTrouble('my language model gave an answer that is too long to be read', {
        kind: 'unusable',
      });
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** A response with another text, and without the headers that speak of the length of the old one. */
export function copyResponse({ status, statusText, headers }: Response, text: string, as = status): Response {
  const kept = new Headers(headers);
  kept.delete('content-encoding');
  kept.delete('content-length');
  return new Response(text || null, { status: as, statusText, headers: kept });
}
