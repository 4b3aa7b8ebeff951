/** A small world to look at: one application with everything, one with nothing. */
import {
  CreateAppCommand,
  CreateCampaignCommand,
  CreateEmailTemplateCommand,
  CreateImportJobCommand,
  CreateSegmentCommand,
  PinpointClient,
  PutEventsCommand,
  PutEventStreamCommand,
  UpdateEmailChannelCommand,
  UpdateEndpointsBatchCommand,
  type Event,
  type SegmentDimensions,
} from "@aws-sdk/client-pinpoint";
import type { APIRequestContext } from "@playwright/test";

import { Extension } from "../src/api/extension";
import type { Permit } from "../src/components/upload";

interface IssuedKey {
  readonly id: string;
  readonly secret: string;
}

export interface World {
  /** The application with everything; where walks look without data, the one with nothing. */
  readonly app: string;
  readonly empty: string;
  readonly segment: string;
  readonly campaign: string;
  readonly viewer: IssuedKey;
  readonly marketer: IssuedKey;
}

const CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local-secret" };
const OWN_ROLE = "arn:aws:iam::000000000000:role/console";
const PEOPLE = 40;
const DAY_MS = 24 * 3600 * 1000;

interface Doors {
  readonly client: PinpointClient;
  readonly extension: Extension;
}

export async function seed(url: string, request: APIRequestContext): Promise<World> {
  const client = new PinpointClient({ endpoint: url, region: "us-east-1", credentials: CREDENTIALS });
  const extension = new Extension({
    url,
    region: "us-east-1",
    service: "mobiletargeting",
    prefix: "",
    credentials: () => Promise.resolve(CREDENTIALS),
  });
  const doors = { client, extension };
  const [app, empty] = await Promise.all([application(client, "Seaside books"), application(client, "Nothing yet")]);
  await Promise.all([channel(doors, app), people(doors, app), template(doors), account(doors, app)]);
  const [segment, crime, poetry] = await Promise.all([
    makeSegment(doors, app, "Everybody"),
    makeSegment(doors, app, "Crime", "Crime"),
    makeSegment(doors, app, "Poetry", "Poetry"),
  ]);
  await extension.post(`/apps/${app}/experiments`, {
    Name: "Genres",
    Arms: [
      { Name: "crime", SegmentId: crime },
      { Name: "poetry", SegmentId: poetry },
    ],
    Control: "poetry",
    Outcomes: [{ Name: "purchase", EventType: "purchase" }],
  });
  const [campaign, viewer, marketer] = await Promise.all([
    launch(doors, app, segment),
    issueKey(doors, "viewer", ["read"]),
    issueKey(doors, "marketer", ["read", "write"]),
    events(doors, app),
    importJob(doors, app),
  ]);
  await request.post("/local/idle", { data: { TimeoutSeconds: 60 }, timeout: 90_000 });
  return { app, empty, segment, campaign, viewer, marketer };
}

async function application(client: PinpointClient, Name: string): Promise<string> {
  const made = await client.send(new CreateAppCommand({ CreateApplicationRequest: { Name } }));
  return made.ApplicationResponse!.Id!;
}

async function issueKey({ extension }: Doors, Name: string, Rights: readonly string[]): Promise<IssuedKey> {
  const made = await extension.post<{ AccessKeyId: string; SecretAccessKey: string }>("/keys", { Name, Rights });
  return { id: made.AccessKeyId, secret: made.SecretAccessKey };
}

async function channel({ client }: Doors, ApplicationId: string): Promise<void> {
  const EmailChannelRequest = {
    FromAddress: "shop@example.com",
    Identity: "arn:aws:ses:us-east-1:000000000000:identity/example.com",
    Enabled: true,
  };
  await client.send(new UpdateEmailChannelCommand({ ApplicationId, EmailChannelRequest }));
}

async function people({ client }: Doors, ApplicationId: string): Promise<void> {
  const Item = Array.from({ length: PEOPLE }, (_, index) => ({
    Id: `e${index}`,
    ChannelType: "EMAIL" as const,
    Address: `person${index}@example.com`,
    Attributes: { Genre: [index % 2 ? "Crime" : "Poetry"] },
    Demographic: { Platform: index % 3 ? "Android" : "iOS", Locale: "de_DE", Timezone: "Europe/Berlin" },
    Location: { Country: "DE" },
    User: { UserId: `u${index}`, UserAttributes: { FirstName: ["Ada"] } },
  }));
  await client.send(new UpdateEndpointsBatchCommand({ ApplicationId, EndpointBatchRequest: { Item } }));
}

