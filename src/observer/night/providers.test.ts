import { describe, expect, test } from 'vitest';
import { openNightDesk } from '../../testing/night-desk.ts';
import { proposes } from '../../testing/observer-scripts.ts';
import { PROVIDER_NAMES, PROVIDERS } from '../../testing/providers/all.ts';
import { DIALECTS } from '../../testing/stores.ts';

describe.each(PROVIDER_NAMES)('a night with %s', (name) => {
  test('learns what somebody says that they want from now on', async () => {
    const provider = PROVIDERS[name]();
    const desk = await openNightDesk(await DIALECTS.sqlite(), { provider });
    const ana = await desk.member('ana');
    await desk.work();
    await desk.say(ana, 'From now on answer in bullet points please');
    desk.model.script(proposes({ slot: 'format', value: 'bullets' }, 'From now on answer in bullet points'));
    await desk.pass(24);
    expect(await desk.observations()).toMatchObject([
      { scope: ana.actor.memberId, slot: 'format', valueKey: 'bullets', status: 'proposed', sources: 1 },
    ]);
    const nights = (await desk.nights()).filter(({ status }) => status === 'done');
    expect(nights.map(({ outcome }) => outcome).toSorted()).toEqual(['observed', 'quiet']);
    expect(desk.model.refused.length).toBeLessThanOrEqual(1);
    await desk.close();
  });
});
