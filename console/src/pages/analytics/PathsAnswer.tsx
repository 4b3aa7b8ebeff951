/** The most common paths: each as its steps, with a bar for how many people took it. */
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { Fragment } from "react";

import { segment as label } from "../../api/extension";
import { FigureFrame } from "../../components/FigureFrame";
import { useFormat, useTexts } from "../../i18n/language";
import { nameOf, wireOf, type Asked } from "./archive";
import { ArchiveStatus } from "./ArchiveStatus";
import { archiveTexts } from "./archiveTexts";
import { instantsOf } from "./range";
import { useSubject } from "./subject";
import { useArchive } from "./useArchive";

interface Path {
  readonly Steps: readonly string[];
  readonly Count: number;
  readonly Users: number;
}

interface Properties {
  readonly from: Asked;
  readonly depth: number;
  readonly hours: number;
}

const HOUR = 3600;
const ARROW = " → ";

export function PathsAnswer({ from, depth, hours }: Properties) {
  const t = useTexts(archiveTexts);
  const format = useFormat();
  const { app, range } = useSubject();
  const archive = useArchive(app, { from, depth, hours, range }, (x, asked, signal) =>
    x.post<{ Paths: readonly Path[] }>(
      `/apps/${label(app)}/paths`,
      {
        ...(asked.from.type ? { From: wireOf(asked.from) } : {}),
        Depth: asked.depth,
        WindowSeconds: Math.max(1, Math.round(asked.hours * HOUR)),
        ...instantsOf(asked.range),
      },
      signal,
    ),
  );
  const { question, answer } = archive.found ?? {};
  if (!question || !answer) return <ArchiveStatus archive={archive} />;
  const paths = answer.Paths;
  const most = Math.max(1, ...paths.map(({ Users }) => Users));
  return (
    <SpaceBetween size="s">
      <ArchiveStatus archive={archive} />
      <FigureFrame
        title={t("commonPaths")}
        description={question.from.type ? t("pathsAfter", { event: nameOf(question.from) }) : t("pathsFromFirst")}
        columns={[
          { title: t("path") },
          { title: t("people"), show: (value) => format.decimal(Number(value)) },
          { title: t("times"), show: (value) => format.decimal(Number(value)) },
        ]}
        rows={paths.map(({ Steps, Users, Count }) => [Steps.join(ARROW), Users, Count])}
        isEmpty={paths.length === 0}
        empty={t("noPaths")}
      >
        <ol className="pw-paths">
          {paths.map(({ Steps, Users }) => (
            <li key={Steps.join(ARROW)}>
              <div className="pw-paths-steps">
                {Steps.map((step, index) => (
                  <Fragment key={index}>
                    {index ? <span aria-hidden="true">→</span> : null}
                    <span className="pw-paths-step">{step}</span>
                  </Fragment>
                ))}
                {Steps.length === 1 ? <Box variant="small">{t("nothingAfter")}</Box> : null}
              </div>
              <div className="pw-paths-bar">
                <div style={{ inlineSize: `${(Users / most) * 100}%` }} />
                <span>{t("nPeople", { n: format.number(Users) })}</span>
              </div>
            </li>
          ))}
        </ol>
      </FigureFrame>
    </SpaceBetween>
  );
}
