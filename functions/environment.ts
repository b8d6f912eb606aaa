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

const url = (protocols: string[], example: string) =>
	z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
		message: `must be a URL like ${example}`,
	});

const flag = z.enum(["true", "false"], { message: 'must be "true" or "false"' }).transform((value) => value === "true");

const settings = z.object({
	PORT: z.coerce
		.number({ message: "must be a port number from 0 to 65535" })
		.int("must be a whole number")
		.min(0, "must be a port number from 0 to 65535")
		.max(65_535, "must be a port number from 0 to 65535")
		.default(8787),
	HOST: z.string().default("127.0.0.1"),
	DATABASE_URL: url(["postgres:", "postgresql:"], "postgres://user:password@host:5432/database").optional(),
	VAGUS_DATA_DIR: z.string().default(".vagus"),
	VAGUS_URL: url(["http:", "https:"], "http://127.0.0.1:8787").optional(),
	VAGUS_API_KEY: z
		.string()
		.regex(/^vgs_[\w-]{16,}$/, 'must start with "vgs_" and have at least 16 letters, digits, "-" or "_" after it')
		.optional(),
	VAGUS_EMBEDDINGS_URL: url(["http:", "https:"], "https://embeddings.example.com").optional(),
	VAGUS_EMBEDDINGS_KEY: z.string().optional(),
	/** OpenTelemetry's own switch: Vagus does not trace itself where it is true. */
	OTEL_SDK_DISABLED: flag.default(false),
});
