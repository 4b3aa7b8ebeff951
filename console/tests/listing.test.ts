import { describe, expect, it } from "vitest";

import { filtered, pageOf, pagesOf, sorted } from "../src/components/listing";

const columns = [
  { id: "name", value: (item: { name: string; n?: number }) => item.name },
  { id: "n", value: (item: { name: string; n?: number }) => item.n },
];
const many = Array.from({ length: 10_000 }, (_, n) => ({ name: `Campaign ${n}`, n }));

describe("lists", () => {
  it("find all words in any column, whatever their case", () => {
    expect(filtered(many, columns, "campaign 9999").map(({ n }) => n)).toEqual([9999]);
  });

  it("sort names with numbers as people do", () => {
    const found = sorted([{ name: "b10" }, { name: "b9" }], columns[0], false);
    expect(found.map(({ name }) => name)).toEqual(["b9", "b10"]);
  });

  it("put what is absent last", () => {
    const found = sorted([{ name: "a" }, { name: "b", n: 1 }], columns[1], false);
    expect(found.map(({ name }) => name)).toEqual(["b", "a"]);
  });

  it("show one page of ten thousand", () => {
    expect(pagesOf(many.length)).toBe(200);
    expect(pageOf(many, 200).at(-1)?.n).toBe(9999);
    expect(pageOf(many, 1)).toHaveLength(50);
  });
});
