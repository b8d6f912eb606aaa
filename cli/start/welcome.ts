import { fileURLToPath } from "node:url";
import pc from "picocolors";
import type { Settings } from "../../functions/environment.ts";
import { VERSION } from "../../functions/version.ts";
import type { Tier } from "../../schema/tier.ts";

export interface Started {
	url: string;
	key: string;
	/** Which database it serves from. */
	database: string;
	tier: Tier;
	settings: Settings;
}

/** What a newcomer pastes into another terminal, in any folder, whichever Node is there. */
export function welcome({ url, key, database, tier, settings }: Started): string {
	const mcp = {
		mcpServers: { vagus: { type: "http", url: `${url}/mcp`, headers: { Authorization: `Bearer ${key}` } } },
	};
	const { VAGUS_EMBEDDINGS_URL: primary, VAGUS_EMBEDDINGS_FALLBACK_URL: fallback } = settings;
	const embedder = primary
		? `embeddings by ${primary}${fallback ? `, else by ${fallback}` : ""}`
		: "built-in lexical embedder: finds near-duplicates, not paraphrases";
	return `
${pc.bold(`Vagus ${VERSION}`)} is ready on ${pc.cyan(url)}
${pc.dim(`${database}${TIERS[tier]}; ${embedder}`)}

${pc.bold("Send telemetry")} from any OpenTelemetry SDK or Collector:
  export OTEL_EXPORTER_OTLP_ENDPOINT=${url}
  export OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer%20${key}"
  export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf

${pc.bold("Report tests and ask")} from a project's folder:
  export VAGUS_URL=${url} VAGUS_API_KEY=${key}
  vagus() { ${quoted(process.execPath)} ${quoted(PROGRAM)} "$@"; }
  npx vitest run --reporter=json --outputFile=vitest.json; vagus report --vitest vitest.json
  vagus search "connection refused"

${pc.bold("Connect an agent")} to the MCP endpoint ${url}/mcp:
  ${JSON.stringify(mcp)}

Stop with Ctrl+C.
`;
}

const PROGRAM = fileURLToPath(new URL("../vagus.ts", import.meta.url));

const TIERS = {
	none: "",
	apache: " with TimescaleDB's Apache edition",
	community: " with TimescaleDB's Community edition",
} satisfies Record<Tier, string>;

/** A word for a POSIX shell. */
function quoted(text: string): string {
	return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
