/** Ten thousand rows, which nobody makes for a test: the API's pages are stood in for. */
import { expect, type Page } from "@playwright/test";

import { arrive, test } from "./console";

const ROWS = 10_000;

/** Mailings 0 to 9999, the last made last; every tenth is paused. */
async function standIn(page: Page): Promise<void> {
  await page.route(/\/v1\//, (route) => route.fulfill({ json: { Item: [] } }));
  await page.route(/\/v1\/apps\/[^/]+\/campaigns\?/, async (route) => {
    const asked = new URL(route.request().url()).searchParams;
    const start = Number(asked.get("token") ?? 0);
    const end = Math.min(ROWS, start + Number(asked.get("page-size") ?? 100));
    const Item = Array.from({ length: end - start }, (_, index) => ({
      Id: `c${start + index}`,
      Name: `Mailing ${start + index}`,
      State: { CampaignStatus: (start + index) % 10 === 0 ? "PAUSED" : "COMPLETED" },
      CreationDate: new Date(Date.UTC(2026, 0, 1) + (start + index) * 60_000).toISOString(),
    }));
    await route.fulfill({ json: { Item, ...(end < ROWS ? { NextToken: String(end) } : {}) } });
  });
}

function list(page: Page) {
  const main = page.getByRole("main");
  return {
    title: main.getByRole("heading", { level: 1 }),
    box: main.getByRole("searchbox", { name: "Search: Campaigns" }),
    rows: main.getByRole("link", { name: /^Mailing/ }),
    header: (name: string) => main.getByRole("columnheader", { name }),
    next: main.getByRole("button", { name: "Next page" }),
  };
}

test("ten thousand campaigns are searched, filtered, sorted and paged, and all of it is linked to", async ({ page }) => {
  await standIn(page);
  await arrive(page, "/apps/many/campaigns");
  const { title, box, rows, header, next } = list(page);
  await expect(title).toHaveText("Campaigns (10,000)", { timeout: 60_000 });
  await expect(rows).toHaveCount(50);
  await expect(rows.first()).toHaveText("Mailing 9999");

  // By keyboard: a copy of the headings lies over them as the page is scrolled.
  await header("Name").getByRole("button").press("Enter");
  await expect(rows.first()).toHaveText("Mailing 0");
  await expect(page).toHaveURL(/sort=name/);
  await expect(header("Actions").getByRole("button"), "buttons have no order").toHaveCount(0);

  await next.click();
  await expect(rows.first()).toHaveText("Mailing 50");
  await expect(page).toHaveURL(/page=2/);

  // As fast as the browser takes it: no letter may be lost.
  await box.pressSequentially("mailing 99");
  await expect(box).toHaveValue("mailing 99");
  await expect(title).toHaveText("Campaigns (280)");
  await expect(page).not.toHaveURL(/page=/);
  await next.click();
  await expect(rows.first()).not.toHaveText("Mailing 99");
  const first = await rows.first().innerText();

  await page.reload();
  await expect(title).toHaveText("Campaigns (280)", { timeout: 60_000 });
  await expect(box).toHaveValue("mailing 99");
  await expect(rows.first()).toHaveText(first);

  await box.fill("");
  await page.getByRole("button", { name: "Status: All" }).click();
  await page.getByRole("option", { name: "Paused" }).click();
  await expect(title).toHaveText("Campaigns (1,000)");
  await box.pressSequentially("nobody");
  await expect(title).toHaveText("Campaigns (0)");
  await page.getByRole("main").getByRole("button", { name: "Clear filter" }).last().click();
  await expect(box).toHaveValue("");
  await expect(title).toHaveText("Campaigns (10,000)");
});

test("what is typed while a list still comes in is kept", async ({ page }) => {
  await standIn(page);
  let release = () => undefined as void;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/campaigns\?.*token=/, async (route) => {
    await held;
    await route.fallback();
  });
  await arrive(page, "/apps/many/campaigns");
  const { title, box, rows } = list(page);
  await expect(title).toHaveText("Campaigns (100+)", { timeout: 60_000 });
  await box.pressSequentially("mailing ");
  release();
  await box.pressSequentially("1234");
  await expect(box).toHaveValue("mailing 1234");
  await expect(title).toHaveText("Campaigns (1)", { timeout: 60_000 });
  await expect(rows).toHaveText(["Mailing 1234"]);
});
