import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { EnvironmentError, readEnvironment } from "../../functions/environment.ts";
import { type LambdaBundle, lambdaBundle } from "./support/lambda/bundle.ts";
import { ROOT } from "./support/program.ts";

// sst fetches its engine and the types of its components from the network, so here `sst.config.ts` is run against
// stand-ins that record what it makes. Checked: the handlers exist and bundle, the settings are ones that Vagus knows,
// the secrets are those that its comment names. Not checked: that AWS takes the components' arguments.

const made: { kind: string; name: string; args: FunctionArgs & CronArgs }[] = [];
const secrets = new Map<string, string | undefined>();
let config: Config;
let bundle: LambdaBundle;

beforeAll(async () => {
	const recorded = (kind: string) =>
		function component(name: string, args: FunctionArgs & CronArgs) {
			made.push({ kind, name, args });
			return { url: `https://${name}.example.com` };
		};
	function queue(name: string) {
		const subscribe = (args: FunctionArgs) => void made.push({ kind: "subscriber", name, args });
		return { url: `https://${name}.example.com`, arn: `arn:aws:sqs:::${name}`, subscribe };
	}
	vi.stubGlobal("$config", (given: Config) => given);
	vi.stubGlobal("sst", {
		Secret: function secret(name: string, placeholder?: string) {
			secrets.set(name, placeholder);
			return { value: placeholder ?? `the secret ${name}` };
		},
		aws: { Function: recorded("Function"), CronV2: recorded("CronV2"), Queue: queue },
	});
	config = ((await import(`${ROOT}sst.config.ts`)) as { default: Config }).default;
	expect(await config.run()).toEqual({ url: "https://Api.example.com" });
	bundle = await lambdaBundle("functions/entries/lambda.ts");
});
afterAll(() => bundle?.remove());

test("keeps and protects what is in production, and no other stage", () => {
	expect(config.app({ stage: "production" })).toMatchObject({ home: "aws", removal: "retain", protect: true });
	expect(config.app({ stage: "me" })).toMatchObject({ removal: "remove", protect: false });
});

test("makes a function with a URL and a schedule, of handlers that the bundle exports", async () => {
	expect(made.map(({ kind, name }) => `${kind} ${name}`)).toEqual(["Function Api", "CronV2 Maintenance"]);
	expect(made[0]?.args.url).toEqual({ authorization: "none", cors: false });
	expect(made[1]?.args.schedule).toMatch(/^rate\(\d+ minutes\)$/);
	vi.stubEnv("DATABASE_URL", "postgres://vagus@127.0.0.1:1/vagus");
	const exported: Record<string, unknown> = await import(bundle.file);
	for (const { handler } of functions()) {
		const [, file, name = ""] = /^(.+)\.(\w+)$/.exec(handler) ?? [];
		expect(file).toBe("functions/entries/lambda");
		expect(exported[name]).toBeTypeOf("function");
	}
});

test("gives each function settings that Vagus knows, and no others", () => {
	for (const { environment } of functions()) {
		expect(Object.keys(environment)).toContain("DATABASE_URL");
		// No setting is a list; what is no setting is left alone.
		for (const name of Object.keys(environment)) {
			expect(() => readEnvironment({ [name]: [] })).toThrow(EnvironmentError);
		}
	}
});

test("asks for one secret, and takes further ones", () => {
	const needed = [...secrets].filter(([, placeholder]) => placeholder === undefined);
	expect(needed).toEqual([["DatabaseUrl", undefined]]);
	const unset = { ...functions()[0]?.environment, DATABASE_URL: "postgres://vagus@127.0.0.1/vagus" };
	expect(readEnvironment(unset)).toEqual(readEnvironment({ DATABASE_URL: unset.DATABASE_URL }));
});

test("has a queue, and a function that writes what is in it, for whoever takes the comment's marks away", async () => {
	const folder = await mkdtemp(join(tmpdir(), "vagus-sst-"));
	const file = join(folder, "sst.config.ts");
	const marked = await readFile(join(ROOT, "sst.config.ts"), "utf8");
	await writeFile(file, marked.replaceAll(/^\t*(?:\/\*|\*\/)\n/gm, ""));
	const before = made.length;
	await ((await import(file)) as { default: Config }).default.run();
	await rm(folder, { recursive: true });
	const withQueue = made.splice(before);
	expect(withQueue.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
		"subscriber Ingest",
		"Function Api",
		"CronV2 Maintenance",
	]);
	expect(withQueue[0]?.args.handler).toBe("functions/entries/lambda.queue");
	expect(Object.keys(await import(bundle.file))).toContain("queue");
	for (const { args } of withQueue) {
		const { environment, link } = args.function ?? args;
		expect(link).toHaveLength(2);
		const { DATABASE_URL: _secret, ...settings } = environment;
		expect(readEnvironment(settings)).toMatchObject({
			VAGUS_INGEST_QUEUE_URL: "https://Ingest.example.com",
			VAGUS_DEAD_LETTERS_URL: "https://DeadLetters.example.com",
		});
	}
});

interface Config {
	app(input: { stage: string }): object;
	run(): Promise<object>;
}

interface FunctionArgs {
	handler: string;
	environment: Record<string, string>;
	link?: object[];
	url?: object;
}

interface CronArgs {
	schedule?: string;
	function?: FunctionArgs;
}

/** Those of the components, be they alone or a schedule's. */
function functions(): FunctionArgs[] {
	return made.map(({ args }) => args.function ?? args);
}
