import { isScalar } from 'yaml';
import { LIMITS, ReportDefinition } from './definition.ts';
import { knownKeys } from './file-schema.ts';
import { type Problem, problemsIn, readYaml, type YamlText } from './yaml-text.ts';

/** The definition in a file, and the lines of its parts. */
export type ParsedFile = Pick<YamlText, 'lineOf'> & {
  definition: ReportDefinition;
  /** The line of the file on which a line of the SQL stands. */
  sqlLine(dialect: 'sqlite' | 'postgres', line: number): number;
};

/** Reads a report's file, strictly: no unknown key, and the file must be named like the report. */
export function parseReportFile(text: string, fileName: string): ParsedFile | { problems: Problem[] } {
  const read = readYaml(text, LIMITS);
  if ('problems' in read) return read;
  const { lineOf } = read;
  const parsed = ReportDefinition.safeParse(read.data, { reportInput: true });
  if (!parsed.success) return { problems: problemsIn(parsed.error, { lineOf, known: knownKeys }) };
  const { data: definition } = parsed;
  if (fileName !== `${definition.name}.yaml`) {
    return {
      problems: [{ line: lineOf(['name']), reason: `name: the file must be called ${definition.name}.yaml` }],
    };
  }
  return { definition, lineOf, sqlLine: (dialect, line) => sqlLine(read, { dialect, line }) };
}

/**
 * A line of the SQL as a line of the file: a block (`sql: |`) begins below its key, other text on the line of the key.
 */
function sqlLine(
  { document, lines }: YamlText,
  { dialect, line }: { dialect: 'sqlite' | 'postgres'; line: number },
): number {
  const node = [document.getIn(['sql', dialect], true), document.get('sql', true)].find((each) =>
    isScalar(each),
  );
  if (!isScalar(node) || !node.range) return 1;
  const first = lines.linePos(node.range[0]).line;
  return first + line - (node.type?.startsWith('BLOCK') ? 0 : 1);
}
