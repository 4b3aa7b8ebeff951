/** Our own numbers, as the extension API tells of them. */
export const HANDLINGS = ["PINWHEEL", "CARRIER", "SELF_MANAGED"] as const;
export const ACTIONS = ["AUTOMATIC_RESPONSE", "OPT_OUT", "OPT_IN"] as const;

export interface OwnNumber {
  readonly Number: string;
  readonly TwoWayEnabled: boolean;
  readonly TopicArn?: string | null;
  readonly ApplicationIds: readonly string[];
  readonly OptOutHandling: (typeof HANDLINGS)[number];
  readonly OptsEndpointsOut: boolean;
}

export interface Keyword {
  readonly Keyword: string;
  readonly KeywordMessage: string;
  readonly KeywordAction: (typeof ACTIONS)[number];
}

export interface OptOut {
  readonly Phone: string;
  readonly Keyword: string;
  readonly OptedOutAt: string;
}

export const FRESH_NUMBER: OwnNumber = {
  Number: "",
  TwoWayEnabled: true,
  ApplicationIds: [],
  OptOutHandling: "PINWHEEL",
  OptsEndpointsOut: true,
};

export const FRESH_KEYWORD: Keyword = { Keyword: "", KeywordMessage: "", KeywordAction: "AUTOMATIC_RESPONSE" };
