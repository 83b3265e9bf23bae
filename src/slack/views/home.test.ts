import { expect, test } from 'vitest';
import type { OpenHome } from '../../app/home-screens.ts';
import { findBlockProblem } from '../../emulator/rules/block-rules.ts';
import type { Json } from '../../emulator/workspace-types.ts';
import { FULL_HOME } from '../full-home.ts';
import { LIMITS } from '../limits.ts';
import { buildHomeTab } from './home.ts';

const linkTo = () => 'https://team.slack.com/archives/C0SALES/p1795449600000100';
const blocksOf = (home: OpenHome) => buildHomeTab(home, linkTo).blocks;

const learned = Array.from({ length: 60 }, (_, at) => ({
  id: `OBSERVATION${at}`,
  claim: `<!channel> ${at}`,
  from: [{ on: '2026-11-20', where: 'a message of yours', quote: 'in <@U1> bullets' }],
})) as unknown as OpenHome['learned'];

test('the fullest Home of an admin is one that Slack takes, and what was learned gets what room is left', () => {
  const blocks = blocksOf({ ...FULL_HOME, learned });
  expect(blocks.length).toBeLessThanOrEqual(LIMITS.homeBlocks);
  expect(findBlockProblem(blocks as unknown as Json[], 'home')).toBeUndefined();
  const shown = JSON.stringify(blocks).match(/home_forget/g)?.length ?? 0;
  expect(shown).toBeGreaterThanOrEqual(5);
  expect(JSON.stringify(blocks)).toContain(`and ${60 - shown} more: forget one of these`);
});

test('a member has the room of the sections that are not theirs for what was learned', () => {
  const { team: _, pairs: __, admin: ___, ...member } = FULL_HOME;
  const blocks = blocksOf({ ...member, learned });
  expect(blocks.length).toBeLessThanOrEqual(LIMITS.homeBlocks);
  expect(JSON.stringify(blocks).match(/home_forget/g)?.length).toBeGreaterThan(15);
  expect(JSON.stringify(blocks)).not.toMatch(/For admins|Overdue in the team|May be one/);
});

test('nothing that is in a name, a title or a summary mentions, links or notifies', () => {
  const text = JSON.stringify(blocksOf({ ...FULL_HOME, learned }));
  const links = /<https:\/\/team\.slack\.com\/archives\/C0SALES\/p1795449600000100\|[^<>]*>/g;
  const mrkdwn = (JSON.parse(text) as { text?: { type: string; text: string } }[]).flatMap(({ text }) =>
    text?.type === 'mrkdwn' ? [text.text.replace(links, '')] : [],
  );
  expect(mrkdwn.length).toBeGreaterThan(20);
  for (const written of mrkdwn) expect(written).not.toMatch(/<[@!#h]/);
});

test('a deal on Home says its stage and has its form, and those that are not named are counted', () => {
  const stages = [
    { stage: 'Lead', deals: 1, worth: [] },
    { stage: 'Proposal', deals: 4, worth: ['€85,000'] },
  ];
  const deal = {
    id: 'DEAL',
    title: 'Three *depots*',
    company: 'Kestrel',
    owner: 'Marta',
    status: 'open',
  } as const;
  const next = [{ ...deal, stage: 'Proposal', amount: '€85,000', closes_on: '2026-12-18' }];
  const blocks = blocksOf({ ...FULL_HOME, deals: { stages, next } });
  const named = blocks.find((block) => JSON.stringify(block).includes('depots'));
  expect(named).toMatchObject({
    text: { text: expect.stringContaining('Kestrel\nProposal, €85,000, closes Fri 18 Dec 2026') },
    accessory: { action_id: 'fix', value: 'DEAL' },
  });
  expect(JSON.stringify(blocks)).toContain('and 4 more: ask me “what are my open deals?”');
  const all = { stages: [{ stage: 'Proposal', deals: 1, worth: [] }], next };
  expect(JSON.stringify(blocksOf({ ...FULL_HOME, deals: all }))).not.toContain('my open deals');
});

test('who has done nothing yet is told what to do first', () => {
  const { team: _, pairs: __, admin: ___, ...member } = FULL_HOME;
  const nobody = { ...member, isNew: true, interactions: [], deals: undefined, due: { shown: [], more: 0 } };
  const text = JSON.stringify(blocksOf({ ...nobody, schedules: { shown: [], more: 0 } }));
  expect(text).toContain('Begin by telling me');
  expect(text).not.toMatch(/Nothing is due|My deals|Sent to me/);
});
