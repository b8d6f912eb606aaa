import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { refuseShort, signingKeys } from "../../../core/signature/signingKeys.ts";
import { KNOWN_MODELS } from "../model/knownModels.ts";

/** Everything that the appliance takes from its environment; nothing else in it reads that. */
export type Settings = z.infer<typeof settings>;

/** A variable has a value that cannot be used. The message is for the operator. */
export class SettingsError extends Error {
	override readonly name = "SettingsError";
}

export function readSettings(variables: Record<string, string | undefined>): Settings {
	// An empty variable is one that is not set: shells and compose files leave such behind.
	const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
	const { success, data, error } = settings.safeParse(given);
	if (success) return data;
	const [issue] = error.issues;
	throw new SettingsError(`${issue?.path.join(".")} ${issue?.message}.`);
}

const whole = (least: number, most: number) => {
	const message = `must be a whole number from ${least} to ${most}`;
	return z
		.string()
		.regex(/^\d{1,9}$/, message)
		.transform(Number)
		.refine((number) => number >= least && number <= most, message);
};

const PORT = whole(0, 65_535);

const keys = z
	.string("is not set. Make a key by vagus-appliance key, and give it to the functions as VAGUS_EMBEDDINGS_KEY")
	.transform((text, context) => {
		try {
			const keys = signingKeys(text);
			refuseShort(keys);
			return keys;
		} catch (error) {
			context.addIssue({ code: "custom", message: `cannot be used. ${(error as Error).message.replace(/\.$/, "")}` });
			return z.NEVER;
		}
	});

const HTTP_URL = "must be a URL like http://127.0.0.1:8000, without user and password";

const settings = z
	.object({
		HOST: z.string().default("127.0.0.1"),
		PORT: PORT.default(8790),
		/** Where /metrics is served without a signature, for a scraper that makes none; never what a tunnel leads to. */
		METRICS_PORT: PORT.optional(),
		LOG_LEVEL: z.enum(["debug", "info", "warn", "error"], "must be one of debug, info, warn, error").default("info"),
		/** What requests are signed with: any of them, so that one can take another's place. */
		VAGUS_APPLIANCE_KEYS: keys,
		/** As clients see it. */
		VAGUS_APPLIANCE_MODEL: z.string().default("BAAI/bge-large-en-v1.5"),
		/** Where its files are; without it they are fetched once, into the cache. */
		VAGUS_APPLIANCE_MODEL_DIR: z.string().optional(),
		VAGUS_APPLIANCE_CACHE_DIR: z.string().default(join(homedir(), ".cache", "vagus-appliance")),
		VAGUS_APPLIANCE_PROVIDER: z.enum(["cuda", "cpu"], "must be cuda or cpu").default("cuda"),
		/** Which GPU, by CUDA's number. */
		VAGUS_APPLIANCE_DEVICE: whole(0, 255).default(0),
		/** Most tokens that wait; what comes beyond is to come again later. */
		VAGUS_APPLIANCE_WAITING_TOKENS: whole(512, 100_000_000).default(2_000_000),
		/** Where vLLM serves; without it no chats are passed on. */
		VLLM_URL: z.string().refine(isHttpUrl, HTTP_URL).optional(),
		/** What vLLM was started with as --api-key. */
		VLLM_API_KEY: z.string().optional(),
		/** Most chats at the same time. */
		VLLM_CHATS: whole(1, 1024).default(8),
	})
	.superRefine(({ VAGUS_APPLIANCE_MODEL: model, VAGUS_APPLIANCE_MODEL_DIR: directory }, context) => {
		if (directory || model in KNOWN_MODELS) return;
		const known = Object.keys(KNOWN_MODELS).join(", ");
		const message = `is no model that is fetched by its name, as ${known} is. Set VAGUS_APPLIANCE_MODEL_DIR to its files`;
		context.addIssue({ code: "custom", path: ["VAGUS_APPLIANCE_MODEL"], message });
	});

function isHttpUrl(value: string): boolean {
	if (!URL.canParse(value)) return false;
	const { protocol, username, password } = new URL(value);
	return (protocol === "http:" || protocol === "https:") && !username && !password;
}
