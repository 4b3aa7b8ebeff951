/** Every page, with data and without: it opens, says nothing unseemly, and anybody can use it. */
import { expect, type Page } from "@playwright/test";

import { arrive, follow, test } from "./console";
import { STOPS, type Stop } from "./stops";
import type { Watch } from "./watch";
import { world } from "./world";

const PHONE = { width: 390, height: 844 };
/** What depends on colours alone; all other rules were asked in the light. */
const COLOURS = ["color-contrast", "link-in-text-block"];

type Look = (stop: Stop) => Promise<void>;

/** Half of the pages each, so that two workers share a walk. */
function halves(stops: readonly Stop[]): readonly (readonly Stop[])[] {
  return [0, 1].map((half) => stops.filter((_, index) => index % 2 === half));
}

async function walk(page: Page, watch: Watch, paths: readonly (readonly [string, Stop])[], look: Look): Promise<void> {
  const main = page.getByRole("main");
  for (const [path, stop] of paths) {
    await test.step(path, async () => {
      await follow(page, path);
      await watch.rest();
      await expect.soft(main.getByRole("heading", { level: 1 }), `${path} has one title`).toHaveCount(1);
      if (!stop.isUnwell) {
        await expect.soft(main.locator('[class*="awsui_type-error"]'), `${path} shows no error`).toHaveCount(0);
      }
      await watch.expectToFit();
      await look(stop);
    });
  }
}

for (const [half, stops] of halves(STOPS).entries()) {
  test(`pages with data, in English, in light (${half + 1} of 2)`, async ({ page, watch }) => {
    await arrive(page, "/");
    const paths = stops.map((stop) => [stop.path(world()), stop] as const);
    await walk(page, watch, paths, async ({ shows }) => {
      const main = page.getByRole("main");
      const shown = main.getByText(shows).or(main.getByLabel(shows)).filter({ visible: true });
      await expect.soft(shown.first(), `${page.url()} shows “${shows}”`).toBeVisible();
      await watch.expectAccessible();
    });
  });

  test(`pages with data, in German, dark, on a phone (${half + 1} of 2)`, async ({ page, watch }) => {
    await page.setViewportSize(PHONE);
    await arrive(page, "/", { language: "de", isDark: true });
    const paths = stops.map((stop) => [stop.path(world()), stop] as const);
    await walk(page, watch, paths, () => watch.expectAccessible(COLOURS));
  });
}

for (const [half, stops] of halves(STOPS.filter(({ needsData }) => !needsData)).entries()) {
  test(`pages without data, in Italian, on a phone (${half + 1} of 2)`, async ({ page, watch }) => {
    await page.setViewportSize(PHONE);
    await arrive(page, "/", { language: "it" });
    const there = world();
    const paths = stops.map((stop) => [stop.path({ ...there, app: there.empty }), stop] as const);
    await walk(page, watch, paths, () => watch.expectAccessible());
  });
}
