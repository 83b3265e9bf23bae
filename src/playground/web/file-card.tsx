import type { PageFile } from '../page-types.ts';

/** A file of a message: its name, a link to download it, and the first rows of a table. */
export function FileCard({ file, url }: { file: PageFile; url: string }) {
  const { preview } = file;
  return (
    <figure className="file">
      <figcaption className="file-head">
        <span className="file-sign" aria-hidden="true">
          {file.name.split('.').at(-1)?.slice(0, 4).toUpperCase()}
        </span>
        <span className="file-names">
          <span className="file-title">{file.title}</span>
          <span className="file-note">
            {file.title === file.name ? '' : `${file.name} · `}
            {sizeOf(file.size)}
          </span>
        </span>
        <a className="block-button" href={url} download={file.name} aria-label={`Download ${file.name}`}>
          Download
        </a>
      </figcaption>
      {preview && preview.rows.length > 0 && <Preview {...preview} />}
    </figure>
  );
}

function Preview({ rows, count }: NonNullable<PageFile['preview']>) {
  const [head = [], ...body] = rows;
  const more = count - rows.length;
  return (
    <div className="file-preview">
      <table>
        <thead>
          <tr>
            {keyed(head).map(({ key, value }) => (
              <th key={key} scope="col">
                {value}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {keyed(body).map(({ key, value: row }) => (
            <tr key={key}>
              {keyed(row).map(({ key: column, value }) => (
                <td key={column}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p className="file-note">{more === 1 ? 'and one more row' : `and ${more} more rows`}</p>}
    </div>
  );
}

const keyed = <T,>(values: T[]) => values.map((value, key) => ({ key, value }));

function sizeOf(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
