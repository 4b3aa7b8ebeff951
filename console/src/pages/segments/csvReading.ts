/** Reading delimited text as it comes, cell by cell: RFC 4180 with any delimiter. */
export const DELIMITERS = [",", ";", "\t", "|"] as const;

export class CsvReader {
  private cell = "";
  private row: string[] = [];
  private isQuoted = false;
  private sawQuote = false;
  private isStarted = false;
  private pendingReturn = false;
  /** Lines begun so far, for messages. */
  line = 1;
  /** Rows with a line break inside a cell: imports refuse them. */
  brokenLines: number[] = [];

  private readonly delimiter: string;

  constructor(delimiter: string) {
    this.delimiter = delimiter;
  }

  /** Take a piece of text; give the rows that it completes. */
  push(text: string): string[][] {
    const rows: string[][] = [];
    for (const character of text) {
      if (this.isQuoted) this.inQuotes(character, rows);
      else this.plain(character, rows);
    }
    return rows;
  }

  /** The last row, where no line break ends it. */
  end(): string[][] {
    if (!this.isStarted) return [];
    this.endCell();
    const row = this.row;
    this.row = [];
    this.isStarted = false;
    return [row];
  }

  private inQuotes(character: string, rows: string[][]): void {
    if (this.sawQuote) {
      this.sawQuote = false;
      if (character === '"') {
        this.cell += '"';
        return;
      }
      this.isQuoted = false;
      this.plain(character, rows);
      return;
    }
    if (character === '"') this.sawQuote = true;
    else {
      if (character === "\n") {
        this.brokenLines.push(this.line);
        this.line += 1;
      }
      this.cell += character;
    }
  }

  private plain(character: string, rows: string[][]): void {
    const isAfterReturn = this.pendingReturn;
    this.pendingReturn = character === "\r";
    if (character === "\n" && isAfterReturn) return;
    if (character === "\n" || character === "\r") {
      this.line += 1;
      if (!this.isStarted) return;
      this.endCell();
      rows.push(this.row);
      this.row = [];
      this.isStarted = false;
      return;
    }
    this.isStarted = true;
    if (character === this.delimiter) this.endCell();
    else if (character === '"' && this.cell.trim() === "") {
      this.cell = "";
      this.isQuoted = true;
    } else this.cell += character;
  }

  private endCell(): void {
    this.row.push(this.cell.trim());
    this.cell = "";
    this.isQuoted = false;
    this.sawQuote = false;
  }
}

export function readCsv(text: string, delimiter: string): string[][] {
  const reader = new CsvReader(delimiter);
  return [...reader.push(text), ...reader.end()];
}

/** The delimiter that the header has most of, outside quotes; undefined when it has none. */
export function delimiterOf(header: string): string | undefined {
  const bare = header.replace(/"[^"]*"/g, "");
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, count: bare.split(delimiter).length - 1 }));
  const best = counts.sort((one, other) => other.count - one.count)[0]!;
  return best.count > 0 ? best.delimiter : undefined;
}

export function writeCell(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
