// Renders DKFDS's own macros: [{file, macro, params}] as JSON comes in, a list of HTML goes out.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [root] = process.argv.slice(2);
const nunjucks = createRequire(`${root}/package.json`)("nunjucks");
const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(`${root}/node_modules/dkfds/src`));
const wanted = JSON.parse(readFileSync(0, "utf8"));

process.stdout.write(
  JSON.stringify(
    wanted.map(({ file, macro, params }) =>
      environment.renderString(`{% from "components/${file}" import ${macro} as macro %}{{ macro(params) }}`, { params }),
    ),
  ),
);
