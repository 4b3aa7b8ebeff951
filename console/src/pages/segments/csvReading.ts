/** Reading delimited text as it comes, cell by cell: RFC 4180 with any delimiter. */
export const DELIMITERS = [",", ";", "\t", "|"] as const;

export class CsvReader {
  private cell = "";
  private row: string[] = [];
  private isQuoted = false;
  private sawQuote = false;
  private isStarted = false;
  private pendingReturn = false;
  private quoteLine = 0;
  /** Lines begun so far, for messages. */
  line = 1;
  /** Lines that break inside a cell: imports refuse them. */
  brokenLines: number[] = [];

  private readonly delimiter: string;

  constructor(delimiter: string) {
    this.delimiter = delimiter;
  }

  /** The line whose quotes nothing has closed so far. */
  get unclosedLine(): number | undefined {
    return this.isQuoted && !this.sawQuote ? this.quoteLine : undefined;
  }

  /** Take a piece of text; give the rows that it completes. */
  push(text: string): string[][] {
    const rows: string[][] = [];
    let at = 0;
    while (at < text.length) {
      const end = this.isBusy ? -1 : text.indexOf("\n", at);
      const line = end < 0 ? undefined : text.slice(at, text[end - 1] === "\r" ? end - 1 : end);
      if (line === undefined || line.includes('"') || line.includes("\r")) {
        this.take(text[at]!, rows);
        at += 1;
      } else {
        // Most lines have no quotes, and splitting is many times as fast.
        if (line) rows.push(line.split(this.delimiter).map((cell) => cell.trim()));
        this.line += 1;
        at = end + 1;
      }
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

  private get isBusy(): boolean {
    return this.isStarted || this.isQuoted || this.pendingReturn;
  }

  private take(character: string, rows: string[][]): void {
    if (this.isQuoted) this.inQuotes(character, rows);
    else this.plain(character, rows);
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
      this.quoteLine = this.line;
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

/** A cell as imports take it: a line break would end the row, quoted or not. */
export function writeCell(cell: string): string {
  const flat = /[\r\n]/.test(cell) ? cell.replace(/\s*[\r\n]+\s*/g, " ") : cell;
  return /[",]/.test(flat) ? `"${flat.replaceAll('"', '""')}"` : flat;
}
