/** What a template may refer to: members of endpoints, and the helpers of the template language. */
export const VARIABLES: readonly string[] = [
  "Address",
  "User.UserId",
  "User.UserAttributes.FirstName",
  "Attributes.Name",
  "Location.City",
  "Location.Country",
  "Location.PostalCode",
  "Demographic.Locale",
  "Demographic.Timezone",
  "Demographic.Platform",
  "Demographic.AppVersion",
  "Metrics.Score",
  "ChannelType",
  "Id",
  "RecommendationItems.[0]",
];

export const HELPERS: readonly { readonly name: string; readonly example: string }[] = [
  { name: "if", example: "{{#if Attributes.Name}}…{{else}}…{{/if}}" },
  { name: "each", example: "{{#each Attributes.Interests}}{{this}} {{/each}}" },
  { name: "eq", example: "{{#eq Location.Country.[0] \"DE\"}}…{{else}}…{{/eq}}" },
  { name: "gt", example: "{{#gt Metrics.Score 10}}…{{else}}…{{/gt}}" },
  { name: "capitalizeFirst", example: "{{capitalizeFirst User.UserAttributes.FirstName.[0]}}" },
  { name: "upper", example: "{{upper Attributes.Name.[0]}}" },
  { name: "lower", example: "{{lower Attributes.Name.[0]}}" },
  { name: "join", example: "{{join Attributes.Interests \", \"}}" },
  { name: "dateFormat", example: "{{dateFormat Attributes.Birthday.[0] outputFormat=\"d MMM yyyy\"}}" },
  { name: "now", example: "{{now \"d MMM yyyy\"}}" },
  { name: "abbreviate", example: "{{abbreviate Attributes.Name.[0] 20}}" },
  { name: "substring", example: "{{substring Attributes.Name.[0] 0 3}}" },
  { name: "replace", example: "{{replace Attributes.Name.[0] \"a\" \"b\"}}" },
  { name: "yesno", example: "{{yesno Attributes.Member yes=\"…\" no=\"…\"}}" },
  { name: "inflect", example: "{{inflect Metrics.Points \"point\" \"points\" includeCount=true}}" },
  { name: "add", example: "{{add Metrics.Points 1}}" },
  { name: "round", example: "{{round Metrics.Score}}" },
];

export const WORDS = [
  ...VARIABLES.map((label) => ({ label })),
  ...HELPERS.map(({ name, example }) => ({ label: name, detail: example })),
];
