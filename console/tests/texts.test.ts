/** Every text in every language, with the same places for values. */
import { describe, expect, it } from "vitest";

import { languageOf, text, type Catalogue } from "../src/i18n/language";

const modules = import.meta.glob<Record<string, unknown>>(
  ["../src/i18n/*.ts", "../src/pages/*/*[tT]exts.ts"],
  { eager: true },
);
const catalogues = Object.entries(modules).flatMap(([file, found]) =>
  Object.values(found).map((catalogue) => [file, catalogue as Catalogue] as const),
);

const places = (line: string) => [...line.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe("texts", () => {
  it("are found", () => {
    expect(catalogues.length).toBeGreaterThan(15);
  });

  it.each(catalogues)("of %s are complete", (_, catalogue) => {
    for (const [key, row] of Object.entries(catalogue)) {
      expect(row, key).toHaveLength(3);
      for (const line of row) {
        expect(line.trim(), key).not.toBe("");
        expect(places(line), key).toEqual(places(row[0]));
      }
    }
  });

  it("take values", () => {
    expect(text({ a: ["{n} of {m}", "{n} von {m}", "{n} di {m}"] }, "de", "a", { n: 1, m: 2 })).toBe("1 von 2");
  });

  it("follow the browser's languages in their order", () => {
    expect(languageOf(["fr-FR", "it-IT", "en"])).toBe("it");
    expect(languageOf(["ja"])).toBe("en");
  });
});
