import { z } from "zod";

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
		VAGUS_EMBEDDINGS_URL: httpUrl("https://embeddings.example.com").optional(),
		VAGUS_EMBEDDINGS_KEY: z
			.string()
			.regex(/^[!-~]+$/, "must be letters, digits and punctuation, without white space: it is sent in a header")
			.optional(),
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
	.refine(({ VAGUS_EMBEDDINGS_KEY: key, VAGUS_EMBEDDINGS_URL: url }) => url || !key, {
		path: ["VAGUS_EMBEDDINGS_KEY"],
		message:
			"needs VAGUS_EMBEDDINGS_URL, which is not set: set it to the embedding service's address, or unset the key",
	});
