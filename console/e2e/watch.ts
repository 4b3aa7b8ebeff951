/** Looks over a page's shoulder: what fails, when it has come to rest, and whether anybody can use it. */
import axe, { type RunOptions } from "axe-core";
import { expect, type Page, type Request } from "@playwright/test";

const QUIET_MS = 100;
const SLOW_MS = 45_000;

export class Watch {
  readonly troubles: string[] = [];
  /** Foreign HTML may be forbidden things: that is what the policy is for. */
  isHostile = false;
  private readonly open = new Set<Request>();
  private lastChange = Date.now();

  constructor(private readonly page: Page) {
    page.on("pageerror", (error) => this.troubles.push(`${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      if (!this.isHostile && /Content Security Policy/.test(message.text())) this.troubles.push(`${page.url()}: ${message.text()}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 500) this.troubles.push(`${page.url()}: ${response.status()} from ${response.url()}`);
    });
    page.on("request", (request) => this.change(() => this.open.add(request)));
    const end = (request: Request) => this.change(() => this.open.delete(request));
    page.on("requestfinished", end);
    page.on("requestfailed", end);
    // What a page asked for before it was left is never told to have ended.
    page.on("framenavigated", (frame) => {
      if (frame === page.mainFrame() && frame.url() !== "about:blank") this.change(() => undefined);
    });
  }

  private change(act: () => unknown): void {
    act();
    this.lastChange = Date.now();
  }

  /** Wait until the page is there, nothing is asked any more, nothing is being drawn, and nothing turns. */
  async rest(): Promise<void> {
    await expect(this.page.getByRole("main").getByRole("heading", { level: 1 }).first()).toBeVisible({ timeout: SLOW_MS });
    const isQuiet = () => this.open.size === 0 && Date.now() - this.lastChange > QUIET_MS;
    await expect
      .poll(async () => isQuiet() && (await this.drawn()) && isQuiet(), {
        message: `${this.page.url()} still asks`,
        timeout: SLOW_MS,
        intervals: [50],
      })
      .toBe(true);
    const turning = this.page.locator('main [class*="awsui_rotator"]');
    await expect(turning, `${this.page.url()} still turns`).toHaveCount(0, { timeout: SLOW_MS });
  }

  private drawn(): Promise<boolean> {
    return this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(true)))));
  }

  async expectToFit(): Promise<void> {
    const overflow = await this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect.soft(overflow, `${this.page.url()} is wider than the window`).toBeLessThanOrEqual(0);
  }

  /** Nothing that a screen reader or keyboard could stumble over; previews of others' HTML are not ours. */
  async expectAccessible(rules?: readonly string[]): Promise<void> {
    const options: RunOptions = {
      iframes: false,
      resultTypes: ["violations"],
      ...(rules ? { runOnly: { type: "rule", values: [...rules] } } : {}),
    };
    if (!(await this.page.evaluate(() => "axe" in window))) await this.page.evaluate(axe.source);
    const told = await this.page.evaluate(async (options) => {
      const { violations } = await window.axe.run({ exclude: ["iframe"] }, options);
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join("\n   ")}`);
    }, options);
    expect.soft(told, `${this.page.url()}\n${told.join("\n")}`).toEqual([]);
  }
}

declare global {
  interface Window {
    readonly axe: typeof axe;
  }
}
