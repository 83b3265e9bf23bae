import type { Clock } from '../../clock.ts';
import { IDENTITY, newId } from '../ids.ts';
import { listOf } from '../json.ts';
import { SLACK } from '../slack-policies.ts';
import type { Json, OpenView, WorkspaceChange } from '../workspace-types.ts';

type Trigger = { user: string; viewId: string | undefined; expires: number; isUsed: boolean };
type Opened = { view: Json } | { error: string };

export type Views = ReturnType<typeof createViews>;

/** Modals in their stacks, Home tabs, and the triggers that allow to open them; errors are named as Slack's. */
export function createViews(emit: (change: WorkspaceChange) => void, clock: Clock) {
  const modals = new Map<string, OpenView>();
  const homes = new Map<string, Json>();
  const triggers = new Map<string, Trigger>();

  const stackOf = (user: string) => [...modals.values()].filter((open) => open.user === user);
  const hasExternalId = (id: unknown, except?: string) =>
    Boolean(id) && [...modals.values()].some(({ view }) => view.external_id === id && view.id !== except);

  function spend(triggerId: unknown): Trigger | string {
    const trigger = triggers.get(String(triggerId ?? ''));
    if (!trigger) return 'invalid_trigger_id';
    if (trigger.isUsed) return 'exchanged_trigger_id';
    if (trigger.expires <= clock.monotonic()) return 'expired_trigger_id';
    trigger.isUsed = true;
    return trigger;
  }

  function show(user: string, given: Json, parent?: Json): Opened {
    if (hasExternalId(given.external_id)) return { error: 'duplicate_external_id' };
    const id = newId('V');
    const place = { previous_view_id: parent?.id ?? null, root_view_id: parent?.root_view_id ?? id };
    const open = { id, user, view: { ...describe(given), id, ...place } };
    modals.set(id, open);
    emit({ type: 'view_opened', view: open });
    return { view: open.view };
  }

  const findOpen = (which: { viewId: unknown; externalId: unknown }) =>
    [...modals.values()].find(({ id, view }) =>
      which.viewId ? id === which.viewId : which.externalId && view.external_id === which.externalId,
    );

  function forget(open: OpenView) {
    modals.delete(open.id);
    emit({ type: 'view_closed', view: open });
  }

  return {
    /** Gives a trigger, which opens one view within three seconds. */
    trigger(user: string, viewId?: string): string {
      const id = `${clock.now().getTime()}.${newId('')}`;
      triggers.set(id, { user, viewId, expires: clock.monotonic() + SLACK.triggerLifetimeMs, isUsed: false });
      return id;
    },
    open(triggerId: unknown, given: Json): Opened {
      const trigger = spend(triggerId);
      return typeof trigger === 'string' ? { error: trigger } : show(trigger.user, given);
    },
    push(triggerId: unknown, given: Json): Opened {
      const trigger = spend(triggerId);
      if (typeof trigger === 'string') return { error: trigger };
      const parent = modals.get(trigger.viewId ?? '');
      if (!parent) return { error: 'view_not_found' };
      if (stackOf(trigger.user).length >= SLACK.stackedViews) return { error: 'push_limit_reached' };
      return show(trigger.user, given, parent.view);
    },
    update(which: { viewId: unknown; externalId: unknown; hash: unknown }, given: Json): Opened {
      const open = findOpen(which);
      if (!open) return { error: 'not_found' };
      if (which.hash && which.hash !== open.view.hash) return { error: 'hash_conflict' };
      if (hasExternalId(given.external_id, open.id)) return { error: 'duplicate_external_id' };
      const { id, previous_view_id, root_view_id } = open.view;
      const updated = { ...open, view: { ...describe(given), id, previous_view_id, root_view_id } };
      modals.set(open.id, updated);
      emit({ type: 'view_changed', view: updated });
      return { view: updated.view };
    },
    publish(user: string, given: Json): Json {
      const id = homes.get(user)?.id ?? newId('V');
      const view: Json = { ...describe(given), id, previous_view_id: null, root_view_id: id };
      homes.set(user, view);
      emit({ type: 'home_published', user, view });
      return view;
    },
    /** The user to whom a call shows a view, where the call tells. */
    viewerOf(body: Json): string | undefined {
      if (typeof body.user_id === 'string') return body.user_id;
      const open = findOpen({ viewId: body.view_id, externalId: body.external_id });
      return (open ?? triggers.get(String(body.trigger_id)))?.user;
    },
    get(viewId: string, user: string): OpenView {
      const open = modals.get(viewId);
      if (!open || open.user !== user) throw new Error(`${user} has no open view ${viewId}.`);
      return open;
    },
    home: (user: string) => homes.get(user),
    stackOf,
    close: forget,
    clear(user: string) {
      for (const open of stackOf(user)) forget(open);
    },
  };
}

/** A view as the app gave it, with what Slack adds. */
function describe(given: Json): Json {
  return {
    team_id: IDENTITY.teamId,
    type: given.type,
    title: given.title ?? null,
    submit: given.submit ?? null,
    close: given.close ?? null,
    blocks: listOf(given.blocks),
    private_metadata: given.private_metadata ?? '',
    callback_id: given.callback_id ?? '',
    external_id: given.external_id ?? '',
    state: { values: {} },
    hash: newId(''),
    clear_on_close: given.clear_on_close ?? false,
    notify_on_close: given.notify_on_close ?? false,
    app_id: IDENTITY.appId,
    app_installed_team_id: IDENTITY.teamId,
    bot_id: IDENTITY.botId,
  };
}
