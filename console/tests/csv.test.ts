import { describe, expect, it } from "vitest";

import { csvCell, fileName, toCsv } from "../src/components/csv";

describe("CSV", () => {
  it.each([
    ...["=1+1", "+49 170", "-2", "@sum", "|calc", "%0A", "\t=1", "\r=1", "\n=1", " =1", "\tx", "\rx", "\nx", "\0=1"],
    ...["＝1+1", "＋1", "－1", "＠sum", "−1", "\uFEFF=1", "\u200B=1", "\u202E=1", "\u3000＝1", "=HYPERLINK(\"http://x\",\"y\")"],
  ])("makes no formula of %j", (text) => {
    expect(csvCell(text)).toMatch(/^"'/);
  });

  it.each(["a;=1+1", "a\t=1+1", "a\n=1+1", "a\r=1+1", "a,=1+1", 'a",=1+1'])("keeps %j in one cell", (text) => {
    expect(csvCell(text)).toBe(`"${text.replaceAll('"', '""')}"`);
  });

  it("leaves alone what is no formula", () => {
    expect(["Spring sale", "a=b", "5 % off", "ann@example.com", "Größe"].map(csvCell)).toEqual([
      "Spring sale",
      "a=b",
      "5 % off",
      "ann@example.com",
      "Größe",
    ]);
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

describe("the name of a file", () => {
  it.each([
    ["Spring sale.csv", "Spring sale.csv"],
    ["../../etc/passwd.csv", "etc passwd.csv"],
    ["A/B: 50 % \"off\"?.csv", "A B 50 % off.csv"],
    ["line\nbreak\ttab\0.csv", "linebreaktab.csv"],
    ["evil\u202Evsc.exe.csv", "evilvsc.exe.csv"],
    ["...csv", "download.csv"],
    ["con.csv", "_con.csv"],
    ["console.csv", "console.csv"],
    ["Größe 1. .csv", "Größe 1.csv"],
    ["", "download"],
  ])("of %j is %j", (name, expected) => {
    expect(fileName(name)).toBe(expected);
  });

  it("is of a length that every system takes", () => {
    expect(fileName(`${"x".repeat(500)}.csv`)).toBe(`${"x".repeat(120)}.csv`);
  });
});
