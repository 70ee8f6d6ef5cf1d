// Prints what AsyncAPI's own parser finds wrong in the files named: one line of JSON per file.
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const [folder, ...names] = process.argv.slice(2);
const { Parser } = createRequire(`${folder}/`)('@asyncapi/parser');

(async () => {
  for (const name of names) {
    const { document, diagnostics } = await new Parser().parse(readFileSync(name, 'utf8'));
    // 0 and 1 are errors and warnings; 2 only recommends a newer version of AsyncAPI.
    const wrong = diagnostics.filter((one) => one.severity < 2).map((one) => `${one.path.join('/')}: ${one.message}`);
    console.log(JSON.stringify({
      wrong,
      messages: document ? document.messages().all().map((one) => one.name()) : [],
    }));
  }
})();
