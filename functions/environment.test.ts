import { describe, expect, test } from "vitest";
import { EnvironmentError, readEnvironment } from "./environment.ts";

const SECRET = "hunter2-hunter2";
const SIGNING_SECRET = `${SECRET}-and-some-more-of-chance`;

describe("a wrong value", () => {
	test.each([
		["PORT", "http", /^PORT must be a port number from 0 to 65535$/],
		["PORT", "65536", /^PORT must be a port number from 0 to 65535$/],
		["PORT", "-1", /^PORT must be a port number from 0 to 65535$/],
		["PORT", "80.5", /^PORT must be a port number from 0 to 65535$/],
		["PORT", "0x50", /^PORT must be a port number from 0 to 65535$/],
		["PORT", " ", /^PORT must be a port number from 0 to 65535$/],
		["DATABASE_URL", "localhost", /^DATABASE_URL must be a URL like postgres:\/\/user:password@host:5432\/database$/],
		["DATABASE_URL", `mysql://root:${SECRET}@db/shop`, /^DATABASE_URL must be a URL like postgres:/],
		["VAGUS_MAX_DATABASE_SIZE", "20", /^VAGUS_MAX_DATABASE_SIZE must be a size like "500 MB", "20 GB" or "1 TB"$/],
		["VAGUS_MAX_DATABASE_SIZE", "0 GB", /^VAGUS_MAX_DATABASE_SIZE must be a size/],
		["VAGUS_URL", "127.0.0.1:8787", /^VAGUS_URL must be a URL like http:\/\/127.0.0.1:8787/],
		["VAGUS_API_KEY", SECRET, /^VAGUS_API_KEY must start with "vgs_" and have at least 16/],
		["VAGUS_API_KEY", "vgs_short", /^VAGUS_API_KEY must start with "vgs_" and have at least 16/],
		["VAGUS_EMBEDDINGS_URL", "ftp://x", /^VAGUS_EMBEDDINGS_URL must be a URL like https:\/\/embeddings.example.com/],
		["VAGUS_EMBEDDINGS_URL", `https://me:${SECRET}@x`, /^VAGUS_EMBEDDINGS_URL .* without user and password$/],
		["VAGUS_EMBEDDINGS_FALLBACK_URL", "gpu-2", /^VAGUS_EMBEDDINGS_FALLBACK_URL must be a URL like https:/],
		[
			"VAGUS_EMBEDDINGS_KEY",
			`${SECRET} ${SECRET}`,
			/^VAGUS_EMBEDDINGS_KEY cannot be used\. A signing key is id:secret/,
		],
		["CF_ACCESS_CLIENT_SECRET", `${SECRET}\n`, /^CF_ACCESS_CLIENT_SECRET must be .* without white space/],
		["VAGUS_OAUTH_ISSUER", "login.example.com", /^VAGUS_OAUTH_ISSUER must be a URL like https:\/\/login.example.com/],
		["VAGUS_GITHUB_REPOSITORIES", "shop", /^VAGUS_GITHUB_REPOSITORIES must be .* like owner\/name or owner\/\*$/],
		["OTEL_SDK_DISABLED", "yes", /^OTEL_SDK_DISABLED must be "true" or "false"$/],
	])("of %s stops with a sentence that names it and keeps its secret: %j", (variable, value, message) => {
		const read = () => readEnvironment({ [variable]: value });
		expect(read).toThrow(EnvironmentError);
		expect(read).toThrow(message);
		expect(read).not.toThrow(SECRET);
	});
});

test.each([
	["VAGUS_EMBEDDINGS_KEY", SIGNING_SECRET, "VAGUS_EMBEDDINGS_URL"],
	["VAGUS_EMBEDDINGS_FALLBACK_URL", "https://gpu-2", "VAGUS_EMBEDDINGS_URL"],
	["VAGUS_OAUTH_ISSUER", "https://login.example.com", "VAGUS_OAUTH_RESOURCE"],
	["VAGUS_OAUTH_RESOURCE", "https://vagus.example.com/mcp", "VAGUS_OAUTH_ISSUER"],
	["CF_ACCESS_CLIENT_ID", "id.access", "CF_ACCESS_CLIENT_SECRET"],
	["CF_ACCESS_CLIENT_SECRET", SECRET, "CF_ACCESS_CLIENT_ID"],
])("%s stops where what it needs is forgotten", (variable, value, needed) => {
	const read = () => readEnvironment({ [variable]: value, [needed]: "" });
	expect(read).toThrow(EnvironmentError);
	expect(read).toThrow(`${variable} needs ${needed}, which is not set`);
	expect(read).not.toThrow(SECRET);
});

test("nothing set, or set to nothing, is what `npm start` needs", () => {
	const defaults = {
		PORT: 8787,
		HOST: "127.0.0.1",
		VAGUS_DATA_DIR: ".vagus",
		VAGUS_EMBEDDINGS_MODEL: "BAAI/bge-large-en-v1.5",
		VAGUS_GITHUB_AUDIENCE: "vagus",
		OTEL_SDK_DISABLED: false,
	};
	expect(readEnvironment({ PATH: "/bin" })).toEqual(defaults);
	expect(readEnvironment({ PORT: "", HOST: "", DATABASE_URL: "", VAGUS_API_KEY: "", OTEL_SDK_DISABLED: "" })).toEqual(
		defaults,
	);
});

test("what is set counts", () => {
	const given = {
		PORT: "0",
		HOST: "::",
		DATABASE_URL: "postgresql://u:p%40ss@[::1]:5432/db?sslmode=require",
		VAGUS_DATA_DIR: "/var/lib/vagus",
		VAGUS_URL: "https://vagus.example.com/",
		VAGUS_API_KEY: "vgs_0123456789abcdef",
		VAGUS_EMBEDDINGS_URL: "http://gpu-box:8080/embeddings",
		VAGUS_EMBEDDINGS_FALLBACK_URL: "http://cpu-box:8080/embeddings",
		VAGUS_EMBEDDINGS_MODEL: "acme/encoder",
		VAGUS_EMBEDDINGS_KEY: `new:${SIGNING_SECRET},old:of-before-${SIGNING_SECRET}`,
		CF_ACCESS_CLIENT_ID: "id.access",
		CF_ACCESS_CLIENT_SECRET: "s-2",
		VAGUS_GITHUB_WEBHOOK_SECRET: "s-1",
		VAGUS_GITHUB_REPOSITORIES: "acme/shop, acme-labs/*",
		VAGUS_GITHUB_AUDIENCE: "vagus.example.com",
		OTEL_SDK_DISABLED: "TRUE",
	};
	expect(readEnvironment(given)).toEqual({
		...given,
		PORT: 0,
		VAGUS_EMBEDDINGS_KEY: { id: "new", secret: SIGNING_SECRET },
		VAGUS_GITHUB_REPOSITORIES: ["acme/shop", "acme-labs/*"],
		OTEL_SDK_DISABLED: true,
	});
});

test("a Worker's bindings are no settings, and its variables may have types", () => {
	const env = { HYPERDRIVE: { connectionString: "x" }, PORT: 80, OTEL_SDK_DISABLED: true };
	expect(readEnvironment(env)).toMatchObject({ PORT: 80, OTEL_SDK_DISABLED: true });
});

test.each([
	["500 MB", 500 * 1024 ** 2],
	["20gb", 20 * 1024 ** 3],
	["1 TB", 1024 ** 4],
])("the database's largest size %j is %d bytes", (text, bytes) => {
	expect(readEnvironment({ VAGUS_MAX_DATABASE_SIZE: text }).VAGUS_MAX_DATABASE_SIZE).toBe(bytes);
});
