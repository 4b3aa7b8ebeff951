/** What a template may refer to: members of endpoints, links, and all helpers of the template language. */
import type { KnownNames } from "../../components/useKnownNames";

export interface Word {
  readonly label: string;
  /** What is inserted. */
  readonly text: string;
}

const variable = (label: string): Word => ({ label, text: `{{${label}}}` });

export const MEMBERS: readonly Word[] = [
  "Address",
  "ChannelType",
  "Id",
  "User.UserId",
  "OptOut",
  "EffectiveDate",
  "CreationDate",
  ...["City", "Country", "PostalCode", "Region", "Latitude", "Longitude"].map((name) => `Location.${name}`),
  ...["Locale", "Timezone", "Platform", "PlatformVersion", "Make", "Model", "ModelVersion", "AppVersion"].map(
    (name) => `Demographic.${name}`,
  ),
  "RecommendationItems.[0]",
].map(variable);

export const LINKS: readonly Word[] = ["UnsubscribeUrl", "PreferencesUrl"].map(variable);

const helper = (label: string, text: string): Word => ({ label, text });

export const HELPERS: Readonly<Record<"conditions" | "words" | "dates" | "numbers" | "codes", readonly Word[]>> = {
  conditions: [
    helper("if", "{{#if Attributes.Name}}…{{else}}…{{/if}}"),
    helper("unless", "{{#unless Attributes.Name}}…{{/unless}}"),
    helper("each", "{{#each Attributes.Interests}}{{this}} {{/each}}"),
    helper("with", "{{#with Location}}{{City}}{{/with}}"),
    helper("eq", '{{#eq Location.Country "DE"}}…{{else}}…{{/eq}}'),
    helper("neq", '{{#neq Location.Country "DE"}}…{{/neq}}'),
    helper("gt", "{{#gt Metrics.Score 10}}…{{else}}…{{/gt}}"),
    helper("gte", "{{#gte Metrics.Score 10}}…{{/gte}}"),
    helper("lt", "{{#lt Metrics.Score 10}}…{{/lt}}"),
    helper("lte", "{{#lte Metrics.Score 10}}…{{/lte}}"),
    helper("and", '{{#and (eq Location.Country "DE") (gt Metrics.Score 10)}}…{{/and}}'),
    helper("or", '{{#or (eq Location.Country "DE") (eq Location.Country "AT")}}…{{/or}}'),
    helper("not", "{{#not Attributes.Member}}…{{/not}}"),
    helper("yesno", '{{yesno Attributes.Member yes="…" no="…"}}'),
    helper("inline", '{{#* inline "part"}}…{{/inline}}{{> part}}'),
  ],
  words: [
    helper("capitalize", "{{capitalize Attributes.Name.[0]}}"),
    helper("capitalizeFirst", "{{capitalizeFirst Attributes.Name.[0]}}"),
    helper("upper", "{{upper Attributes.Name.[0]}}"),
    helper("lower", "{{lower Attributes.Name.[0]}}"),
    helper("join", '{{join Attributes.Interests ", "}}'),
    helper("abbreviate", "{{abbreviate Attributes.Name.[0] 20}}"),
    helper("substring", "{{substring Attributes.Name.[0] 0 3}}"),
    helper("replace", '{{replace Attributes.Name.[0] "a" "b"}}'),
    helper("cut", '{{cut Attributes.Name.[0] " "}}'),
    helper("slugify", "{{slugify Attributes.Name.[0]}}"),
    helper("stripTags", "{{stripTags Attributes.Name.[0]}}"),
    helper("center", "{{center Attributes.Name.[0] size=20}}"),
    helper("ljust", "{{ljust Attributes.Name.[0] 20}}"),
    helper("rjust", "{{rjust Attributes.Name.[0] 20}}"),
  ],
  dates: [
    helper("now", '{{now "d MMM yyyy"}}'),
    helper("dateFormat", '{{dateFormat Attributes.Birthday.[0] outputFormat="d MMM yyyy"}}'),
  ],
  numbers: [
    helper("inflect", '{{inflect Metrics.Points "point" "points" includeCount=true}}'),
    helper("ordinalize", "{{ordinalize Metrics.Points}}"),
    helper("add", "{{add Metrics.Points 1}}"),
    helper("subtract", "{{subtract Metrics.Points 1}}"),
    helper("multiply", "{{multiply Metrics.Points 2}}"),
    helper("divide", "{{divide Metrics.Points 2}}"),
    helper("modulo", "{{modulo Metrics.Points 2}}"),
    helper("round", "{{round Metrics.Points}}"),
    helper("ceiling", "{{ceiling Metrics.Points}}"),
    helper("floor", "{{floor Metrics.Points}}"),
  ],
  codes: [
    helper("uuid", "{{uuid}}"),
    helper("encode64", "{{encode64 Address}}"),
    helper("decode64", "{{decode64 Attributes.Code.[0]}}"),
    helper("md5", "{{md5 Address}}"),
    helper("sha256", "{{sha256 Address}}"),
    helper("sha512", "{{sha512 Address}}"),
  ],
};

/** Attributes and metrics that people of an application have. */
export function ownWords({ attribute, userAttribute, metric }: KnownNames): readonly Word[] {
  return [
    ...userAttribute.map((name) => variable(`User.UserAttributes.${quoted(name)}`)),
    ...attribute.map((name) => variable(`Attributes.${quoted(name)}`)),
    ...metric.map((name) => variable(`Metrics.${quoted(name)}`)),
  ];
}

/** Names with blanks or signs stand in brackets. */
function quoted(name: string): string {
  return /^[A-Za-z_][\w-]*$/.test(name) ? name : `[${name}]`;
}

/** What the editor offers after two braces. */
export const WORDS = [
  ...[...MEMBERS, ...LINKS].map(({ label }) => ({ label })),
  ...Object.values(HELPERS).flatMap((words) => words.map(({ label, text }) => ({ label, detail: text }))),
];
