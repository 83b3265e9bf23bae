import type { Json } from './workspace-types.ts';

const ID_FIELDS = new Set([
  'channel',
  'channel_id',
  'channels',
  'user',
  'user_id',
  'users',
  'bot',
  'team_id',
  'team',
]);

/** The emulator makes up ids at each start; this keeps ours in front of them, one to one. */
export function createIdMap() {
  const toEmulated = new Map<string, string>();
  const toStable = new Map<string, string>();
  let emulatedIds: RegExp | undefined;

  return {
    add(stable: string, emulated: string) {
      toEmulated.set(stable, emulated);
      toStable.set(emulated, stable);
      emulatedIds = new RegExp([...toStable.keys()].join('|'), 'g');
    },
    emulated: (stable: string) => toEmulated.get(stable) ?? stable,
    stable: (emulated: string) => toStable.get(emulated) ?? emulated,
    /** Only the arguments that name something: text is the writer's, and stays as written. */
    translateArguments(body: Json): Json {
      const translated: Json = { ...body };
      for (const [field, value] of Object.entries(body)) {
        if (!ID_FIELDS.has(field) || typeof value !== 'string') continue;
        translated[field] = value
          .split(',')
          .map((id) => toEmulated.get(id.trim()) ?? id)
          .join(',');
      }
      return translated;
    },
    translateAnswer(text: string): string {
      if (!emulatedIds) return text;
      return text.replace(emulatedIds, (id) => toStable.get(id) ?? id);
    },
  };
}
