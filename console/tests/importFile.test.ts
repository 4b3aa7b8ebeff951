import { describe, expect, it } from "vitest";

import { CsvReader, readCsv } from "../src/pages/segments/csvReading";
import { isBlocked, lookAt, NOTHING, withFiles } from "../src/pages/segments/importChoice";
import { faultsOf, gathered, guess, isIdentity, preview, rewrite, UnclosedQuotes } from "../src/pages/segments/importColumns";
import { inspect, type CsvFile } from "../src/pages/segments/importFile";
import { storedName } from "../src/pages/segments/importSending";

const blob = (text: string) => new Blob([text]);

async function packedOf(text: string): Promise<Blob> {
  return new Response(blob(text).stream().pipeThrough(new CompressionStream("gzip"))).blob();
}

async function csvOfBlob(file: Blob): Promise<CsvFile> {
  const found = await inspect(file);
  if (found.fault !== undefined || found.content.format !== "CSV") throw new Error(JSON.stringify(found));
  return found.content;
}

async function csv(text: string): Promise<CsvFile> {
  return csvOfBlob(blob(text));
}

describe("a file before it is sent", () => {
  it.each([
    ["", "empty"],
    ["\n\n", "empty"],
    ["PK\u0003\u0004rest", "archive"],
    ["a\u0000b,c\n", "binary"],
    ["one column\nx\n", "noDelimiter"],
    ["Address,Id\n", "noRows"],
    ["a@b.de,c@d.de\n1,2\n", "noHeader"],
    ['{"Id":"1"}\nnot json\n', "notJson"],
    ['[{"Id":"1"}]', "jsonList"],
    ['{"Id":"1","Colour":"red"}', "jsonUnknown"],
    ['{"Attributes":{"a":["b"]}}', "jsonNobody"],
    ['{"Address":"a@b.de"}', "jsonNoChannel"],
    ['Address,Id\n"a@b.de,1\nb@b.de,2\n', "unclosed"],
    ["\u001f\u008bgarbage", "binary"],
  ])("%j is %s", async (text, fault) => {
    expect((await inspect(blob(text))).fault).toBe(fault);
  });

  it("may be of Western Europe, and is read so", async () => {
    const latin = new Blob([new Uint8Array([...new TextEncoder().encode("Name,Address\nJ"), 0xfc, ...new TextEncoder().encode("rgen,a@b.de\n")])]);
    const found = await inspect(latin);
    expect(found.fault === undefined && found.content.format === "CSV" && found.content).toMatchObject({
      encoding: "windows-1252",
      rows: [["Jürgen", "a@b.de"]],
    });
  });

  it.each(["utf-16le", "utf-16be"])("may be %s with its mark", async (encoding) => {
    const text = "\ufeffName,Address\nJürgen,a@b.de\n";
    const bytes = new Uint8Array([...text].flatMap((c) => (encoding === "utf-16le" ? [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8] : [c.charCodeAt(0) >> 8, c.charCodeAt(0) & 255])));
    const found = await inspect(new Blob([bytes]));
    if (found.fault !== undefined || found.content.format !== "CSV") throw new Error(JSON.stringify(found));
    expect(found.content).toMatchObject({ encoding, header: ["Name", "Address"], rows: [["Jürgen", "a@b.de"]] });
    const made = await rewrite(new Blob([bytes]), found.content, { targets: ["Attributes.Name", "Address"], channel: "EMAIL" });
    expect(await made.blob.text()).toBe("Attributes.Name,Address,ChannelType\nJürgen,a@b.de,EMAIL\n");
  });

  it("may be gzip, which is unpacked to look at it", async () => {
    const packed = await packedOf("Address;Id\n" + "a@b.de;1\n".repeat(300_000));
    const content = await csvOfBlob(packed);
    expect(content).toMatchObject({ isPacked: true, delimiter: ";" });
    const made = await rewrite(packed, content, { targets: ["Address", "Id"], channel: "EMAIL" });
    expect(made.rows).toBe(300_000);
  });

  it("is binary whatever its name", async () => {
    const noise = new Uint8Array(5000).map((_, index) => (index * 7919) % 256);
    expect((await inspect(new Blob([noise]))).fault).toBe("binary");
    expect((await inspect(new Blob([new Uint8Array(500).fill(0xe9)]))).fault).toBe("binary");
  });

  it("with a mark at its beginning is UTF-8", async () => {
    expect((await csv("\ufeffAddress,Id\na@b.de,1\n")).header).toEqual(["Address", "Id"]);
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
    const found = await inspect(blob('{"Address":"a@b.de","ChannelType":"EMAIL"}\n{"User":{"UserId":"u"}}\n'));
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
    expect(faultsOf({ targets: ["Id", "Metrics.a", "Metrics.a"], channel: "" })).toEqual(["twice"]);
  });

  it("of one attribute give a person all their values", () => {
    const mapping = { targets: ["Id", "Attributes.a", "Attributes.a"], channel: "" };
    expect(faultsOf(mapping)).toEqual([]);
    expect(gathered(mapping)).toEqual(["Attributes.a"]);
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

  it("lose line breaks in cells, which imports refuse", async () => {
    const text = 'Address,Attributes.note\na@b.de,"x\ny"\n';
    const content = await csv(text);
    const mapping = guess(content.header, content.rows);
    expect(isIdentity(content, { ...mapping, channel: "" })).toBe(false);
    expect(await (await rewrite(blob(text), content, mapping)).blob.text()).toContain("a@b.de,x y,EMAIL\n");
  });

  it("tell quotes that open far down and never close", async () => {
    const text = `mail;note\n${"a@b.de;x\n".repeat(200_000)}a@b.de;"x\n`;
    const content = await csv(text);
    const made = rewrite(blob(text), content, { targets: ["Address", "Attributes.note"], channel: "EMAIL" });
    await expect(made).rejects.toEqual(new UnclosedQuotes(200_002));
  });
});

describe("cells", () => {
  it.each([
    ["a,b\nc,d", [["a", "b"], ["c", "d"]]],
    ["a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]],
    ["a,b\rc,d\r", [["a", "b"], ["c", "d"]]],
    ['"a,""1""",b\n\nc,d\n', [['a,"1"', "b"], ["c", "d"]]],
    ['a,"b\nb"\nc,d', [["a", "b\nb"], ["c", "d"]]],
    [' a , "b" \n,\n', [["a", "b"], ["", ""]]],
  ])("%j are read", (text, rows) => {
    expect(readCsv(text, ",")).toEqual(rows);
  });

  it("are read the same however the text is cut", () => {
    const text = 'a;"b;\r\nc";d\r\n\r\n1;2;3\r"x""y";;z\n4;5;6';
    const whole = readCsv(text, ";");
    for (let at = 0; at <= text.length; at += 1) {
      const reader = new CsvReader(";");
      expect([...reader.push(text.slice(0, at)), ...reader.push(text.slice(at)), ...reader.end()]).toEqual(whole);
    }
  });
});

describe("several files", () => {
  const file = (name: string, text: string) => new File([text], name);

  it("go together with the same columns only", async () => {
    const looked = await lookAt([
      file("a.csv", "Address,Id\na@b.de,1\n"),
      file("b.csv", "Address,Id\nb@b.de,2\n"),
      file("c.csv", "Id,Address\n3,c@b.de\n"),
      file("d.json", '{"Id":"4"}\n'),
    ]);
    expect(looked.map(({ inspection }) => inspection.fault)).toEqual([undefined, undefined, "otherColumns", "otherFormat"]);
    expect(isBlocked({ ...NOTHING, ...withFiles(NOTHING, looked) }, 0)).toBe(true);
    expect(isBlocked({ ...NOTHING, ...withFiles(NOTHING, looked.slice(0, 2)) }, 0)).toBe(false);
  });

  it("are ten at most", async () => {
    const looked = await lookAt(Array.from({ length: 11 }, (_, index) => file(`${index}.csv`, "Address,Id\na@b.de,1\n")));
    expect(looked.at(-1)!.inspection.fault).toBe("tooManyFiles");
    expect(looked.at(-2)!.inspection.fault).toBeUndefined();
  });

  it("keep the columns that somebody matched when one is added", async () => {
    const first = { ...NOTHING, ...withFiles(NOTHING, await lookAt([file("a.csv", "Address,Id\na@b.de,1\n")])) };
    const changed = { ...first, mapping: { targets: ["Address", ""], channel: "EMAIL" } };
    const both = await lookAt([file("a.csv", "Address,Id\na@b.de,1\n"), file("b.csv", "Address,Id\nb@b.de,2\n")]);
    expect(withFiles(changed, both).mapping).toEqual(changed.mapping);
    expect(first.name).toBe("a");
  });

  it("are stored under names that tell format and packing", () => {
    expect(storedName("people.tsv", 0, "CSV", false)).toBe("1-people.csv");
    expect(storedName("people.csv.gz", 1, "CSV", true)).toBe("2-people.csv.gz");
    expect(storedName("x".repeat(300), 9, "JSON", false).length).toBeLessThanOrEqual(128);
  });
});
