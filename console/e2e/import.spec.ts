/** Files for the import wizard: wrong ones are told before anything is sent, good ones arrive whole. */
import { CreateAppCommand, PinpointClient } from "@aws-sdk/client-pinpoint";
import { expect } from "@playwright/test";
import { gzipSync } from "node:zlib";

import { arrive, test } from "./console";

interface Given {
  readonly name: string;
  readonly buffer: Buffer;
}

const file = (name: string, content: string | Buffer): Given & { readonly mimeType: string } => ({
  name,
  mimeType: "text/csv",
  buffer: Buffer.from(content),
});

const WRONG: readonly (readonly [string, Given & { readonly mimeType: string }, RegExp])[] = [
  ["a picture", file("a.csv", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3])), /no text file/],
  ["a spreadsheet", file("a.csv", Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 0])), /spreadsheet/],
  ["nothing", file("a.csv", ""), /empty/],
  ["a header alone", file("a.csv", "Address,Id\n"), /no row/],
  ["no delimiter", file("a.csv", "one column\nx\n"), /no comma/],
  ["open quotes", file("a.csv", 'Address,Id\n"a@b.de,1\n'), /Line 2 opens a quote/],
  ["a JSON list", file("a.json", '[{"Id":"1"}]'), /one JSON list/],
  ["a strange member", file("a.json", '{"Id":"1","Colour":"red"}\n'), /no member “Colour”/],
  ["a damaged package", file("a.csv.gz", Buffer.from([0x1f, 0x8b, 8, 0, 1, 2])), /damaged/],
];

test("wrong files are told, good ones arrive", async ({ page, baseURL }) => {
  const credentials = { accessKeyId: "local", secretAccessKey: "local-secret" };
  const client = new PinpointClient({ endpoint: baseURL!, region: "us-east-1", credentials });
  const made = await client.send(new CreateAppCommand({ CreateApplicationRequest: { Name: "Files" } }));
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.method() !== "GET") sent.push(request.url());
  });
  await arrive(page, `/apps/${made.ApplicationResponse!.Id!}/segments`);
  await page.getByRole("link", { name: "Import a file" }).first().click();
  const input = page.locator("input[type=file]");

  for (const [what, wrong, text] of WRONG) {
    await test.step(what, async () => {
      await input.setInputFiles(wrong);
      await expect(page.getByText(text)).toBeVisible();
      await page.getByRole("button", { name: "Next" }).click();
      await expect(page.getByRole("heading", { name: "Choose files" })).toBeVisible();
      await page.getByRole("button", { name: /^Leave out/ }).click();
    });
  }
  await test.step("columns that nobody can be found by", async () => {
    await input.setInputFiles(file("a.csv", "Colour,Size\nred,1\n"));
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("button", { name: "Next" }).click();
    await expect(page.getByText(/Missing: a column for the address/)).toBeVisible();
    await page.getByRole("button", { name: "Previous" }).click();
    await page.getByRole("button", { name: /^Leave out/ }).click();
  });
  expect(sent.filter((url) => /uploads|jobs/.test(url))).toEqual([]);

  await test.step("three files, one packed, one of Western Europe, become one job", async () => {
    await input.setInputFiles([
      file("a.csv", "Mail;Name\na@example.com;Ada\n"),
      file("b.csv.gz", gzipSync("Mail;Name\nb@example.com;Bo\n")),
      file("c.csv", Buffer.from("Mail;Name\nc@example.com;J\xfcrgen\n", "latin1")),
    ]);
    await expect(page.getByText(/Windows-1252/)).toBeVisible();
    for (let step = 0; step < 3; step += 1) await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await expect(page.getByText("People processed: 3; failed: 0").first()).toBeVisible({ timeout: 90_000 });
  });

  await test.step("the job is there after a reload", async () => {
    await page.reload();
    await expect(page.getByText("People processed: 3; failed: 0").first()).toBeVisible({ timeout: 30_000 });
  });
});
