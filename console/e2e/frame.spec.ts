/** What is around every page, without a mouse: past the navigation, on to another page, and away from none. */
import { expect } from "@playwright/test";

import { arrive, test } from "./console";

test.beforeEach(async ({ page }) => {
  await page.route(/\/v1\//, (route) => route.fulfill({ json: { Item: [] } }));
});

test("the first thing that takes focus leads past the navigation", async ({ page, watch }) => {
  await arrive(page, "/apps/any/campaigns?sort=name", { language: "de" });
  const title = page.getByRole("main").getByRole("heading", { level: 1 });
  await expect(title).toContainText("Kampagnen");
  await expect(title, "arrival steals no focus").not.toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Zum Inhalt springen" })).toBeFocused();
  await watch.expectAccessible();
  await page.keyboard.press("Enter");
  await expect(title).toBeFocused();
  await expect(page).toHaveURL(/campaigns\?sort=name$/);
});

test("a new page is heard, a new order of the same page is not", async ({ page }) => {
  await arrive(page, "/apps/any/campaigns");
  const main = page.getByRole("main");
  await page.getByRole("link", { name: "Segments", exact: true }).press("Enter");
  await expect(main.getByRole("heading", { level: 1, name: /^Segments/ })).toBeFocused();
  const byName = main.getByRole("columnheader", { name: "Name" }).getByRole("button");
  await byName.press("Enter");
  await expect(page).toHaveURL(/sort=name/);
  await expect(byName).toBeFocused();
});

test("an address without a page leads on", async ({ page, watch }) => {
  await arrive(page, "/nothing/here");
  await expect(page.getByRole("heading", { level: 1, name: "Not found" })).toBeVisible();
  await watch.expectAccessible();
  await page.getByRole("main").getByRole("link", { name: "To the applications" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Applications/ })).toBeFocused();
});
