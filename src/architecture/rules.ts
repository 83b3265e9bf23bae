import { isWithin, roomOf, type Source } from './sources.ts';

/** Places by what they are allowed to use. */
type Table = Record<string, readonly string[]>;

/** Imports from a room that the table does not open to the importing file, or to its room. */
export function findWrongRooms(sources: readonly Source[], mayImport: Table): string[] {
  return sources.flatMap(({ path, files }) => {
    const room = roomOf(path);
    const open = mayImport[path] ?? mayImport[room] ?? [];
    const wrong = files.filter((file) => !['', room, ...open].includes(roomOf(file)));
    return wrong.map((file) => `${path} imports ${file}`);
  });
}

/** Rooms that are missing in the table, and names in the table that no room has. */
export function findUnknownRooms(sources: readonly Source[], mayImport: Table): string[] {
  const rooms = new Set(sources.map(({ path }) => roomOf(path)));
  const paths = new Set(sources.map(({ path }) => path));
  const named = [...Object.keys(mayImport), ...Object.values(mayImport).flat()];
  return [
    ...[...rooms].filter((room) => !(room in mayImport)).map((room) => `${room} is not in the table`),
    ...[...new Set(named)]
      .filter((name) => !rooms.has(name) && !paths.has(name))
      .map((name) => `there is no ${name}`),
  ];
}

/** Imports of a place that is kept for others. */
export function findIntruders(sources: readonly Source[], keptFor: Table): string[] {
  return Object.entries(keptFor).flatMap(([place, guests]) =>
    sources
      .filter(({ path }) => !isWithin(path, [place, ...guests]))
      .flatMap(({ path, files }) =>
        files.filter((file) => isWithin(file, [place])).map((file) => `${path} imports ${file}`),
      ),
  );
}

/** Imports that Node cannot follow as they are written, but for those within a place that is built first. */
export function findUnreadable(sources: readonly Source[], built: readonly string[]): string[] {
  return sources
    .filter(({ path }) => !isWithin(path, built))
    .flatMap(({ path, files }) =>
      files.filter((file) => !/\.(?:ts|json)$/.test(file)).map((file) => `${path} imports ${file}`),
    );
}

/** Imports of a package by others than its owners. */
export function findStrayPackages(sources: readonly Source[], owners: Table): string[] {
  return sources.flatMap(({ path, packages }) =>
    packages.filter((name) => !isWithin(path, owners[name] ?? [])).map((name) => `${path} imports ${name}`),
  );
}

/** Owners that do not use their package. */
export function findIdleOwners(sources: readonly Source[], owners: Table): string[] {
  return Object.entries(owners).flatMap(([name, places]) =>
    places
      .filter(
        (place) => !sources.some((each) => isWithin(each.path, [place]) && each.packages.includes(name)),
      )
      .map((place) => `${place} does not import ${name}`),
  );
}

/** Files that import each other, directly or through others: each circle in alphabetical order. */
export function findCircles(sources: readonly Source[]): string[][] {
  const filesOf = new Map(sources.map(({ path, files }) => [path, files]));
  const reachFrom = (path: string) => {
    const reached = new Set<string>();
    const next = [...(filesOf.get(path) ?? [])];
    for (let file = next.pop(); file !== undefined; file = next.pop()) {
      if (reached.has(file)) continue;
      reached.add(file);
      next.push(...(filesOf.get(file) ?? []));
    }
    return reached;
  };
  const reached = new Map(sources.map(({ path }) => [path, reachFrom(path)]));
  const circles = sources
    .filter(({ path }) => reached.get(path)?.has(path))
    .map(({ path }) => [...(reached.get(path) ?? [])].filter((file) => reached.get(file)?.has(path)).sort());
  return [...new Map(circles.map((circle) => [circle.join(), circle])).values()].sort();
}

/** Files with more lines than this. */
export function findLongFiles(sources: readonly Source[], most: number): string[] {
  return sources
    .filter(({ text }) => text.trimEnd().split('\n').length > most)
    .map(({ path }) => path)
    .sort();
}

/** Words in files where they are not allowed. */
export function findWords(
  sources: readonly Source[],
  { words, allowed }: { words: readonly RegExp[]; allowed: readonly string[] },
): string[] {
  return sources
    .filter(({ path }) => !isWithin(path, allowed))
    .flatMap(({ path, text }) =>
      words.flatMap((each) => each.exec(text)?.[0] ?? []).map((found) => `${path}: ${found}`),
    );
}
