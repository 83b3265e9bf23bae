import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Answer } from '../testing/app-requests.ts';
import { openReportDesk, type ReportDesk } from '../testing/report-desk.ts';

const CHANNEL = 'C0TEAM';
let desk: ReportDesk;

beforeAll(async () => {
  desk = await openReportDesk();
});

afterAll(() => desk.close());

const inChannel = () => desk.chat.posted.filter(({ channel }) => channel === CHANNEL);

/** Asks for a report in the channel. Gives a way to press the button that shares it. */
async function offered(as: string, text: string, ts: string): Promise<() => Promise<Answer>> {
  const answer = await desk.report(as, text, CHANNEL);
  if (!answer || !('show' in answer) || answer.show.kind !== 'sharing_offer')
    throw new Error(`Sharing is not offered: ${JSON.stringify(answer)}`);
  const { report, given } = answer.show;
  const value = JSON.stringify({ report: report.name, given });
  const on = { channel: CHANNEL, ts, threadTs: null, document: { text: '' } };
  return () => desk.press('report_share', { as, on, value });
}

describe('a report that was asked for in a channel', () => {
  beforeEach(() => desk.chat.members.set(CHANNEL, ['U0LEA', 'U0ADA']));

  test('comes by direct message, and goes to the channel once, however often that is pressed', async () => {
    const before = inChannel().length;
    let share: () => Promise<Answer> = async () => undefined;
    await desk.next('U0LEA', async () => {
      share = await offered('U0LEA', 'team-activity', '1.1');
    });
    expect(inChannel().length).toBe(before);
    const words = { kind: 'words', text: 'The report is on its way to this channel.' };
    expect([await share(), await share()]).toEqual([{ replace: words }, { replace: words }]);
    expect(inChannel().slice(before)).toEqual([
      expect.objectContaining({
        document: expect.objectContaining({ note: expect.stringMatching(/^Shared by Lea · /) }),
      }),
    ]);
  });

  test('leaves out what is private where others read it', async () => {
    const own = await desk.next('U0ADA', () => desk.report('U0ADA', 'company-timeline company=Acme'));
    expect(JSON.stringify(own)).toContain('in confidence');
    const share = await offered('U0ADA', 'company-timeline company=Acme', '2.1');
    await share();
    expect(inChannel().at(-1)?.document.title).toBe('Timeline of a company');
    expect(JSON.stringify(inChannel().at(-1))).not.toContain('in confidence');
  });

  test.each([
    ['somebody may not run it', ['U0LEA', 'U0TOM'], /Not everybody in this channel may run “team-activity”/],
    ['there is a guest', ['U0LEA', 'U0GUS'], /There are people in this channel who are not full members/],
    ['we are not there', undefined, /I am not in this channel: invite me first/],
  ])('is not shared where %s', async (_, members, reason) => {
    desk.chat.refuse('U0GUS', 'guest');
    if (members) desk.chat.members.set(CHANNEL, members);
    else desk.chat.members.delete(CHANNEL);
    const before = inChannel().length;
    const value = JSON.stringify({ report: 'team-activity', given: {} });
    const on = { channel: CHANNEL, ts: '3.1', threadTs: null, document: { text: '' } };
    expect(await desk.press('report_share', { as: 'U0LEA', on, value })).toEqual({
      say: expect.stringMatching(reason),
    });
    expect(inChannel().length).toBe(before);
    // Nor is it offered: why not is said before anybody is asked.
    expect(await desk.report('U0LEA', 'team-activity', CHANNEL)).toEqual({
      show: { kind: 'words', text: expect.stringMatching(reason) },
    });
  });

  test('can be subscribed to by whoever reads it there', async () => {
    const share = await offered('U0LEA', 'team-activity', '4.1');
    await share();
    const post = inChannel().at(-1);
    const button = post?.document.actions?.find(({ id }) => id === 'report_subscribe');
    expect(button?.label).toBe('Send me this every Tuesday');
    if (!post) throw new Error('Nothing was shared.');
    await desk.press('report_subscribe', { as: 'U0ADA', on: post });
    expect(await desk.rows('schedules')).toMatchObject([
      { report: 'team-activity', cadence: { every: 'week', on: ['tuesday'], at: '09:00' }, status: 'active' },
    ]);
  });
});
