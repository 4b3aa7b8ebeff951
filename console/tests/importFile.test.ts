import { describe, expect, it } from "vitest";

import { faultsOf, guess, inspect, isIdentity, preview, rewrite, type CsvFile } from "../src/pages/segments/importFile";

const blob = (text: string) => new Blob([text]);

async function csv(text: string): Promise<CsvFile> {
  const found = await inspect(blob(text));
  if (found.fault !== undefined || found.content.format !== "CSV") throw new Error(JSON.stringify(found));
  return found.content;
}

describe("a file before it is sent", () => {
  it.each([
    ["", "empty"],
    ["\n\n", "empty"],
    ["PK\u0003\u0004rest", "compressed"],
    ["a\u0000b,c\n", "binary"],
    ["one column\nx\n", "noDelimiter"],
    ["Address,Id\n", "noRows"],
    ["a@b.de,c@d.de\n1,2\n", "noHeader"],
    ['{"Id":1}\nnot json\n', "notJson"],
  ])("%j is %s", async (text, fault) => {
    expect((await inspect(blob(text))).fault).toBe(fault);
  });

  it("is not UTF-8", async () => {
    const latin = new Blob([new Uint8Array([0x4e, 0x61, 0x6d, 0x65, 0x2c, 0xfc, 0x0a, 0x31, 0x2c, 0x32])]);
    expect((await inspect(latin)).fault).toBe("binary");
  });

  it("is refused by its size alone, without being read", async () => {
    const huge = { size: 2 * 1024 ** 3, slice: () => expect.fail("it was read") } as unknown as Blob;
    expect((await inspect(huge)).fault).toBe("tooBig");
  });

  it("is taken with another delimiter, and says so", async () => {
    expect((await csv("Address;Id\na@b.de;1\n")).delimiter).toBe(";");
  });

  it("tells uneven rows by their line", async () => {
    expect((await csv("Address,Id\na@b.de,1\nb@b.de\n")).unevenLines).toEqual([3]);
  });

  it("tells line breaks in cells", async () => {
    expect((await csv('Address,Id\n"a\nb",1\n')).brokenLines).toEqual([2]);
  });

  it("may be JSON lines", async () => {
    const found = await inspect(blob('{"Address":"a@b.de"}\n{"Address":"c@d.de"}\n'));
    expect(found.fault === undefined && found.content.format).toBe("JSON");
  });

  it("may be one column of users", async () => {
    expect((await csv("User.UserId\nu1\n")).header).toEqual(["User.UserId"]);
  });
});

describe("columns", () => {
  it("are guessed, and the channel from the addresses", async () => {
    const content = await csv("E-mail;Customer ID;Country;Genre\na@b.de;7;DE;Crime\n");
    expect(guess(content.header, content.rows)).toEqual({
      targets: ["Address", "User.UserId", "Location.Country", "Attributes.Genre"],
      channel: "EMAIL",
    });
  });

  it("of phones are texted", async () => {
    const content = await csv("phone,Genre\n+49 170 123456,Crime\n");
    expect(guess(content.header, content.rows).channel).toBe("SMS");
  });

  it("that are missing or doubled are told", () => {
    expect(faultsOf({ targets: ["Attributes.x"], channel: "" })).toEqual(["noAddress"]);
    expect(faultsOf({ targets: ["Address"], channel: "" })).toEqual(["noChannel"]);
    expect(faultsOf({ targets: ["Address", "Address"], channel: "EMAIL" })).toEqual(["twice"]);
    expect(faultsOf({ targets: [""], channel: "" })).toEqual(["nothing"]);
  });

  it("that fit leave the file as it is", async () => {
    const content = await csv("Address,ChannelType\na@b.de,EMAIL\n");
    expect(isIdentity(content, guess(content.header, content.rows))).toBe(true);
  });

  it("are written anew, with commas, quotes and the channel", async () => {
    const text = 'mail;note;left\na@b.de;"x, ""y""";z\n';
    const content = await csv(text);
    const mapping = { targets: ["Address", "Attributes.note", ""], channel: "EMAIL" };
    const made = await rewrite(blob(text), content, mapping);
    expect(await made.blob.text()).toBe('Address,Attributes.note,ChannelType\na@b.de,"x, ""y""",EMAIL\n');
    expect(made.rows).toBe(1);
    expect(preview(content, mapping).rows).toEqual([["a@b.de", 'x, "y"', "EMAIL"]]);
  });

  it("are written anew across pieces of the file, in any language", async () => {
    const rows = Array.from({ length: 60_000 }, (_, index) => `p${index}@example.com;Größe ${index}`);
    const text = ["mail;note", ...rows].join("\n");
    const made = await rewrite(blob(text), await csv(text), { targets: ["Address", "Attributes.note"], channel: "EMAIL" });
    const lines = (await made.blob.text()).trimEnd().split("\n");
    expect(made.rows).toBe(60_000);
    expect(lines[60_000]).toBe("p59999@example.com,Größe 59999,EMAIL");
  });
});
