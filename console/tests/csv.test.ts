import { describe, expect, it } from "vitest";

import { csvCell, toCsv } from "../src/components/csv";

describe("CSV", () => {
  it.each(["=1+1", "+49 170", "-2", "@sum", "\t=1", " =1", "|calc", "\r=1"])("makes no formula of %j", (text) => {
    expect(csvCell(text).replace(/^"/, "").startsWith("'")).toBe(true);
  });

  it("leaves numbers numbers, negative ones too", () => {
    expect(csvCell(-2.5)).toBe("-2.5");
  });

  it("quotes what would break a row", () => {
    expect(toCsv(["a", "b"], [['say "x"', "1,2"]])).toBe('a,b\r\n"say ""x""","1,2"\r\n');
  });

  it("leaves out what is not there", () => {
    expect(toCsv(["a", "b"], [[undefined, null]])).toBe("a,b\r\n,\r\n");
  });
});
