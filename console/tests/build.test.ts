/** The built app: light, split, without secrets and without inline scripts. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

const DIST = join(import.meta.dirname, "../dist");
const SHELL_BYTES = 400 * 1000;

interface Chunk {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
}

/** The files that a page needs before it shows anything; `entries` are loaded by it at once. */
function filesOf(...entries: readonly string[]): readonly string[] {
  const manifest = JSON.parse(readFileSync(join(DIST, ".vite/manifest.json"), "utf8")) as Record<string, Chunk>;
  const files = new Set<string>(["index.html"]);
  const add = (name: string) => {
    const chunk = manifest[name]!;
    if (files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const style of chunk.css ?? []) files.add(style);
    for (const imported of chunk.imports ?? []) add(imported);
  };
  for (const entry of ["index.html", ...entries]) add(entry);
  return [...files];
}

function sizeOf(files: readonly string[], compress: (bytes: Buffer) => Buffer): number {
  return files.reduce((sum, file) => sum + compress(readFileSync(join(DIST, file))).length, 0);
}

/** Quality 5: quick, and no better than what a content delivery network does. */
function brotli(bytes: Buffer): Buffer {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
}

const MESSAGES = "node_modules/@cloudscape-design/components/i18n/messages/all.en.js";
const DOOR = ["src/app/SignIn.tsx", MESSAGES];
const SHELL = ["src/app/Inside.tsx", MESSAGES];

describe.skipIf(!existsSync(DIST))("the built app", () => {
  it("opens its door with less than 400 KB", () => {
    expect(sizeOf(filesOf(...DOOR), (bytes) => gzipSync(bytes, { level: 9 }))).toBeLessThan(SHELL_BYTES);
  });

  it("has a shell under 400 KB, compressed as CloudFront does", () => {
    expect(sizeOf(filesOf(...SHELL), brotli)).toBeLessThan(SHELL_BYTES);
  });

  it("keeps the code editor for those who open it", () => {
    const scripts = filesOf(...SHELL).filter((file) => file.endsWith(".js"));
    const text = scripts.map((file) => readFileSync(join(DIST, file), "utf8")).join("");
    expect(text).not.toContain("cm-content");
  });

  it("has no inline script or style, and no secret", () => {
    const page = readFileSync(join(DIST, "index.html"), "utf8");
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(page).not.toMatch(/<style|\son\w+=/);
    for (const file of readdirSync(join(DIST, "assets")).filter((name) => name.endsWith(".js"))) {
      expect(readFileSync(join(DIST, "assets", file), "utf8"), file).not.toContain("local-secret");
    }
  });
});
