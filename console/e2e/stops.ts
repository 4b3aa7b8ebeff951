/** Every page: its route, an address of it, and what is to be seen there with data. A unit test compares them with the app's routes. */
import type { World } from "./seed";

export interface Stop {
  readonly route: string;
  readonly path: (world: World) => string;
  readonly shows: string | RegExp;
  /** Needs something in the application, so that it cannot be looked at without data. */
  readonly needsData?: true;
  /** Tells of a failure with the data of these tests: nobody made the stream that events are to flow to. */
  readonly isUnwell?: boolean;
}

const ACCOUNT: readonly Stop[] = [
  { route: "/", path: () => "/", shows: "Seaside books" },
  { route: "/templates", path: () => "/templates", shows: "Hello" },
  { route: "/templates/new", path: () => "/templates/new", shows: "Subject" },
  { route: "/templates/:type/:name", path: () => "/templates/email/Hello", shows: "Hello" },
  { route: "/numbers", path: () => "/numbers", shows: "+4930123456" },
  { route: "/keys", path: () => "/keys", shows: "viewer" },
  { route: "/audit", path: () => "/audit", shows: "Seaside books" },
  { route: "*", path: () => "/nowhere", shows: /no such page|not found|nothing here/i },
];

const TABS = {
  usage: "Active",
  retention: "",
  events: "_session.start",
  funnels: "",
  demographics: "",
  revenue: "EUR",
  campaigns: "Spring",
  channels: "E-mail",
  experiments: "Genres",
  paths: "",
  cohorts: "",
  adoption: "",
  planner: "",
};

const APPLICATION: readonly Stop[] = [
  ...(
    [
      ["", "Seaside books"],
      ["/settings", "Messages per second"],
      ["/audience", "Address"],
      ["/segments", "Everybody"],
      ["/segments/new", "Add rule"],
      ["/segments/import", "Choose file"],
      ["/campaigns", "Spring"],
      ["/campaigns/new", "Add treatment"],
      ["/events", "_session.start"],
      ["/channels", "E-mail"],
      ["/stream", "arn:aws:kinesis"],
      ["/jobs", "Completed"],
    ] as const
  ).map(([path, shows]) => ({ route: `/apps/:app${path}`, path: ({ app }: World) => `/apps/${app}${path}`, shows, isUnwell: path === "/stream" })),
  ...Object.entries(TABS).map(([tab, shows]) => ({
    route: "/apps/:app/analytics",
    path: ({ app }: World) => `/apps/${app}/analytics?tab=${tab}${tab === "funnels" ? "&step=_session.start&step=purchase" : ""}`,
    shows,
  })),
];

const THINGS: readonly Stop[] = [
  {
    route: "/apps/:app/audience",
    path: ({ app }: World) => `/apps/${app}/audience?address=person1@example.com`,
    shows: "person1@example.com",
  },
  { route: "/apps/:app/audience/endpoints/:endpoint", path: ({ app }: World) => `/apps/${app}/audience/endpoints/e1`, shows: "Crime" },
  { route: "/apps/:app/audience/users/:user", path: ({ app }: World) => `/apps/${app}/audience/users/u1`, shows: "Ada" },
  { route: "/apps/:app/segments/:segment", path: ({ app, segment }: World) => `/apps/${app}/segments/${segment}`, shows: "Everybody" },
  {
    route: "/apps/:app/segments/:segment/edit",
    path: ({ app, segment }: World) => `/apps/${app}/segments/${segment}/edit`,
    shows: "Add rule",
  },
  { route: "/apps/:app/campaigns/:campaign", path: ({ app, campaign }: World) => `/apps/${app}/campaigns/${campaign}`, shows: "People reached" },
  ...[1, 2, 3, 4, 5].map((step) => ({
    route: "/apps/:app/campaigns/:campaign/edit",
    path: ({ app, campaign }: World) => `/apps/${app}/campaigns/${campaign}/edit?step=${step}`,
    shows: `Step ${step}`,
  })),
].map((stop) => ({ ...stop, needsData: true as const }));

export const STOPS: readonly Stop[] = [...ACCOUNT, ...APPLICATION, ...THINGS];
