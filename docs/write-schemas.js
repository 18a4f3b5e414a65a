// Writes the published JSON Schemas from the built library: npm run build && node docs/write-schemas.js
import { writeFileSync } from 'node:fs';
import { linkageModelJsonSchema, planJsonSchema, reportJsonSchemas } from '../dist/index.js';

for (const [name, schema] of Object.entries({ plan: planJsonSchema(), 'linkage-model': linkageModelJsonSchema(), ...reportJsonSchemas() })) {
  writeFileSync(new URL(`./${name}.schema.json`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
}
