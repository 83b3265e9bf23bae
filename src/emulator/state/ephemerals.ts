import type { EphemeralMessage, WorkspaceChange } from '../workspace-types.ts';

export type Ephemerals = ReturnType<typeof createEphemerals>;

/** Messages that only one person sees, and that Slack does not keep. */
export function createEphemerals(emit: (change: WorkspaceChange) => void) {
  const shown: EphemeralMessage[] = [];
  const find = (channel: string, ts: string | undefined) =>
    shown.find((ephemeral) => ephemeral.ts === ts && ephemeral.channel === channel);

  return {
    find,
    of: (user: string) => shown.filter((ephemeral) => ephemeral.user === user),
    add(ephemeral: EphemeralMessage) {
      shown.push(ephemeral);
      emit({ type: 'ephemeral_posted', ephemeral });
    },
    /** Replaces an ephemeral message; false where there is none. */
    replace(
      channel: string,
      ts: string | undefined,
      content: Pick<EphemeralMessage, 'text' | 'blocks'>,
    ): boolean {
      const ephemeral = find(channel, ts);
      if (!ephemeral) return false;
      delete ephemeral.blocks;
      Object.assign(ephemeral, content);
      emit({ type: 'ephemeral_changed', ephemeral });
      return true;
    },
    /** Removes an ephemeral message; false where there is none. */
    remove(channel: string, ts: string | undefined): boolean {
      const ephemeral = find(channel, ts);
      if (!ephemeral) return false;
      shown.splice(shown.indexOf(ephemeral), 1);
      emit({ type: 'ephemeral_deleted', ephemeral });
      return true;
    },
  };
}
