/** Whatever a role comes across by following links, nothing there is refused by the API. */
import { expect, type Page } from "@playwright/test";

import { arrive, follow, test, type Key } from "./console";
import type { Watch } from "./watch";
import { world } from "./world";

/** Follow links within the console, one of each kind; the addresses that were opened. */
async function explore(page: Page, watch: Watch, start: string): Promise<readonly string[]> {
  const kind = (address: string) => address.replace(/[0-9a-f]{32}/g, "*").replace(/\?(?!tab=).*$/, "");
  const waiting = [start];
  const seen = new Set([kind(start)]);
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    await follow(page, next.replace("/console", ""));
    await watch.rest();
    await expect.soft(page.getByText("Not permitted"), next).toHaveCount(0);
    const links = await page.locator("a[href]").evaluateAll((all) => all.map((link) => link.getAttribute("href")!));
    for (const link of links.filter((href) => href.startsWith("/"))) {
      expect.soft(link, `on ${next}`).toMatch(/^\/console\//);
      // What a hostile template tries is refused by the browser, and watched by its own test.
      if (seen.has(kind(link)) || link.includes("/Hostile-")) continue;
      seen.add(kind(link));
      waiting.push(link);
    }
  }
  return [...seen];
}

function keyOf(role: "Viewer" | "Marketer"): Key {
  const { viewer, marketer } = world();
  return { ...(role === "Viewer" ? viewer : marketer), role };
}

for (const role of ["Viewer", "Marketer"] as const) {
  test(`a ${role.toLowerCase()} meets no page that is refused`, { tag: "@long" }, async ({ page, watch }) => {
    await arrive(page, "/", { key: keyOf(role) });
    const refused: string[] = [];
    page.on("response", (answer) => {
      if (answer.status() === 403) refused.push(`${page.url()}: ${answer.request().method()} ${answer.url()}`);
    });
    const opened = await explore(page, watch, `/console/apps/${world().app}`);
    expect(opened.length).toBeGreaterThan(15);
    expect(opened.some((address) => address.endsWith("/campaigns/new"))).toBe(role === "Marketer");
    expect(opened).not.toContain("/console/keys");
    expect(refused).toEqual([]);
  });
}

test("a viewer who knows the address of a form is told, and offered none", async ({ page }) => {
  await arrive(page, "/", { key: keyOf("Viewer") });
  for (const path of [`/apps/${world().app}/segments/new`, `/apps/${world().app}/campaigns/new`, "/templates/new", "/keys"]) {
    await follow(page, path);
    await expect(page.getByRole("heading", { name: "Not permitted" })).toBeVisible();
    await expect(page.locator("main form")).toHaveCount(0);
  }
});
