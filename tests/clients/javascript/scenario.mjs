// A round through Pinwheel with the JavaScript SDK v3: node scenario.mjs <URL> [iam]
import assert from "node:assert/strict";
import {
  CreateAppCommand,
  CreateEmailTemplateCommand,
  CreateSegmentCommand,
  DeleteAppCommand,
  DeleteEmailTemplateCommand,
  DeleteEndpointCommand,
  GetAppCommand,
  GetEmailTemplateCommand,
  GetEndpointCommand,
  GetSegmentsCommand,
  NotFoundException,
  BadRequestException,
  PinpointClient,
  PutEventsCommand,
  UpdateEndpointCommand,
} from "@aws-sdk/client-pinpoint";

const [url, door] = process.argv.slice(2);
const region = "us-east-1";
const keysDoor = { credentials: { accessKeyId: "local", secretAccessKey: "local-secret" } };
// API Gateway checks the IAM door's signatures: they are for `execute-api` and by keys of the account.
const iamDoor = {
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  signingName: "execute-api",
};
const client = new PinpointClient({
  region,
  endpoint: door === "iam" ? `${url}/iam` : url,
  maxAttempts: 1,
  ...(door === "iam" ? iamDoor : keysDoor),
});
const scopes = [];
client.middlewareStack.add(
  (next) => (args) => {
    scopes.push(args.request.headers.authorization.split(",")[0].split("/").slice(-2)[0]);
    return next(args);
  },
  { step: "finalizeRequest", priority: "low", name: "remember-scopes" },
);
const send = (Command, input) => client.send(new Command(input));

const made = await send(CreateAppCommand, { CreateApplicationRequest: { Name: "Shop", tags: { stage: "test" } } });
const ApplicationId = made.ApplicationResponse.Id;
assert.equal(made.$metadata.httpStatusCode, 201);
assert.ok(made.$metadata.requestId);

const EndpointId = "a b/c+d%2F@é&=";
const accepted = await send(UpdateEndpointCommand, {
  ApplicationId,
  EndpointId,
  EndpointRequest: {
    ChannelType: "EMAIL",
    Address: "odd@example.com",
    Attributes: { plan: ["pro"] },
    Metrics: { visits: 1.5 },
    User: { UserId: "u/1", UserAttributes: { tier: ["gold"] } },
  },
});
assert.equal(accepted.$metadata.httpStatusCode, 202);
const { EndpointResponse } = await send(GetEndpointCommand, { ApplicationId, EndpointId });
assert.equal(EndpointResponse.Id, EndpointId);
assert.deepEqual(EndpointResponse.Attributes, { plan: ["pro"] });
assert.equal(EndpointResponse.Metrics.visits, 1.5);

const recorded = await send(PutEventsCommand, {
  ApplicationId,
  EventsRequest: {
    BatchItem: {
      [EndpointId]: { Endpoint: {}, Events: { one: { EventType: "visit", Timestamp: new Date().toISOString() } } },
    },
  },
});
assert.equal(recorded.EventsResponse.Results[EndpointId].EventsItemResponse.one.StatusCode, 202);

const names = ["one", "two", "three"];
for (const Name of names) {
  await send(CreateSegmentCommand, {
    ApplicationId,
    WriteSegmentRequest: {
      Name,
      Dimensions: { Attributes: { plan: { AttributeType: "INCLUSIVE", Values: ["pro"] } } },
    },
  });
}
const listed = [];
let Token;
do {
  const { SegmentsResponse } = await send(GetSegmentsCommand, { ApplicationId, PageSize: "1", Token });
  assert.equal(SegmentsResponse.Item.length, 1);
  listed.push(SegmentsResponse.Item[0].Name);
  Token = SegmentsResponse.NextToken;
} while (Token);
assert.deepEqual(listed, names);

const TemplateName = `welcome-${ApplicationId.slice(-8)}`;
await send(CreateEmailTemplateCommand, { TemplateName, EmailTemplateRequest: { Subject: "Hello", TextPart: "Hi" } });
const { EmailTemplateResponse } = await send(GetEmailTemplateCommand, { TemplateName });
assert.equal(EmailTemplateResponse.Subject, "Hello");
assert.ok(EmailTemplateResponse.CreationDate);
await send(DeleteEmailTemplateCommand, { TemplateName });

await send(DeleteEndpointCommand, { ApplicationId, EndpointId });
const isMissing = (error) => {
  assert.ok(error instanceof NotFoundException);
  assert.equal(error.name, "NotFoundException");
  assert.equal(error.$metadata.httpStatusCode, 404);
  assert.ok(error.message && error.RequestID);
  return true;
};
await assert.rejects(send(GetEndpointCommand, { ApplicationId, EndpointId }), isMissing);
await assert.rejects(send(GetSegmentsCommand, { ApplicationId, PageSize: "many" }), BadRequestException);

await send(DeleteAppCommand, { ApplicationId });
await assert.rejects(send(GetAppCommand, { ApplicationId }), isMissing);
assert.deepEqual(new Set(scopes), new Set([door === "iam" ? "execute-api" : "mobiletargeting"]));
console.log(JSON.stringify({ ApplicationId, calls: scopes.length, segments: listed }));
