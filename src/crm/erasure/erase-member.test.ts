import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import { newId } from '../../ids.ts';
import { type CrmDesk, openCrmDesk } from '../../testing/crm-desk.ts';
import { listRows, wholeStore } from '../../testing/store-rows.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { logInteraction } from '../interactions.ts';
import { ensureMember, setStatus } from '../members.ts';
import { undo } from '../undo.ts';
import { eraseMember, previewMemberErasure } from './erase-member.ts';

describe.each(Object.entries(DIALECTS))('erasing a member who has left on %s', (_, open) => {
  let desk: CrmDesk;
  let admin: Context;
  let wanda: Context;

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    admin = await desk.team.as('ada', { role: 'admin' });
  });
  afterAll(() => desk.store.close());
  beforeEach(async () => {
    await desk.clear();
    const left = {
      slackUserId: `U0W${newId().slice(-8)}`,
      name: 'Wanda Novak',
      email: 'wanda.n@example.com',
    };
    const member = await ensureMember(desk.team.system, { ...left, timeZone: 'UTC', locale: 'en-GB' });
    wanda = {
      ...desk.marta,
      actor: { ...desk.marta.actor, memberId: member.id, slackUserId: left.slackUserId },
    };
  });

  const leave = () =>
    setStatus(desk.team.system, { slackUserId: wanda.actor.slackUserId, status: 'retired' });
  const say = async (ctx: Context, text: string) => {
    const [id, inboxId, runId] = [newId(), newId(), newId()];
    const now = ctx.clock.now();
    const { memberId } = ctx.actor;
    const { agentRuns, agentSteps, inbox, messages, outbox } = desk.store.tables;
    const said = { threadKey: `D1:${id}`, channel: 'D1', ts: id };
    await desk.store.transaction(async (tx) => {
      const event = {
        kind: 'message' as const,
        dedupeKey: id,
        messageTs: id,
        payload: { text },
        status: 'done' as const,
      };
      await tx.insert(inbox).values({ id: inboxId, ...said, ...event, receivedAt: now, dueAt: now });
      await tx.insert(messages).values({
        ...{
          id,
          ...said,
          author: 'member' as const,
          memberId,
          audience: 'direct' as const,
          text,
          createdAt: now,
        },
      });
      const run = { inboxId, memberId, threadKey: said.threadKey, model: 'm', status: 'done' as const };
      await tx.insert(agentRuns).values({ id: runId, ...run, startedAt: now });
      const step = { runId, position: 0, kind: 'model' as const, content: { text } };
      await tx.insert(agentSteps).values({ id: newId(), ...step, createdAt: now });
      const reply = { dedupeKey: id, channel: 'D1', document: { text }, clientMsgId: 'c', runId, memberId };
      await tx.insert(outbox).values({ id: newId(), ...reply, status: 'sent', createdAt: now, dueAt: now });
    });
  };

  test('leaves what they saved about customers, and no word by which they are known', async () => {
    const about = 'Wanda Novak promised it; ask wanda.n@example.com.';
    await logInteraction(desk.marta, {
      kind: 'note',
      summary: about,
      company: { name: 'Acme' },
      again: true,
    });
    const { change_id } = await logInteraction(wanda, {
      kind: 'note',
      summary: 'The renewal.',
      company: { name: 'Acme' },
    });
    await say(wanda, 'I am ill, and so is SECRETWORD.');
    await say(desk.tom, `<@${wanda.actor.slackUserId}> has left.`);
    await leave();
    const counts = { messages: 1, runs: 1, keptInteractions: 1 };
    const before = await wholeStore(desk.store);
    expect(await previewMemberErasure(admin, { member: wanda.actor.memberId })).toMatchObject(counts);
    expect(await wholeStore(desk.store)).toBe(before);
    expect(await eraseMember(admin, { member: wanda.actor.memberId })).toMatchObject(counts);
    const after = await wholeStore(desk.store);
    expect(after).not.toMatch(/wanda|novak|secretword/);
    expect(after).not.toContain(wanda.actor.slackUserId.toLowerCase());
    const interactions = await listRows(desk.store, 'interactions');
    expect(interactions.map(({ summary }) => summary)).toEqual([
      '(erased) promised it; ask (erased).',
      'The renewal.',
    ]);
    expect((await undo(admin, { change_id })).saved).toContain('Undone');
  });

  test('is refused while they are a member, and to everybody but admins', async () => {
    await expect(eraseMember(admin, { member: wanda.actor.memberId })).rejects.toMatchObject({
      code: 'conflict',
    });
    await leave();
    await expect(eraseMember(desk.lead, { member: wanda.actor.memberId })).rejects.toThrow('Only an admin');
    await eraseMember(admin, { member: wanda.actor.memberId });
  });
});
