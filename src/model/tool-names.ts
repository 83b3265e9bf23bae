/** Which tool is meant by a name such as `functions.log_interaction`, `logInteraction` or `log-interaction`. */
export function meantTool(name: string, tools: readonly string[]): string | undefined {
  if (tools.includes(name)) return name;
  const last = name.split(/[.:/]/).at(-1) ?? '';
  const wanted = [name, last].map(bare);
  return tools.find((tool) => wanted.includes(bare(tool)));
}

const bare = (name: string) => name.toLowerCase().replace(/[\s_-]+/g, '');
