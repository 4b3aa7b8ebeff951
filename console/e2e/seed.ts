/** A small world to look at: one application with everything, one with nothing. */
import {
  CreateAppCommand,
  CreateCampaignCommand,
  CreateEmailTemplateCommand,
  CreateSegmentCommand,
  PinpointClient,
  PutEventsCommand,
  UpdateEmailChannelCommand,
  UpdateEndpointsBatchCommand,
} from "@aws-sdk/client-pinpoint";
import type { APIRequestContext } from "@playwright/test";

import { Extension } from "../src/api/extension";

interface Key {
  readonly id: string;
  readonly secret: string;
}

export interface World {
  readonly full: string;
  readonly empty: string;
  readonly segment: string;
  readonly campaign: string;
  readonly viewer: Key;
  readonly marketer: Key;
}

const CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local-secret" };
const PEOPLE = 40;

export async function seed(url: string, request: APIRequestContext): Promise<World> {
  await request.post("/local/reset", { timeout: 120_000 });
  const client = new PinpointClient({ endpoint: url, region: "us-east-1", credentials: CREDENTIALS });
  const extension = new Extension({
    url,
    region: "us-east-1",
    service: "mobiletargeting",
    prefix: "",
    credentials: () => Promise.resolve(CREDENTIALS),
  });
  const [full, empty] = [await application(client, "Bookshop"), await application(client, "Empty")];
  const app = { ApplicationId: full };
  await client.send(
    new UpdateEmailChannelCommand({
      ...app,
      EmailChannelRequest: {
        FromAddress: "shop@example.com",
        Identity: "arn:aws:ses:us-east-1:000000000000:identity/example.com",
        Enabled: true,
      },
    }),
  );
  await client.send(
    new UpdateEndpointsBatchCommand({
      ...app,
      EndpointBatchRequest: {
        Item: Array.from({ length: PEOPLE }, (_, index) => ({
          Id: `e${index}`,
          ChannelType: "EMAIL" as const,
          Address: `person${index}@example.com`,
          Attributes: { Genre: [index % 2 ? "Crime" : "Poetry"] },
          Location: { Country: "DE" },
          User: { UserId: `u${index}`, UserAttributes: { FirstName: ["Ada"] } },
        })),
      },
    }),
  );
  const segment = await client.send(
    new CreateSegmentCommand({ ...app, WriteSegmentRequest: { Name: "Everybody", Dimensions: {} } }),
  );
  const segmentId = segment.SegmentResponse!.Id!;
  await client.send(
    new CreateEmailTemplateCommand({
      TemplateName: "Hello",
      EmailTemplateRequest: {
        Subject: "Hello {{User.UserAttributes.FirstName}}",
        HtmlPart: "<h1>Hello</h1><script>parent.document.title = 'taken'</script>",
        TextPart: "Hello",
      },
    }),
  );
  const campaign = await client.send(
    new CreateCampaignCommand({
      ...app,
      WriteCampaignRequest: {
        Name: "Spring",
        SegmentId: segmentId,
        HoldoutPercent: 10,
        TemplateConfiguration: { EmailTemplate: { Name: "Hello" } },
        Schedule: { StartTime: "IMMEDIATE", Frequency: "ONCE" },
      },
    }),
  );
  await client.send(
    new PutEventsCommand({
      ...app,
      EventsRequest: {
        BatchItem: {
          e1: {
            Endpoint: {},
            Events: { a: { EventType: "_session.start", Timestamp: new Date().toISOString() } },
          },
        },
      },
    }),
  );
  const key = async (Name: string, Rights: readonly string[]): Promise<Key> => {
    const made = await extension.post<{ AccessKeyId: string; SecretAccessKey: string }>("/keys", { Name, Rights });
    return { id: made.AccessKeyId, secret: made.SecretAccessKey };
  };
  const [viewer, marketer] = [await key("viewer", ["read"]), await key("marketer", ["read", "write"])];
  await request.post("/local/idle", { data: { TimeoutSeconds: 60 }, timeout: 90_000 });
  return {
    full,
    empty,
    segment: segmentId,
    campaign: campaign.CampaignResponse!.Id!,
    viewer,
    marketer,
  };
}

async function application(client: PinpointClient, Name: string): Promise<string> {
  const made = await client.send(new CreateAppCommand({ CreateApplicationRequest: { Name } }));
  return made.ApplicationResponse!.Id!;
}
