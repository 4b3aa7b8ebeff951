/** What the set-up leaves for the tests after it. */
import { readFileSync } from "node:fs";

import type { World } from "./seed";

export const STORY_APPLICATION = "Bookshop";
export const WORLD_FILE = "e2e/results/world.json";

export function world(): World {
  return JSON.parse(readFileSync(WORLD_FILE, "utf8")) as World;
}
