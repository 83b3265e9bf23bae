import { completion, readChat } from './chat-completions.ts';
import type { Provider } from './provider.ts';

/** A server that refuses nothing: what tests talk to that are about something else. */
export function lenientProvider(): Provider {
  let count = 0;
  return {
    name: 'lenient',
    speaks: 'chat',
    base: '/v1',
    check: () => undefined,
    read: readChat,
    answer: (said) => {
      count += 1;
      return completion(said, { id: count });
    },
    troubles: {
      badKey: { status: 401, body: { error: { message: 'scripted', type: 'scripted' } } },
      unknownModel: { status: 404, body: { error: { message: 'scripted', type: 'scripted' } } },
      tooBusy: { status: 429, body: { error: { message: 'scripted', type: 'scripted' } } },
    },
  } satisfies Provider;
}
