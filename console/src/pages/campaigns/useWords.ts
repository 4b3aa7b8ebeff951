/** All that a campaign says, templates included: the bodies of e-mails, and what the server warns of. */
import { useApi } from "../../app/context";
import { useQuery } from "../../components/useQuery";
import { readTemplate, sendable, type Content, type TemplateType } from "../templates/types";
import { pieceOf, templateShape, type Channel } from "./content";
import type { CampaignDraft } from "./draft";
import { ownBodies } from "./warnings";

interface Linted {
  readonly Warnings: readonly { readonly Message: string; readonly Member?: string }[];
}

export interface Hint {
  readonly treatment: number;
  readonly channel: Channel;
  readonly message: string;
}

interface Said {
  readonly treatment: number;
  readonly type: TemplateType;
  readonly content: Content;
}

export function useWords(draft: CampaignDraft) {
  const api = useApi();
  const { data } = useQuery(
    async (signal) => {
      const said = await Promise.all(
        draft.treatments.flatMap((words, treatment) =>
          draft.channels.map(async (channel): Promise<Said | undefined> => {
            const { source, template, version, message } = pieceOf(words, channel);
            if (channel === "CUSTOM" || source === "none") return undefined;
            if (source === "own") return { treatment, type: channel, content: templateShape(channel, message) };
            if (!template) return undefined;
            const stored = await readTemplate(api, channel, template, version || undefined);
            return { treatment, type: channel, content: stored.content };
          }),
        ),
      );
      const words = said.filter((each) => each !== undefined);
      const lint = await Promise.all(
        words.filter(({ type }) => type !== "INAPP").map(async ({ treatment, type, content }) => {
          const Content = sendable(type, content);
          if (!Object.keys(Content).length) return [];
          const { Warnings } = await api.x.post<Linted>("/templates/lint", { TemplateType: type, Content }, signal);
          return Warnings.map(({ Message }): Hint => ({ treatment, channel: type, message: Message }));
        }),
      );
      const inTemplates = words
        .filter(({ treatment, type }) => type === "EMAIL" && pieceOf(draft.treatments[treatment]!, type).source === "template")
        .map(({ content }) => String(content["HtmlPart"] ?? content["TextPart"] ?? ""));
      return { bodies: [...ownBodies(draft), ...inTemplates], lint: lint.flat() };
    },
    [draft.treatments.map(({ pieces }) => pieces), draft.channels],
  );
  return data;
}
