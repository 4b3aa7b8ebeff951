/** How a text message travels: as GSM-7 where its alphabet suffices, else as Unicode, in as many parts as it takes. */
export interface SmsSize {
  readonly encoding: "GSM" | "Unicode";
  readonly units: number;
  readonly parts: number;
  /** Units that still fit into the last part. */
  readonly left: number;
  readonly isTooLong: boolean;
  /** Characters that keep it from being GSM-7, at most a few. */
  readonly odd: readonly string[];
}

const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
/** These take the place of two. */
const EXTENDED = new Set("\f^{}\\[~]|€");
const BOUNDS = {
  GSM: { single: 160, each: 153, most: 1600 },
  Unicode: { single: 70, each: 67, most: 630 },
} as const;
const ODD_SHOWN = 5;

export function smsSize(text: string): SmsSize {
  const characters = [...text];
  const odd = [...new Set(characters.filter((each) => !BASIC.has(each) && !EXTENDED.has(each)))];
  const encoding = odd.length ? "Unicode" : "GSM";
  const units = odd.length ? text.length : characters.length + characters.filter((each) => EXTENDED.has(each)).length;
  const { single, each, most } = BOUNDS[encoding];
  const parts = units <= single ? 1 : Math.ceil(units / each);
  const room = parts === 1 ? single : parts * each;
  return { encoding, units, parts, left: room - units, isTooLong: units > most, odd: odd.slice(0, ODD_SHOWN) };
}
