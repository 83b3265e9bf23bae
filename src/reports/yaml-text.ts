import { isAlias, isNode, isScalar, Lexer, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { didYouMean } from '../nearest-word.ts';

/** A fault in a file, and its line, counted from 1. */
export type Problem = { line: number; reason: string };

/** How much a file may hold: `file` in characters; `tokens`: words and signs, since the time of a parser may grow with their square. */
export type TextLimits = { readonly file: number; readonly tokens: number };

type Document = ReturnType<typeof parseDocument>;

/** What stands in a file, and the lines of its parts. */
export type YamlText = {
  /** Plain data without aliases; null where there is nothing but comments. */
  data: unknown;
  document: Document;
  lines: LineCounter;
  /** The line of a part; of the deepest part of its path that is there. */
  lineOf(path: PropertyKey[]): number;
};

/** Problems that are told of one file; some files would have thousands. */
const MAX_PROBLEMS = 10;

/** Reads YAML strictly: one document without aliases, tags and directives, and no key twice. */
export function readYaml(text: string, limits: TextLimits): YamlText | { problems: Problem[] } {
  if (text.length > limits.file)
    return { problems: [{ line: 1, reason: `is larger than ${limits.file} characters` }] };
  if (hasMoreTokens(text, limits.tokens))
    return {
      problems: [{ line: 1, reason: `has more than ${limits.tokens} words and signs: make it smaller` }],
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
  const forbidden = findForbidden(document, lines);
  if (forbidden.length > 0) return { problems: forbidden };
  return {
    data: document.toJS({ maxAliasCount: 0 }),
    document,
    lines,
    lineOf: (path) => lineOfNode(document, lines, path),
  };
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

/** Finds features of YAML that no file of ours needs. A few aliases can stand for gigabytes. */
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

/** What a schema finds wrong, with lines. `known`: the keys that there are at a place, where a misspelled one is to be told. */
export function problemsIn(
  error: z.ZodError,
  { lineOf, known = () => [] }: Pick<YamlText, 'lineOf'> & { known?(path: PropertyKey[]): readonly string[] },
): Problem[] {
  const tell = (issue: z.core.$ZodIssue): Problem[] => {
    const where = issue.path.join('.');
    if (issue.code !== 'unrecognized_keys') {
      const reason = reasonOf(issue);
      return [{ line: lineOf(issue.path), reason: where ? `${where}: ${reason}` : reason }];
    }
    return issue.keys.slice(0, MAX_PROBLEMS).map((key) => ({
      line: lineOf([...issue.path, key]),
      reason: `${where ? `${where}: ` : ''}unknown key “${key}”${didYouMean(key, othersThan(key, known(issue.path)))}`,
    }));
  };
  return error.issues.slice(0, MAX_PROBLEMS).flatMap(tell);
}

/** A key of another type of param may be known, and wrong all the same. */
const othersThan = (key: string, known: readonly string[]) => known.filter((each) => each !== key);

function reasonOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value' && typeof issue.input === 'string')
    return `${issue.message}${didYouMean(issue.input, issue.values.map(String))}`;
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
