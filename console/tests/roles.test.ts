/**
 * What the pages offer, held against what the API permits (rights.json, written from the stack's policies): the file
 * that calls an operation, or one that shows it, asks `may()` for the deed that the operation is.
 */
import { dirname, join, normalize } from "node:path/posix";
import { describe, expect, it } from "vitest";

import { may, type Deed } from "../src/api/roles";
import { standingOf } from "../src/api/standing";
import type { Api } from "../src/api/client";
import { ApiError } from "../src/api/errors";
import { ROLES, type Role } from "../src/api/session";
import rights from "./rights.json";

interface Right {
  readonly method: string;
  readonly path: string;
  readonly least: string;
}

const RIGHTS: Readonly<Record<string, Right>> = rights;
const sources = import.meta.glob<string>("../src/{pages,components}/**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** Role by role, from the one that may most. */
function permits(role: Role, { least }: Right): boolean {
  return ROLES.indexOf(role) <= ROLES.indexOf(least as Role);
}

/** The deed that an operation is to the console; undefined: whoever is signed in may. */
function deedOf({ least, path }: Right): Deed | undefined {
  if (least === "Viewer") return undefined;
  if (least === "Admin") return "administer";
  return path.includes("{ApplicationId}") ? "work" : "share";
}

/** Operations that a file's text calls: the SDK's commands, and paths of the extension API. */
function operationsIn(text: string): readonly string[] {
  const commands = [...text.matchAll(/new (\w+)Command\(/g)].map(([, name]) => name!);
  const paths = [...text.matchAll(/\bx\.(get|post|put|delete)(?:<[^(]*>)?\(\s*(?:`([^`]*)`|"([^"]*)")/g)];
  return [
    ...commands,
    ...paths.map(([, method, template, plain]) => routeOf(method!.toUpperCase(), whole(template ?? plain ?? "", text))),
  ];
}

/** A path whose beginning has a name of its own in the same file. */
function whole(path: string, text: string): string {
  return path.replace(/^\$\{(\w+)\}/, (start, name: string) => {
    const [, found] = new RegExp(`const ${name} = \`([^\`]*)\``).exec(text) ?? [];
    return found ?? start;
  });
}

function routeOf(method: string, template: string): string {
  const shape = (path: string) => path.replace(/\$?\{(?:[^{}]|\{[^}]*\})*\}/g, "*").replace(/\?.*$/, "");
  const wanted = shape(`/x/v1${template}`);
  const found = Object.entries(RIGHTS).find(([, right]) => right.method === method && shape(right.path) === wanted);
  if (!found) throw new Error(`The API has no ${method} ${template}`);
  return found[0];
}

function importsOf(file: string): readonly string[] {
  return [...sources[file]!.matchAll(/(?:from|import\() ?"(\.[^"]+)"/g)].flatMap(([, path]) => {
    const base = normalize(join(dirname(file), path!));
    return [`${base}.ts`, `${base}.tsx`].filter((name) => name in sources);
  });
}

/** A file and all that show it, however far above. */
function shownBy(file: string, seen: Set<string> = new Set()): Set<string> {
  seen.add(file);
  for (const other of Object.keys(sources)) {
    if (!seen.has(other) && importsOf(other).includes(file)) shownBy(other, seen);
  }
  return seen;
}

const calling = Object.keys(sources)
  .map((file) => [file, operationsIn(sources[file]!)] as const)
  .filter(([, operations]) => operations.length > 0);

describe("what pages offer", () => {
  it("is looked at everywhere", () => {
    const operations = new Set(calling.flatMap(([, found]) => found));
    expect(operations.size).toBeGreaterThan(100);
    expect([...operations].filter((name) => !(name in RIGHTS))).toEqual([]);
    expect(operations).toContain("RotateAccessKey");
    expect(operations).toContain("StartDryRun");
  });

  it.each(calling)("%s asks for the deeds of what it calls", (file, operations) => {
    const deeds = new Set(operations.flatMap((name) => deedOf(RIGHTS[name]!) ?? []));
    const asked = [...shownBy(file)].map((shown) => sources[shown]).join("\n");
    expect([...deeds].filter((deed) => !new RegExp(`\\b(may|useMay\\(\\))\\("${deed}"\\)`).test(asked))).toEqual([]);
  });
});

describe("the console's roles", () => {
  it.each(ROLES)("let a %s do what the API permits, and nothing else", (role) => {
    for (const [name, right] of Object.entries(RIGHTS)) {
      const deed = deedOf(right);
      expect([name, deed === undefined || may({ role }, deed)]).toEqual([name, permits(role, right)]);
    }
  });

  it("close what belongs to the account to a key for some applications", () => {
    const bound = { role: "Marketer", isBound: true } as const;
    expect([may(bound, "work"), may(bound, "share"), may(bound, "administer")]).toEqual([true, false, false]);
  });
});

describe("the holder of a key", () => {
  /** An API that permits some operations. */
  function api(permitted: readonly string[]): Api {
    const answer = (name: string, result: unknown = {}) =>
      permitted.includes(name)
        ? Promise.resolve(result)
        : Promise.reject(new ApiError("No right.", { status: 403, code: "ForbiddenException" }));
    const call = (method: string) => (path: string) => answer(routeOf(method, path.replace(/apps\/\w+/, "apps/${app}")));
    const send = (command: object) =>
      command.constructor.name === "GetAppsCommand"
        ? answer("GetApps", { ApplicationsResponse: { Item: [{ Id: "a" }] } })
        : answer("PhoneNumberValidate");
    return { send, x: { get: call("GET"), post: call("POST") } } as unknown as Api;
  }

  it.each([
    [["GetApps", "ListNumbers"], "Viewer", false],
    [["GetApps", "ListNumbers", "PhoneNumberValidate", "OpenUpload"], "Marketer", false],
    [["GetApps", "ListNumbers", "PhoneNumberValidate", "OpenUpload", "ListAccessKeys"], "Admin", false],
    [["GetApps", "ListNumbers", "ListAccessKeys"], "Viewer", false],
    [["GetApps"], "Viewer", true],
    [["GetApps", "OpenUpload"], "Marketer", true],
  ])("who may %j is a %s; bound to applications: %s", async (permitted, role, isBound) => {
    expect(await standingOf(api(permitted))).toEqual({ role, isBound });
  });

  it("who may not even list applications is not let in", async () => {
    await expect(standingOf(api(["PutEvents"]))).rejects.toMatchObject({ status: 403 });
  });
});
