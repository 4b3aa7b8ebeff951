/** Every page, with data and without: it opens, says nothing unseemly, and anybody can use it. */
import { expect, test, type Page } from "@playwright/test";

import { GROUPS } from "../src/pages/analytics/tabs";
import { expectAccessible, signIn } from "./console";
import { seed, type World } from "./seed";

let world: World;

test.beforeAll(async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL: baseURL! });
  world = await seed(baseURL!, request);
  await request.dispose();
});

const PATHS: readonly ((world: World) => string)[] = [
  () => "/",
  ({ full }) => `/apps/${full}`,
  ({ full }) => `/apps/${full}/settings`,
  ({ full }) => `/apps/${full}/audience?address=person1@example.com`,
  ({ full }) => `/apps/${full}/audience/endpoints/e1`,
  ({ full }) => `/apps/${full}/audience/users/u1`,
  ({ full }) => `/apps/${full}/segments`,
  ({ full }) => `/apps/${full}/segments/new`,
  ({ full }) => `/apps/${full}/segments/import`,
  ({ full, segment }) => `/apps/${full}/segments/${segment}`,
  ({ full, segment }) => `/apps/${full}/segments/${segment}/edit`,
  ({ full }) => `/apps/${full}/campaigns`,
  ({ full }) => `/apps/${full}/campaigns/new`,
  ({ full, campaign }) => `/apps/${full}/campaigns/${campaign}`,
  ({ full, campaign }) => `/apps/${full}/campaigns/${campaign}/edit?step=2`,
  ({ full, campaign }) => `/apps/${full}/campaigns/${campaign}/edit?step=3`,
  ({ full, campaign }) => `/apps/${full}/campaigns/${campaign}/edit?step=4`,
  ({ full, campaign }) => `/apps/${full}/campaigns/${campaign}/edit?step=5`,
  ({ full }) => `/apps/${full}/events`,
  ...Object.values(GROUPS)
    .flat()
    .map(
      (tab) =>
        ({ full }: World) =>
          `/apps/${full}/analytics?tab=${tab}`,
    ),
  ({ full }) => `/apps/${full}/channels`,
  ({ full }) => `/apps/${full}/stream`,
  ({ full }) => `/apps/${full}/jobs`,
  () => "/templates",
  () => "/templates/new",
  () => "/templates/email/Hello",
  () => "/numbers",
  () => "/keys",
  () => "/audit",
  () => "/nowhere",
];

async function walk(page: Page, paths: readonly string[]): Promise<void> {
  const failures: string[] = [];
  page.on("pageerror", (error) => failures.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) failures.push(message.text());
  });
  for (const path of paths) {
    await test.step(path, async () => {
      await page.goto(`/console${path}`);
      await expect(page.getByRole("heading", { level: 1 }).or(page.getByRole("alert")).first()).toBeVisible();
      await page.waitForLoadState("networkidle");
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect.soft(overflow, `${path} is wider than the window`).toBeLessThanOrEqual(0);
      await expectAccessible(page);
    });
  }
  expect(failures).toEqual([]);
}

test("all pages with data, in light", async ({ page }) => {
  test.setTimeout(300_000);
  await signIn(page);
  await walk(
    page,
    PATHS.map((path) => path(world)),
  );
});

test("all pages without data, dark, on a phone", async ({ page }) => {
  test.setTimeout(300_000);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.addInitScript(() => localStorage.setItem("pinwheel.dark", "1"));
  await signIn(page);
  const paths = PATHS.map((path) => path({ ...world, full: world.empty }));
  await walk(
    page,
    paths.filter((path) => ![world.segment, world.campaign, "/endpoints/", "/users/"].some((part) => path.includes(part))),
  );
});

test("all three languages", async ({ page }) => {
  await signIn(page);
  for (const [language, word] of [
    ["de", "Kampagnen"],
    ["it", "Campagne"],
    ["en", "Campaigns"],
  ] as const) {
    await page.evaluate((chosen) => localStorage.setItem("pinwheel.language", chosen), language);
    await page.goto(`/console/apps/${world.full}/campaigns`);
    await expect(page.getByRole("heading", { name: new RegExp(`^${word}`), level: 1 })).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("lang", language);
  }
});

test("a viewer may look and change nothing", async ({ page }) => {
  await page.goto("/console/");
  await page.getByLabel("Access key ID").fill(world.viewer.id);
  await page.getByLabel("Secret access key").fill(world.viewer.secret);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: /^Applications/ })).toBeVisible();
  await page.goto(`/console/apps/${world.full}/campaigns`);
  await expect(page.getByRole("link", { name: "Spring" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Create campaign" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "API keys" })).toHaveCount(0);
});

test("an API that is down is told, and tried again", async ({ page }) => {
  await signIn(page);
  await page.route("**/v1/apps/*/segments*", (route) => route.abort());
  await page.goto(`/console/apps/${world.full}/segments`);
  await expect(page.getByText(/The API does not answer/)).toBeVisible();
  await page.unroute("**/v1/apps/*/segments*");
  await expect(page.getByRole("link", { name: "Everybody" })).toBeVisible({ timeout: 20_000 });
});

test("a wrong file is refused before anything is sent", async ({ page }) => {
  await signIn(page);
  await page.goto(`/console/apps/${world.full}/segments/import`);
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/uploads")) sent.push(request.url());
  });
  const bytes = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]);
  await page.locator("input[type=file]").setInputFiles({ name: "picture.csv", mimeType: "text/csv", buffer: bytes });
  await expect(page.getByText("This is not a text file in UTF-8")).toBeVisible();
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page.getByText("This is not a text file in UTF-8")).toBeVisible();
  expect(sent).toEqual([]);
});

test("changes that were not saved are not lost by a click", async ({ page }) => {
  await signIn(page);
  await page.goto(`/console/apps/${world.full}/settings`);
  await page.getByLabel("Messages per second").fill("50");
  await page.getByRole("link", { name: "Segments", exact: true }).click();
  await expect(page.getByRole("dialog")).toContainText("Leave without saving?");
  await page.getByRole("button", { name: "Stay" }).click();
  await expect(page.getByLabel("Messages per second")).toHaveValue("50");
});
