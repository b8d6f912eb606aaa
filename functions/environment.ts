import { z } from "zod";
import { signingKeys } from "../core/signature/signingKeys.ts";

/** Everything that Vagus takes from its environment; nothing else in the program reads it. */
export type Settings = z.infer<typeof settings>;

/** Thrown where a variable has a value that cannot be used. Its message is for the operator. */
export class EnvironmentError extends Error {}

/** Reads the settings from variables: `process.env`, or a Worker's bindings. Unknown variables are left alone. */
export function readEnvironment(variables: Record<string, unknown>): Settings {
	// An empty variable is one that is not set: shells and CI forms leave such behind.
	const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
	const parsed = settings.safeParse(given);
	if (parsed.success) return parsed.data;
	const [issue] = parsed.error.issues;
	throw new EnvironmentError(`${issue?.path.join(".")} ${issue?.message}`);
}

const PORT = "must be a port number from 0 to 65535";

/** The URL of an HTTP server. A user and a password in it would be refused by `fetch`, which prints them. */
const httpUrl = (example: string) =>
	z
		.string(`must be a URL like ${example}`)
		.refine(
			(value) => isUrl(value, ["http:", "https:"]) && !new URL(value).username && !new URL(value).password,
			`must be a URL like ${example}, without user and password`,
		);

function isUrl(value: string, protocols: string[]): boolean {
	return URL.canParse(value) && protocols.includes(new URL(value).protocol);
}

/** As PostgreSQL writes sizes: units of 1,024. */
const size = z
	.string()
	.regex(/^[1-9]\d* ?[MGT]B$/i, 'must be a size like "500 MB", "20 GB" or "1 TB"')
	.transform((text) => Number.parseInt(text, 10) * (UNITS[text.at(-2)?.toUpperCase() ?? ""] ?? 1));

const UNITS: Record<string, number> = { M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

const headerText = z
	.string()
	.regex(/^[!-~]+$/, "must be letters, digits and punctuation, without white space: it is sent in a header");

/** What signs requests. Of several, all of which the other side takes, the first. */
const signingKey = z.string("must be text").transform((text, context) => {
	try {
		return signingKeys(text)[0];
	} catch (error) {
		context.addIssue({ code: "custom", message: `cannot be used. ${(error as Error).message}` });
		return z.NEVER;
	}
});

/** A Worker's variable may be a boolean or a number. */
const flag = z.coerce
	.string()
	.regex(/^(true|false)$/i, 'must be "true" or "false"')
	.transform((value) => value.toLowerCase() === "true");

const settings = z
	.object({
		PORT: z.coerce
			.string()
			.regex(/^\d{1,5}$/, PORT)
			.transform(Number)
			.refine((port) => port <= 65_535, PORT)
			.default(8787),
		HOST: z.string("must be a host name or an address").default("127.0.0.1"),
		DATABASE_URL: z
			.string()
			.refine(
				(value) => isUrl(value, ["postgres:", "postgresql:"]),
				"must be a URL like postgres://user:password@host:5432/database",
			)
			.optional(),
		VAGUS_DATA_DIR: z.string("must be a path").default(".vagus"),
		/** Above it the oldest telemetry is dropped before its age. */
		VAGUS_MAX_DATABASE_SIZE: size.optional(),
		VAGUS_URL: httpUrl("http://127.0.0.1:8787").optional(),
		VAGUS_API_KEY: z
			.string()
			.regex(/^vgs_[\w-]{16,}$/, 'must start with "vgs_" and have at least 16 letters, digits, "-" or "_" after it')
			.optional(),
		/** The appliance that embeds texts, and the one that does so while that is away. */
		VAGUS_EMBEDDINGS_URL: httpUrl("https://embeddings.example.com").optional(),
		VAGUS_EMBEDDINGS_FALLBACK_URL: httpUrl("https://embeddings-2.example.com").optional(),
		/** What both must serve: vectors of two models are never compared. */
		VAGUS_EMBEDDINGS_MODEL: z.string("must be text").default("BAAI/bge-large-en-v1.5"),
		/** Known to the appliances too; requests to them are signed by it. */
		VAGUS_EMBEDDINGS_KEY: signingKey.optional(),
		/** A service token of Cloudflare Access, where that stands before the appliances. */
		CF_ACCESS_CLIENT_ID: headerText.optional(),
		CF_ACCESS_CLIENT_SECRET: headerText.optional(),
		/** Of the webhooks that GitHub sends. */
		VAGUS_GITHUB_WEBHOOK_SECRET: z.string("must be text").optional(),
		/** Whose GitHub Actions jobs may report with their own token. */
		VAGUS_GITHUB_REPOSITORIES: z
			.string()
			.transform((list) => list.split(",").map((entry) => entry.trim()))
			.refine(
				(entries) => entries.every((entry) => /^[\w.-]+\/(?:[\w.-]+|\*)$/.test(entry)),
				"must be repositories with commas between them, each like owner/name or owner/*",
			)
			.optional(),
		/** What those jobs ask their token for. */
		VAGUS_GITHUB_AUDIENCE: z.string("must be text").default("vagus"),
		/** The authorization server at which agents sign in, and the MCP endpoint's own address, for which tokens have to be. */
		VAGUS_OAUTH_ISSUER: httpUrl("https://login.example.com").optional(),
		VAGUS_OAUTH_RESOURCE: httpUrl("https://vagus.example.com/mcp").optional(),
		/** On AWS: the queue that telemetry is written from later, and the one for what cannot be written. */
		VAGUS_INGEST_QUEUE_URL: httpUrl("https://sqs.eu-central-1.amazonaws.com/123456789012/ingest").optional(),
		VAGUS_DEAD_LETTERS_URL: httpUrl("https://sqs.eu-central-1.amazonaws.com/123456789012/dead-letters").optional(),
		/** What Lambda gives to its functions. */
		AWS_REGION: z.string("must be text").optional(),
		AWS_ACCESS_KEY_ID: z.string("must be text").optional(),
		AWS_SECRET_ACCESS_KEY: z.string("must be text").optional(),
		AWS_SESSION_TOKEN: z.string("must be text").optional(),
		/** OpenTelemetry's own switch: Vagus does not trace itself where it is true. */
		OTEL_SDK_DISABLED: flag.default(false),
	})
	.superRefine((given, context) => {
		for (const [name, needed] of NEEDS) {
			if (given[name] === undefined || given[needed] !== undefined) continue;
			const message = `needs ${needed}, which is not set: set it too, or unset ${name}`;
			context.addIssue({ code: "custom", path: [name], message });
		}
	});

/** Variables that say nothing without another one. */
const NEEDS = [
	["VAGUS_OAUTH_ISSUER", "VAGUS_OAUTH_RESOURCE"],
	["VAGUS_OAUTH_RESOURCE", "VAGUS_OAUTH_ISSUER"],
	["VAGUS_EMBEDDINGS_FALLBACK_URL", "VAGUS_EMBEDDINGS_URL"],
	["VAGUS_EMBEDDINGS_KEY", "VAGUS_EMBEDDINGS_URL"],
	["CF_ACCESS_CLIENT_ID", "CF_ACCESS_CLIENT_SECRET"],
	["CF_ACCESS_CLIENT_SECRET", "CF_ACCESS_CLIENT_ID"],
] as const;
