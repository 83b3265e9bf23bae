/** What the tools for schedules answer, as tests of the offline model need it. */

export const scheduled = (id: string, report: string, more: object = {}) => ({
  id,
  report,
  title: 'A report',
  when: 'every Friday at 17:00 Europe/Lisbon',
  status: 'active',
  next: 'next: Fri 27 Nov 2026, 17:00',
  ...more,
});
export const QUIET_MONDAYS = scheduled('1', 'quiet-customers', {
  title: 'Quiet customers',
  when: 'every Monday at 09:00 Europe/Lisbon',
});
export const CALLS_IN_BERLIN = scheduled('2', 'weekly-interactions', {
  title: 'Interactions per week',
  params: 'since = -4w, kind = call',
  when: 'every Friday at 17:00 Europe/Berlin, only when interactions > 5',
});
export const OFFERED = scheduled('3', 'new-contacts', {
  title: 'New contacts',
  when: 'every day at 09:00 Europe/Lisbon, only when there are rows',
  status: 'waits for your yes',
});
const PAUSED = scheduled('4', 'my-week', {
  title: 'My week',
  when: 'every weekday at 08:00 Europe/Lisbon',
  status: 'paused',
  next: undefined,
  reason: 'It took too long.',
});
export const ALL = { schedules: [QUIET_MONDAYS, CALLS_IN_BERLIN, OFFERED, PAUSED] };
