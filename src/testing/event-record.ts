import { createHash } from 'node:crypto';

/** A digest of events in their order. Ids are told by the names they were given, since no two runs have the same. */
export function createRecord(now: () => number) {
  const hash = createHash('sha256');
  const names = new Map<string, string>();
  let count = 0;
  return {
    name: (id: string, name: string) => void names.set(id, name),
    named: (key: string) => key.replace(/[0-9A-HJKMNP-TV-Z]{26}/g, (id) => names.get(id) ?? '?'),
    add(event: string): void {
      count += 1;
      hash.update(`${now()} ${event}\n`);
    },
    digest: () => ({ count, hash: hash.copy().digest('hex').slice(0, 16) }),
  };
}
