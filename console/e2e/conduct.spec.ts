/** How the console behaves: who may do what, what it says when things go wrong, and how one gets about. */
import { expect } from "@playwright/test";

import { arrive, signIn, test } from "./console";
import { world } from "./world";

test("all three languages", async ({ page }) => {
  const path = `/apps/${world().app}/campaigns`;
  await arrive(page, path);
  for (const [language, menu, word] of [
    ["de", "Deutsch", "Kampagnen"],
    ["it", "Italiano", "Campagne"],
    ["en", "English", "Campaigns"],
  ] as const) {
    await page.locator("#top-navigation").getByRole("button").first().click();
    await page.getByRole("menuitemcheckbox", { name: menu }).click();
    await expect(page.getByRole("heading", { name: new RegExp(`^${word}`), level: 1 })).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    await expect(page).toHaveTitle(`${word} · Pinwheel`);
  }
});

test("a viewer may look and change nothing", async ({ page }) => {
  const { app, viewer } = world();
  await signIn(page, { ...viewer, role: "Viewer" });
  await page.goto(`/console/apps/${app}/campaigns`);
  await expect(page.getByRole("link", { name: "Spring" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Create campaign" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "API keys" })).toHaveCount(0);
});

test("an API that is down is told, and tried again", async ({ page }) => {
  await page.route("**/v1/apps/*/segments*", (route) => route.abort());
  await arrive(page, `/apps/${world().app}/segments`);
  await expect(page.getByText(/The API does not answer/)).toBeVisible();
  await page.unroute("**/v1/apps/*/segments*");
  await expect(page.getByRole("link", { name: "Everybody" })).toBeVisible({ timeout: 30_000 });
});

test("changes that were not saved are not lost by a click", async ({ page }) => {
  await arrive(page, `/apps/${world().app}/settings`);
  await page.getByLabel("Messages per second").fill("50");
  await page.getByRole("link", { name: "Segments", exact: true }).click();
  await expect(page.getByRole("dialog")).toContainText("Leave without saving?");
  await page.getByRole("button", { name: "Stay" }).click();
  await expect(page.getByLabel("Messages per second")).toHaveValue("50");
});
