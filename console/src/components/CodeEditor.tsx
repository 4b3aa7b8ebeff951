/** A text editor for templates: highlighting, completion of variables and helpers, the server's warnings in place. */
import { autocompletion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { html } from "@codemirror/lang-html";
import { json } from "@codemirror/lang-json";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  Decoration,
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  MatchDecorator,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";

import { usePreferences } from "../app/preferences";

export type EditorLanguage = "html" | "json" | "text";

export interface Warning {
  readonly Member?: string;
  readonly Line?: number;
  readonly Column?: number;
  readonly Message: string;
}

export interface Insertion {
  readonly insert: (text: string) => void;
}

interface Properties {
  readonly value: string;
  readonly label: string;
  readonly language: EditorLanguage;
  readonly onChange: (value: string) => void;
  readonly onFocus?: (editor: Insertion) => void;
  readonly warnings?: readonly Warning[];
  readonly words?: readonly { readonly label: string; readonly detail?: string }[];
  readonly isReadOnly?: boolean;
  readonly lines?: number;
}

export default function CodeEditor(properties: Properties) {
  const { value, label, language, warnings = [], isReadOnly = false, lines = 6 } = properties;
  const { isDark } = usePreferences();
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef(properties);
  latest.current = properties;
  const look = useRef(new Compartment());
  const writing = useRef(new Compartment());

  useEffect(() => {
    const editor = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          lineNumbers(),
          history(),
          drawSelection(),
          highlightActiveLine(),
          EditorView.lineWrapping,
          keymap.of([...defaultKeymap, ...historyKeymap]),
          languageOf(language),
          language === "json" ? [] : variables,
          autocompletion({ override: [(context) => complete(context, latest.current.words ?? [])] }),
          EditorView.contentAttributes.of({ "aria-label": label, "aria-multiline": "true" }),
          look.current.of(lookOf(isDark, lines)),
          writing.current.of(EditorState.readOnly.of(isReadOnly)),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
            if (update.focusChanged && update.view.hasFocus) {
              latest.current.onFocus?.({ insert: (text) => insertAt(update.view, text) });
            }
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
    // The editor is made once for each language; all else reaches it by transactions.
  }, [language, label]);

  useEffect(() => {
    const editor = view.current!;
    if (editor.state.doc.toString() !== value) {
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
    }
  }, [value]);
  useEffect(() => {
    view.current!.dispatch({ effects: look.current.reconfigure(lookOf(isDark, lines)) });
  }, [isDark, lines]);
  useEffect(() => {
    view.current!.dispatch({ effects: writing.current.reconfigure(EditorState.readOnly.of(isReadOnly)) });
  }, [isReadOnly]);
  useEffect(() => {
    const editor = view.current!;
    editor.dispatch(setDiagnostics(editor.state, diagnosticsOf(editor.state, warnings)));
  }, [warnings]);

  return <div ref={place} data-editor={label} />;
}

function insertAt(view: EditorView, text: string): void {
  const { from, to } = view.state.selection.main;
  view.dispatch({ changes: { from, to, insert: text }, selection: { anchor: from + text.length } });
  view.focus();
}

function languageOf(language: EditorLanguage): Extension {
  if (language === "html") return html({ autoCloseTags: false });
  return language === "json" ? json() : [];
}

const marks = new MatchDecorator({
  regexp: /\{\{\{?[^{}]*\}?\}\}/g,
  decoration: Decoration.mark({ class: "cm-pw-variable" }),
});

/** Whatever stands in double braces is the template language's. */
const variables = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = marks.createDeco(view);
    }
    update(update: ViewUpdate) {
      this.decorations = marks.updateDeco(update, this.decorations);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function complete(
  context: CompletionContext,
  words: readonly { readonly label: string; readonly detail?: string }[],
): CompletionResult | null {
  const found = context.matchBefore(/\{\{[#/]?[\w.]*/);
  if (!found) return null;
  const from = found.from + found.text.search(/[\w.]*$/);
  return {
    from,
    options: words.map(({ label, detail = "" }) => ({ label, detail })),
    validFor: /^[\w.]*$/,
  };
}

function diagnosticsOf(state: EditorState, warnings: readonly Warning[]): Diagnostic[] {
  return warnings
    .map(({ Line = 1, Column = 1, Message }) => {
      const line = state.doc.line(Math.min(Math.max(1, Line), state.doc.lines));
      const from = Math.min(line.to, line.from + Math.max(0, Column - 1));
      return { from, to: line.to, severity: "warning" as const, message: Message };
    })
    .sort((one, other) => one.from - other.from);
}

const LIGHT = { text: "#0f141a", back: "#ffffff", tag: "#7d2105", name: "#5a3d00", string: "#1d5c20", other: "#5f6b7a", variable: "#0b409c", mark: "#e7f0fb", gutter: "#5f6b7a", active: "#f4f6f9" };
const DARK = { text: "#ebebf0", back: "#161d26", tag: "#ffb38a", name: "#ffd27a", string: "#a3d9a5", other: "#a4abb5", variable: "#9cc4ff", mark: "#22344f", gutter: "#a4abb5", active: "#1e2732" };

function lookOf(isDark: boolean, lines: number): Extension {
  const colours = isDark ? DARK : LIGHT;
  const style = HighlightStyle.define([
    { tag: [tags.tagName, tags.keyword, tags.angleBracket], color: colours.tag },
    { tag: [tags.attributeName, tags.propertyName], color: colours.name },
    { tag: [tags.string, tags.attributeValue], color: colours.string },
    { tag: [tags.comment, tags.meta], color: colours.other },
  ]);
  const theme = EditorView.theme(
    {
      "&": {
        color: colours.text,
        backgroundColor: colours.back,
        border: "1px solid #8c8c94",
        borderRadius: "8px",
        fontSize: "14px",
        maxHeight: "32rem",
      },
      "&.cm-focused": { outline: "2px solid #0972d3" },
      ".cm-scroller": { overflow: "auto", fontFamily: "ui-monospace, Menlo, Consolas, monospace" },
      ".cm-content": { minHeight: `${lines * 1.4}em`, caretColor: colours.text },
      ".cm-gutters": { backgroundColor: colours.back, color: colours.gutter, border: "none" },
      ".cm-activeLine": { backgroundColor: colours.active },
      ".cm-pw-variable, .cm-pw-variable span": { color: colours.variable, backgroundColor: colours.mark },
      ".cm-tooltip": { color: colours.text, backgroundColor: colours.back },
    },
    { dark: isDark },
  );
  return [theme, syntaxHighlighting(style)];
}
