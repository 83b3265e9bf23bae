import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDemoDesk } from '../../testing/demo-desk.ts';

let desk: Awaited<ReturnType<typeof openDemoDesk>>;
beforeAll(async () => {
  desk = await openDemoDesk();
});
afterAll(() => desk.close());

test.each([
  [
    'U0DANIEL',
    '🎉 Closed Kestrel Foods!! 85k ARR',
    /Three depots \(Kestrel Foods\): stage Negotiation → Won; amount €80,000 → €85,000/,
  ],
  ['U0DANIEL', 'closed Kestrel, 85k EUR', /Three depots .*→ €85,000/],
  [
    'U0PRIYA',
    'Lost the Quayside deal, they went with RouteMaster because of price',
    /Seats for Bath .*stage Lead → Lost; .*reason they went with RouteMaster because of price/,
  ],
])('%s says “%s”', async (from, text, answer) => {
  const { replies, verbs } = await desk.tell(from, text);
  expect(replies[0]).toMatch(answer);
  expect(verbs).toEqual(['change_deal']);
});

test('of a deal of somebody else the note is kept, the deal stays, and it is said whose it is', async () => {
  const { replies, verbs } = await desk.tell('U0MARTA', 'Closed Kestrel, 85k EUR');
  expect(replies[0]).toMatch(/The deal has not changed\. “Three depots” is Daniel/);
  expect(verbs).toEqual(['log_interaction']);
});

test.each([
  ['New deal with Acme over 12,000 EUR', /Noted as a deal: .*Acme.*12\s000\s€/],
  ['we have a new opportunity at Mirador Hotels, €40k', /Noted as a deal: .*Mirador Hotels.*40\s000\s€/],
])('“%s” is kept as a deal, and as no note', async (said, answer) => {
  const { replies, verbs } = await desk.tell('U0MARTA', said);
  expect(replies[0]).toMatch(answer);
  expect(verbs).toEqual(['add_deal']);
});

test('of a new deal without a currency it is asked, and nothing is kept before', async () => {
  const { replies, verbs } = await desk.tell('U0MARTA', 'New deal with Orchard & Vane, 120k');
  expect(replies[0]).toMatch(/currency/i);
  expect(verbs).toEqual([]);
});
