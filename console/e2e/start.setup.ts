/** The first start, when nothing is there; then the story's application, and a world for the walks. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { expect } from "@playwright/test";

import { control, createApplication, follow, signIn, test } from "./console";
import { seed } from "./seed";
import { STORY_APPLICATION, WORLD_FILE } from "./world";

test("an empty system says what to do", async ({ page, watch }) => {
  await control(page, "POST", "reset");
  await signIn(page);
  await expect(page.getByText("No applications")).toBeVisible();
  await watch.expectAccessible();
  for (const path of ["/templates", "/numbers", "/keys", "/audit"]) {
    await follow(page, path);
    await watch.rest();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await watch.expectAccessible();
  }
  await page.getByRole("link", { name: "Applications" }).first().click();
  await createApplication(page, STORY_APPLICATION);
  await expect(page.getByRole("heading", { name: STORY_APPLICATION, level: 1 })).toBeVisible();
});

test("a world to walk in", async ({ request, baseURL }) => {
  const world = await seed(baseURL!, request);
  mkdirSync(dirname(WORLD_FILE), { recursive: true });
  writeFileSync(WORLD_FILE, JSON.stringify(world));
});
