// Renders templates with handlebars.js: JSON cases on standard input, JSON outcomes on standard output.
"use strict";

const Handlebars = require("handlebars");

const text = (value) => (value === null || value === undefined ? "" : String(value));
const helpers = {
  upper: (value) => text(value).toUpperCase(),
  lower: (value) => text(value).toLowerCase(),
  eq: (left, right) => left === right,
  neq: (left, right) => left !== right,
  and: (...values) => values.slice(0, -1).every((value) => !Handlebars.Utils.isEmpty(value)),
  or: (...values) => values.slice(0, -1).some((value) => !Handlebars.Utils.isEmpty(value)),
  not: (value) => Handlebars.Utils.isEmpty(value),
};

// A block helper of ours is true or false; handlebars.js gives a helper the block to run.
const asBlock = (decide) =>
  function (...values) {
    const options = values[values.length - 1];
    const answer = decide(...values);
    if (!options.fn) return answer;
    return answer ? options.fn(this) : options.inverse(this);
  };

for (const [name, helper] of Object.entries(helpers)) {
  const isCondition = !["upper", "lower"].includes(name);
  Handlebars.registerHelper(name, isCondition ? asBlock(helper) : helper);
}

function outcome({ template, context, html, compat }) {
  try {
    const options = { noEscape: !html, compat: Boolean(compat), preventIndent: true };
    return { text: Handlebars.compile(template, options)(context) };
  } catch (error) {
    return { error: String(error.message).split("\n")[0] };
  }
}

let input = "";
process.stdin.on("data", (part) => (input += part));
process.stdin.on("end", () => process.stdout.write(JSON.stringify(JSON.parse(input).map(outcome))));
