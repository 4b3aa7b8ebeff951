/** Numbers in two directions, the more the stronger the colour. The drawing is a table, so that it can be read aloud. */
import { useFormat } from "../i18n/language";
import { FigureFrame } from "./FigureFrame";
import { cellShower, shower, type Unit } from "./figureValues";
import type { Cell } from "./listing";

export interface HeatRow {
  readonly name: string;
  /** A number that stands before the coloured ones, such as how many there were. */
  readonly lead?: number;
  readonly values: readonly (number | undefined)[];
}

interface Properties {
  readonly title: string;
  readonly description?: string | undefined;
  readonly rowTitle: string;
  readonly leadTitle?: string;
  readonly columns: readonly string[];
  readonly rows: readonly HeatRow[];
  readonly unit?: Unit;
  /** What has the strongest colour; the largest number unless told. */
  readonly strongest?: number;
  readonly empty?: string;
}

export function HeatMap({ title, description, rowTitle, leadTitle, columns, rows, unit = "number", ...rest }: Properties) {
  const format = useFormat();
  const show = shower(format, unit);
  const inCell = cellShower(format, unit);
  const most = rest.strongest ?? Math.max(0, ...rows.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const shown = (value: Cell) => (typeof value === "number" ? show(value) : String(value));
  const lead = leadTitle === undefined ? [] : [{ title: leadTitle, show: (value: Cell) => format.decimal(Number(value)) }];
  return (
    <FigureFrame
      title={title}
      description={description}
      columns={[{ title: rowTitle }, ...lead, ...columns.map((name) => ({ title: name, show: shown }))]}
      rows={rows.map((row) => [row.name, ...(lead.length ? [row.lead] : []), ...row.values])}
      isEmpty={rows.length === 0 || most === 0}
      {...(rest.empty === undefined ? {} : { empty: rest.empty })}
    >
      <div className="pw-scroll" tabIndex={0} role="region" aria-label={title}>
        <table className="pw-heat">
          <thead>
            <tr>
              <th scope="col">{rowTitle}</th>
              {lead.map((column) => (
                <th key={column.title} scope="col" className="pw-heat-lead">
                  {column.title}
                </th>
              ))}
              {columns.map((name) => (
                <th key={name} scope="col" className="pw-heat-column">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <th scope="row">{row.name}</th>
                {lead.length ? <td className="pw-heat-lead">{format.decimal(row.lead)}</td> : null}
                {row.values.map((value, index) => (
                  <HeatCell key={columns[index]} share={value === undefined || !most ? undefined : value / most}>
                    {value === undefined ? "" : inCell(value)}
                  </HeatCell>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </FigureFrame>
  );
}

function HeatCell({ share, children }: { share: number | undefined; children: string }) {
  if (share === undefined) return <td>{children}</td>;
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100);
  // Between the two colours of the theme (console.css), on both of which the text stays readable.
  const backgroundColor = `color-mix(in srgb, var(--pw-heat-most) ${percent}%, var(--pw-heat-least))`;
  return (
    <td className="pw-heat-cell" style={{ backgroundColor }}>
      {children}
    </td>
  );
}
