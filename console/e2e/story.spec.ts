/** From an empty system to the report of a campaign, as a marketer goes. */
import { expect, type Locator, type Page } from "@playwright/test";

import { arrive, choose, control, createApplication, follow, test, write } from "./console";
import type { Watch } from "./watch";
import { STORY_APPLICATION } from "./world";

const PEOPLE = 60;
const OPENED = 12;
const CLICKED = 4;
/** Counting an audience takes a while on a busy machine. */
const SLOWLY = { timeout: 60_000 };
const PICTURES = "../docs/pictures";

interface Outbox {
  readonly Item: readonly { readonly MessageId: string; readonly Address: string; readonly Content: { readonly Subject: string } }[];
}

function people(): Buffer {
  const rows = Array.from({ length: PEOPLE }, (_, index) => {
    const genre = index % 3 === 0 ? "Poetry" : "Crime";
    return `person${index}@example.com;Ada ${index};${genre};DE`;
  });
  return Buffer.from(["E-mail;First name;Genre;Country", ...rows].join("\n"));
}

async function picture(page: Page, watch: Watch, name: string, shown?: Locator): Promise<void> {
  if (!process.env["PICTURES"]) return;
  await watch.rest();
  if (shown) await shown.scrollIntoViewIfNeeded();
  else await page.evaluate(() => scrollTo(0, 0));
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `${PICTURES}/console-${name}.png`, scale: "css" });
}

