import { homedir } from "node:os";
import { expect, test } from "vitest";
import { readSettings, SettingsError } from "./settings.ts";

const secret = "s".repeat(43);
const read = (variables: Record<string, string>) => readSettings({ VAGUS_APPLIANCE_KEYS: `a:${secret}`, ...variables });

test("by default the appliance serves BGE on CUDA to this machine alone, and passes no chats on", () => {
	expect(read({ PATH: "/bin", PORT: "" })).toEqual({
		...{ HOST: "127.0.0.1", PORT: 8790, LOG_LEVEL: "info", VLLM_CHATS: 8 },
		VAGUS_APPLIANCE_KEYS: [{ id: "a", secret }],
		VAGUS_APPLIANCE_MODEL: "BAAI/bge-large-en-v1.5",
		VAGUS_APPLIANCE_CACHE_DIR: `${homedir()}/.cache/vagus-appliance`,
		VAGUS_APPLIANCE_PROVIDER: "cuda",
		VAGUS_APPLIANCE_DEVICE: 0,
		VAGUS_APPLIANCE_WAITING_TOKENS: 2_000_000,
	});
});

test("a key can take another's place while both are valid", () => {
	const { VAGUS_APPLIANCE_KEYS: keys } = read({ VAGUS_APPLIANCE_KEYS: `a:${secret},b:${secret}` });
	expect(keys.map(({ id }) => id)).toEqual(["a", "b"]);
});

test("nothing is served without a key", () => {
	expect(() => readSettings({})).toThrow(
		"VAGUS_APPLIANCE_KEYS is not set. Make a key by vagus-appliance key, and give it to the functions as VAGUS_EMBEDDINGS_KEY.",
	);
});

test.each<[string, string, RegExp]>([
	["VAGUS_APPLIANCE_KEYS", "short", /^VAGUS_APPLIANCE_KEYS cannot be used. A signing key's secret needs at least 32/],
	["PORT", "http", /^PORT must be a whole number from 0 to 65535\.$/],
	["PORT", "65536", /^PORT must be/],
	["METRICS_PORT", "-1", /^METRICS_PORT must be/],
	["LOG_LEVEL", "loud", /^LOG_LEVEL must be one of debug, info, warn, error\.$/],
	["VAGUS_APPLIANCE_PROVIDER", "rocm", /^VAGUS_APPLIANCE_PROVIDER must be cuda or cpu\.$/],
	["VAGUS_APPLIANCE_DEVICE", "gpu", /^VAGUS_APPLIANCE_DEVICE must be a whole number from 0 to 255\.$/],
	["VAGUS_APPLIANCE_WAITING_TOKENS", "511", /^VAGUS_APPLIANCE_WAITING_TOKENS must be/],
	[
		"VAGUS_APPLIANCE_MODEL",
		"other/model",
		/is no model that is fetched.* Set VAGUS_APPLIANCE_MODEL_DIR to its files\.$/,
	],
	["VLLM_URL", "127.0.0.1:8000", /^VLLM_URL must be a URL like http:\/\/127.0.0.1:8000, without user and password\.$/],
	["VLLM_URL", "http://user:pass@host", /^VLLM_URL must be a URL/],
	["VLLM_CHATS", "0", /^VLLM_CHATS must be a whole number from 1 to 1024\.$/],
])("%s=%s is refused in a sentence", (name, value, sentence) => {
	expect(() => read({ [name]: value })).toThrow(SettingsError);
	expect(() => read({ [name]: value })).toThrow(sentence);
});

test("a model of one's own has its files in a directory", () => {
	const own = { VAGUS_APPLIANCE_MODEL: "other/model", VAGUS_APPLIANCE_MODEL_DIR: "/models/other" };
	expect(read(own)).toMatchObject(own);
});
