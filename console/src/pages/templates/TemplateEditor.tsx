/** One template: a new one, a copy of another, or a stored one in some version. */
import Spinner from "@cloudscape-design/components/spinner";
import { useParams, useSearchParams } from "react-router";

import { useApi } from "../../app/context";
import { NotFound } from "../../components/NotFound";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { readTemplate, typeOf, type Stored, type TemplateType } from "./types";
import { Writing } from "./Writing";

export default function TemplateEditor() {
  const { type: word, name } = useParams();
  const [search] = useSearchParams();
  const type = typeOf(word);
  const copied = { type: typeOf(search.get("type") ?? undefined), name: search.get("copy") };
  if (name !== undefined) {
    return type ? <Existing type={type} name={name} version={search.get("version") ?? "latest"} /> : <NotFound />;
  }
  if (copied.type && copied.name) return <Copy type={copied.type} name={copied.name} />;
  return <Writing key="new" type={copied.type ?? "EMAIL"} />;
}

interface Properties {
  readonly type: TemplateType;
  readonly name: string;
}

function Existing({ type, name, version }: Properties & { readonly version: string }) {
  const api = useApi();
  const { data, problem, reload } = useQuery<Stored>(() => readTemplate(api, type, name, version), [type, name, version]);
  if (problem) return <ProblemAlert problem={problem} onRetry={reload} />;
  if (!data) return <Spinner size="large" />;
  return (
    <Writing
      key={`${type} ${name} ${data.version} ${data.changed}`}
      type={type}
      stored={{ ...data, type, name }}
      onSaved={reload}
    />
  );
}

function Copy({ type, name }: Properties) {
  const api = useApi();
  const { data, problem, reload } = useQuery<Stored>(() => readTemplate(api, type, name, "latest"), [type, name]);
  if (problem) return <ProblemAlert problem={problem} onRetry={reload} />;
  if (!data) return <Spinner size="large" />;
  return <Writing key={`copy ${type} ${name}`} type={type} copied={{ name: `${name}-2`, content: data.content }} />;
}
