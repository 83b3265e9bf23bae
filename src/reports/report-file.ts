import { isAlias, isNode, isScalar, Lexer, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { LIMITS, ReportDefinition } from './definition.ts';

/** A fault in a report's file, and its line, counted from 1. */
export type Problem = { line: number; reason: string };

/** The definition in a file, and the lines of its parts. */
export type ParsedFile = {
  definition: ReportDefinition;
  /** The line of a part of the definition; of the deepest part of its path that is there. */
  lineOf(path: PropertyKey[]): number;
  /** The line of the file on which a line of the SQL stands. */
  sqlLine(dialect: 'sqlite' | 'postgres', line: number): number;
};

type Document = ReturnType<typeof parseDocument>;

/** Problems that are told of one file; some files would have thousands. */
const MAX_PROBLEMS = 10;

/**
 * Reads a report's file, strictly: no aliases, no tags, no key twice, no unknown key, and the file must be named like
 * the report.
 */
export function parseReportFile(text: string, fileName: string): ParsedFile | { problems: Problem[] } {
  if (text.length > LIMITS.file)
    return { problems: [{ line: 1, reason: `is larger than ${LIMITS.file} characters` }] };
  if (hasMoreTokens(text, LIMITS.tokens))
    return {
      problems: [{ line: 1, reason: `has more than ${LIMITS.tokens} words and signs: make it smaller` }],
    };
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    strict: true,
    uniqueKeys: true,
    stringKeys: true,
    version: '1.2',
    prettyErrors: false,
  });
  const faults = [...document.errors, ...document.warnings].slice(0, MAX_PROBLEMS);
  if (faults.length > 0) {
    return {
      problems: faults.map(({ message, pos, code }) => ({
        line: lines.linePos(pos[0]).line,
        // The parser gives up where its calls are nested too deeply.
        reason: code === 'RESOURCE_EXHAUSTION' ? 'is nested too deeply' : message,
      })),
    };
  }
  const lineOf = (path: PropertyKey[]) => lineOfNode(document, lines, path);
  const forbidden = findForbidden(document, lines);
  if (forbidden.length > 0) return { problems: forbidden };
  const parsed = ReportDefinition.safeParse(document.toJS({ maxAliasCount: 0 }), { reportInput: true });
  if (!parsed.success) {
    const issues = parsed.error.issues.slice(0, MAX_PROBLEMS);
    return { problems: issues.flatMap((issue) => describe(issue, lineOf)) };
  }
  const { data: definition } = parsed;
  if (fileName !== `${definition.name}.yaml`) {
    return {
      problems: [{ line: lineOf(['name']), reason: `name: the file must be called ${definition.name}.yaml` }],
    };
  }
  return { definition, lineOf, sqlLine: (dialect, line) => sqlLine(document, lines, { dialect, line }) };
}

/** Whether a text has more tokens than this; it is read no further than that. */
function hasMoreTokens(text: string, most: number): boolean {
  let tokens = 0;
  for (const _ of new Lexer().lex(text)) {
    tokens += 1;
    if (tokens > most) return true;
  }
  return false;
}

/** Finds features of YAML that a report does not need. A few aliases can stand for gigabytes. */
function findForbidden(document: Document, lines: LineCounter): Problem[] {
  const problems: Problem[] = [];
  if (document.directives?.yaml.explicit)
    problems.push({ line: 1, reason: 'directives (%YAML) are not allowed' });
  visit(document, {
    Node: (_, node) => {
      const reason = forbiddenIn(node);
      if (reason && node.range) problems.push({ line: lines.linePos(node.range[0]).line, reason });
    },
  });
  return problems.slice(0, MAX_PROBLEMS);
}

function forbiddenIn(node: Node): string | undefined {
  if (isAlias(node)) return `aliases (*${node.source}) are not allowed`;
  if ('anchor' in node && node.anchor) return `anchors (&${node.anchor}) are not allowed`;
  if (node.tag) return `tags (${node.tag}) are not allowed`;
  return isScalar(node) && node.value === '__proto__' ? 'nothing can be called “__proto__”' : undefined;
}

function describe(issue: z.core.$ZodIssue, lineOf: (path: PropertyKey[]) => number): Problem[] {
  const where = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, MAX_PROBLEMS).map((key) => ({
      line: lineOf([...issue.path, key]),
      reason: `${where ? `${where}: ` : ''}unknown key “${key}”`,
    }));
  }
  const reason = reasonOf(issue);
  return [{ line: lineOf(issue.path), reason: where ? `${where}: ${reason}` : reason }];
}

function reasonOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message;
  return issue.code === 'invalid_type' && issue.input === undefined ? 'is missing' : issue.message;
}

/** The line of the deepest part of a path that is in the file. */
function lineOfNode(document: Document, lines: LineCounter, path: PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/**
 * A line of the SQL as a line of the file: a block (`sql: |`) begins below its key, other text on the line of the key.
 */
function sqlLine(
  document: Document,
  lines: LineCounter,
  { dialect, line }: { dialect: 'sqlite' | 'postgres'; line: number },
): number {
  const node = [document.getIn(['sql', dialect], true), document.get('sql', true)].find((each) =>
    isScalar(each),
  );
  if (!isScalar(node) || !node.range) return 1;
  const first = lines.linePos(node.range[0]).line;
  return first + line - (node.type?.startsWith('BLOCK') ? 0 : 1);
}
