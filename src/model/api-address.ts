/**
 * Where a server's API begins: without what is added for each call, which people copy along, and below `/v1` where only
 * a host is named, as every such server has it.
 */
export function apiAddress(baseUrl: string): string {
  const { origin, pathname } = new URL(baseUrl);
  const path = pathname.replace(/\/+$/, '').replace(/\/(?:chat\/completions|responses)$/, '');
  return `${origin}${path || '/v1'}`;
}