async function template({ client }: Doors): Promise<void> {
  const EmailTemplateRequest = {
    Subject: "Hello {{User.UserAttributes.FirstName}}",
    HtmlPart: "<h1>Hello</h1><script>parent.document.title = 'taken'</script>",
    TextPart: "Hello",
  };
  await client.send(new CreateEmailTemplateCommand({ TemplateName: "Hello", EmailTemplateRequest }));
}

async function account({ client, extension }: Doors, ApplicationId: string): Promise<void> {
  await extension.put(`/numbers/${encodeURIComponent("+4930123456")}`, { ApplicationIds: [ApplicationId] });
  const WriteEventStream = {
    DestinationStreamArn: "arn:aws:kinesis:us-east-1:000000000000:stream/customer",
    RoleArn: OWN_ROLE,
  };
  await client.send(new PutEventStreamCommand({ ApplicationId, WriteEventStream }));
}

async function makeSegment({ client }: Doors, ApplicationId: string, Name: string, genre?: string): Promise<string> {
  const Dimensions: SegmentDimensions = genre
    ? { Attributes: { Genre: { AttributeType: "INCLUSIVE", Values: [genre] } } }
    : {};
  const WriteSegmentRequest = { Name, Dimensions };
  const made = await client.send(new CreateSegmentCommand({ ApplicationId, WriteSegmentRequest }));
  return made.SegmentResponse!.Id!;
}

async function launch({ client }: Doors, ApplicationId: string, SegmentId: string): Promise<string> {
  const made = await client.send(
    new CreateCampaignCommand({
      ApplicationId,
      WriteCampaignRequest: {
        Name: "Spring",
        SegmentId,
        HoldoutPercent: 10,
        TemplateConfiguration: { EmailTemplate: { Name: "Hello" } },
        Schedule: { StartTime: "IMMEDIATE", Frequency: "ONCE" },
      },
    }),
  );
  return made.CampaignResponse!.Id!;
}

/** A week of visits: fewer people come each day, and some of them buy. */
async function events({ client }: Doors, ApplicationId: string): Promise<void> {
  const now = Date.now();
  const BatchItem = Object.fromEntries(
    Array.from({ length: 12 }, (_, person) => {
      const visits = Array.from({ length: 7 - (person % 7) }, (_, day) => visit(person, new Date(now - (6 - day) * DAY_MS - 60_000)));
      return [`e${person}`, { Endpoint: {}, Events: Object.assign({}, ...visits) as Record<string, Event> }];
    }),
  );
  await client.send(new PutEventsCommand({ ApplicationId, EventsRequest: { BatchItem } }));
}

function visit(person: number, at: Date): Record<string, Event> {
  const id = `${person}-${at.toISOString()}`;
  const facts = { Timestamp: at.toISOString(), Session: { Id: id, StartTimestamp: at.toISOString() } };
  const bought = { ...facts, Timestamp: new Date(at.getTime() + 30_000).toISOString() };
  return {
    [id]: { EventType: "_session.start", ...facts },
    ...(person % 3 === 0
      ? {
          [`${id}-price`]: {
            EventType: "_monetization.purchase",
            Attributes: { _currency: "EUR", _product_id: "novel" },
            Metrics: { _item_price: 12, _quantity: 1 },
            ...bought,
          },
          [`${id}-buys`]: { EventType: "purchase", ...bought },
        }
      : {}),
  };
}

async function importJob({ client, extension }: Doors, ApplicationId: string): Promise<void> {
  const body = "Id,ChannelType,Address\nimported,EMAIL,reader@example.com\n";
  const permit = await extension.post<Permit>(`/apps/${ApplicationId}/uploads`, {
    FileName: "readers.csv",
    ContentType: "text/csv",
    Bytes: body.length,
  });
  await fetch(permit.UploadUrl, { method: permit.Method, headers: permit.Headers, body });
  const ImportJobRequest = {
    Format: "CSV" as const,
    S3Url: permit.S3Url,
    RoleArn: OWN_ROLE,
    RegisterEndpoints: true,
    DefineSegment: false,
  };
  await client.send(new CreateImportJobCommand({ ApplicationId, ImportJobRequest }));
}
