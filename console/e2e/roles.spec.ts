/** Whatever a role comes across by following links, nothing there is refused by the API. */
import { expect, test, type Page } from "@playwright/test";

import { seed, type World } from "./seed";

type Key = World["viewer"];

let world: World;

test.beforeAll(async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL: baseURL! });
  world = await seed(baseURL!, request);
  await request.dispose();
});

async function enter(page: Page, key: Key): Promise<void> {
  await page.goto("/console/");
  await page.getByLabel("Access key ID").fill(key.id);
  await page.getByLabel("Secret access key").fill(key.secret);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: /^Applications/ })).toBeVisible();
}

/** Follow links within the console, one of each kind; the addresses that were opened. */
async function follow(page: Page, start: string): Promise<readonly string[]> {
  const kind = (address: string) => address.replace(/[0-9a-f]{32}/g, "*").replace(/\?(?!tab=).*$/, "");
  const waiting = [start];
  const seen = new Set([kind(start)]);
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    await page.goto(next);
    const title = page.getByRole("heading", { level: 1 }).or(page.getByRole("alert")).first();
    await expect(title, next).toBeVisible({ timeout: 30_000 });
    await page.waitForLoadState("networkidle");
    await expect.soft(page.getByText("Not permitted"), next).toHaveCount(0);
    const links = await page.locator("a[href]").evaluateAll((all) => all.map((link) => link.getAttribute("href")!));
    for (const link of links.filter((href) => href.startsWith("/"))) {
      expect.soft(link, `on ${next}`).toMatch(/^\/console\//);
      if (seen.has(kind(link))) continue;
      seen.add(kind(link));
      waiting.push(link);
    }
  }
  return [...seen];
}

for (const role of ["viewer", "marketer"] as const) {
  test(`a ${role} meets no page that is refused`, async ({ page }) => {
    test.setTimeout(300_000);
    await enter(page, world[role]);
    const refused: string[] = [];
    page.on("response", (answer) => {
      if (answer.status() === 403) refused.push(`${page.url()}: ${answer.request().method()} ${answer.url()}`);
    });
    page.on("pageerror", (error) => refused.push(`${page.url()}: ${error.message}`));
    const opened = await follow(page, `/console/apps/${world.full}`);
    expect(opened.length).toBeGreaterThan(15);
    expect(opened.some((address) => address.endsWith("/campaigns/new"))).toBe(role === "marketer");
    expect(opened).not.toContain("/console/keys");
    expect(refused).toEqual([]);
  });
}

test("a viewer who knows the address of a form is told, and offered none", async ({ page }) => {
  await enter(page, world.viewer);
  for (const path of [`/apps/${world.full}/segments/new`, `/apps/${world.full}/campaigns/new`, "/templates/new", "/keys"]) {
    await page.goto(`/console${path}`);
    await expect(page.getByRole("heading", { name: "Not permitted" })).toBeVisible();
    await expect(page.locator("main form")).toHaveCount(0);
  }
});