/** The application itself was made by hand at the first start, in `start.setup.ts`; another try begins with one of its own. */
test("from an empty application to an A/B campaign's report", async ({ page, watch }, { retry }) => {
  const shop = retry ? `${STORY_APPLICATION}, try ${retry + 1}` : STORY_APPLICATION;
  const news = retry ? `News-${retry + 1}` : "News";
  await arrive(page, "/");
  if (retry) await createApplication(page, shop);
  else await page.getByRole("link", { name: shop, exact: true }).click();
  await expect(page.getByRole("heading", { name: shop, level: 1 })).toBeVisible();
  const application = new URL(page.url()).pathname.split("/").at(-1)!;

  await test.step("the e-mail channel", async () => {
    await page.getByRole("link", { name: "Channels" }).click();
    await page.getByRole("button", { name: /^E-mail/ }).click();
    await page.getByLabel("From", { exact: true }).fill("shop@example.com");
    await page.getByLabel("SES identity (ARN)").fill("arn:aws:ses:us-east-1:000000000000:identity/example.com");
    await page.getByRole("button", { name: /: E-mail$/ }).click();
    await expect(page.getByText("The sender address belongs to the identity")).toBeVisible();
    await picture(page, watch, "channels");
  });

  await test.step("an imported audience", async () => {
    await page.getByRole("link", { name: "Segments", exact: true }).click();
    await page.getByRole("link", { name: "Import a file" }).first().click();
    await page.locator("input[type=file]").setInputFiles({ name: "readers.csv", mimeType: "text/csv", buffer: people() });
    await expect(page.getByText("Columns are separated by “;”")).toBeVisible();
    await page.getByRole("button", { name: "Next" }).click();
    await expect(page.getByRole("table", { name: "How the first rows arrive" })).toContainText("ChannelType");
    await picture(page, watch, "import");
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByLabel("Segment name").fill("All readers");
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await expect(page.getByText(`People processed: ${PEOPLE}; failed: 0`).first()).toBeVisible(SLOWLY);
    await page.getByRole("link", { name: "Open the segment" }).click();
    await expect(page.getByTestId("estimate")).toContainText(String(PEOPLE), SLOWLY);
  });

  await test.step("a segment by rules", async () => {
    await page.getByRole("link", { name: "Segments", exact: true }).first().click();
    await page.getByRole("link", { name: "Create segment" }).first().click();
    await page.getByLabel("Name", { exact: true }).first().fill("Crime readers");
    await page.getByRole("button", { name: "Add rule" }).click();
    await page.getByRole("combobox", { name: "Name" }).fill("Genre");
    await page.keyboard.press("Tab");
    await page.getByRole("combobox", { name: "Values" }).fill("Crime");
    await page.keyboard.press("Enter");
    await picture(page, watch, "segment");
    await page.getByRole("button", { name: "Create segment" }).click();
    await expect(page.getByTestId("estimate")).toContainText("40", SLOWLY);
  });

  await test.step("two templates, one of them hostile", async () => {
    await page.getByRole("link", { name: "Templates" }).click();
    await page.getByRole("link", { name: "Create template" }).first().click();
    await page.getByLabel("Name", { exact: true }).fill(news);
    await write(page, "Subject", "News for {{Attributes.[First name]}}");
    await write(
      page,
      "HTML",
      "<h1 style='color:teal'>New books</h1><script>top.document.title='taken'</script><a href='https://example.com'>Read</a>",
    );
    await page.getByRole("button", { name: "Create template" }).click();
    await expect(page.getByRole("heading", { name: news, level: 1 })).toBeVisible();
    const frame = page.locator("iframe");
    if (await frame.count()) {
      await expect(frame).toHaveAttribute("sandbox", "");
      expect(await page.title()).not.toBe("taken");
    }
    await picture(page, watch, "template");
  });

  const campaign = await test.step("an A/B campaign with a holdout", async () => {
    await page.getByRole("link", { name: "Applications" }).first().click();
    await page.getByRole("link", { name: shop, exact: true }).click();
    await page.getByRole("link", { name: "Campaigns", exact: true }).click();
    await page.getByRole("link", { name: "Create campaign" }).first().click();
    await page.getByLabel("Name", { exact: true }).fill("Autumn");
    await page.getByRole("button", { name: "Add treatment" }).click();
    await page.getByLabel("Share of treatment 2 (%)").fill("40");
    await page.getByLabel("Holdout (%)").fill("20");
    await page.getByRole("button", { name: "Next" }).click();
    await choose(page, /Segment/, "Crime readers");
    await expect(page.getByTestId("estimate")).toContainText("40", SLOWLY);
    await page.getByRole("button", { name: "Next" }).click();
    await choose(page, /^Template/, news);
    await page.getByRole("tab", { name: "B" }).click();
    await page.getByRole("tabpanel").getByRole("button", { name: "Written here" }).click();
    await write(page, "Subject", "Fresh crime");
    await write(page, "HTML", "<p>Hello</p><p><a href='https://example.com/unsubscribe'>Unsubscribe</a></p>");
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("button", { name: "Dry run" }).click();
    const reach = page.getByText("Would get it", { exact: true });
    await expect(reach).toBeVisible(SLOWLY);
    await picture(page, watch, "review", page.getByRole("button", { name: "Launch", exact: true }));
    await page.getByRole("button", { name: "Save paused" }).click();
    await expect(page.getByRole("heading", { name: "Autumn", level: 1 })).toBeVisible();
    return page.url();
  });

  await test.step("an experiment, declared before anything is sent", async () => {
    await follow(page, `/apps/${application}/analytics?tab=experiments`);
    await page.getByRole("button", { name: "Declare experiment" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name", { exact: true }).fill("Autumn opens");
    await dialog.getByRole("button", { name: /Campaign/ }).click();
    await page.getByRole("option", { name: "Autumn" }).click();
    await dialog.getByRole("combobox", { name: /Outcome/ }).fill("_email.open");
    await page.keyboard.press("Tab");
    await dialog.getByRole("button", { name: "Declare experiment" }).click();
    await expect(page.getByRole("heading", { name: "What Autumn opens shows" })).toBeVisible(SLOWLY);
  });

  await test.step("it is sent, and answered", async () => {
    await page.goto(`${campaign}/edit?step=4`);
    await page.getByRole("radio", { name: "At once" }).click();
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("button", { name: "Launch", exact: true }).click();
    await expect(page.getByRole("heading", { name: "Autumn", level: 1 })).toBeVisible();
    await expect(page.getByText("Completed").first()).toBeVisible(SLOWLY);
    const outbox = `outbox?channel=EMAIL&application-id=${application}`;
    const { Item } = await control<Outbox>(page, "GET", outbox);
    expect(Item.length).toBeGreaterThan(20);
    expect(new Set(Item.map(({ Content }) => Content.Subject)).size).toBeGreaterThan(1);
    const Url = "https://example.com";
    for (const [index, { MessageId }] of Item.entries()) {
      await control(page, "POST", "feedback", { MessageId, Type: "Delivery" });
      if (index < OPENED) await control(page, "POST", "feedback", { MessageId, Type: "Open" });
      if (index < CLICKED) await control(page, "POST", "feedback", { MessageId, Type: "Click", Url });
    }
  });

  await test.step("its report", async () => {
    await page.goto(campaign);
    for (const [figure, count] of [["Opened", OPENED], ["Clicked", CLICKED]] as const) {
      await expect(page.getByRole("main").last()).toContainText(new RegExp(`${figure}\\s*[\\d.]+%\\s*${count}`), SLOWLY);
    }
    await picture(page, watch, "campaign");
    await page.getByRole("link", { name: "Experiment report" }).click();
    await page.getByRole("button", { name: "Autumn opens" }).click();
    await expect(page.getByRole("img", { name: /rate by arm/ })).toContainText("control");
    await picture(page, watch, "experiment");
  });
});
