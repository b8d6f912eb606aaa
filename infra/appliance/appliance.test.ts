import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { DCLinter } from "dclint";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { readSettings } from "../../appliance/src/settings/settings.ts";
import { readEnvironment } from "../../functions/environment.ts";

// Checked here: the files by their schemas and against each other. Not checked: that the images do what they are for.

const FOLDER = fileURLToPath(new URL(".", import.meta.url));
const ROOT = join(FOLDER, "../..");
const read = (file: string) => readFile(join(FOLDER, file), "utf8");
const run = promisify(execFile);

const service = z.looseObject({
	image: z.string().optional(),
	env_file: z.array(z.string()).optional(),
	environment: z.record(z.string(), z.string()).optional(),
	volumes: z.array(z.string()).optional(),
	networks: z.array(z.string()),
	command: z.array(z.string()).optional(),
});
const compose = z.looseObject({
	services: z.record(z.string(), service),
	networks: z.record(z.string(), z.object({ internal: z.boolean().optional() }).nullable()),
});
const lintResults = z
	.array(z.object({ messages: z.array(z.object({ type: z.string(), message: z.string() })) }))
	.length(1);
const { services, networks } = compose.parse(parse(await read("compose.yaml"), { merge: true }));
const named = (name: string) => services[name] ?? expect.unreachable(`There is no service ${name}.`);

describe("the compose files", () => {
	test.each(["compose.yaml", "compose.cpu.yaml"])("%s is what the specification's schema says", (file) => {
		const linter = new DCLinter({ rules: {}, quiet: false, debug: false, exclude: [] });
		const results = lintResults.parse(linter.lintFiles([join(FOLDER, file)], false));
		expect(results.flatMap(({ messages }) => messages).filter(({ type }) => type === "error")).toEqual([]);
	});

	test("open no port of the box", () => {
		for (const given of Object.values(services)) {
			expect(given).not.toHaveProperty("ports");
			expect(given).not.toHaveProperty("network_mode");
		}
	});

	test("pin every image", async () => {
		const built = [...(await read("Containerfile")).matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
		const images = [...Object.values(services).map(({ image }) => image), ...built].filter(
			(image) => image !== undefined,
		);
		expect(images).toHaveLength(7);
		for (const image of images) expect(image).toMatch(/:v?\d+\.\d+\.\d+/);
	});

	test("let each service reach those that it asks, and no tunnel lead to what is unsigned", () => {
		const together = (one: string, other: string) =>
			named(one).networks.some((network) => network !== "outbound" && named(other).networks.includes(network));
		expect(together("appliance", "vllm")).toBe(true);
		expect(together("cloudflared", "appliance")).toBe(true);
		expect(together("cloudflared", "timescaledb")).toBe(true);
		expect(together("grafana", "timescaledb")).toBe(true);
		const open = Object.keys(networks).filter((name) => !networks[name]?.internal);
		expect(open).toEqual(["outbound"]);
		for (const name of ["timescaledb", "grafana"]) expect(named(name).networks).not.toContain("outbound");
	});

	test("mount files that are there, or that init.sh makes", async () => {
		const mounted = Object.values(services).flatMap(({ volumes = [] }) => volumes);
		const files = mounted.filter((volume) => volume.startsWith("./")).map((volume) => volume.split(":")[0] ?? "");
		expect(files).toHaveLength(3);
		for (const file of files) {
			const source = file === "./cloudflared.yaml" ? "cloudflared.example.yaml" : file;
			expect((await stat(join(FOLDER, source))).isFile()).toBe(true);
		}
	});

	test("start vLLM with the model and the tools that the agent's adapter counts on", () => {
		expect(named("vllm").command).toEqual(
			expect.arrayContaining([
				"Qwen/Qwen2.5-32B-Instruct-AWQ",
				"--enable-auto-tool-choice",
				"--tool-call-parser=hermes",
			]),
		);
	});
});

describe("each variable", () => {
	const examples = async (files: string[] = []) => {
		const texts = await Promise.all(files.map((file) => read(file.replace("env/", "env.example/"))));
		return texts.flatMap((text) => [...text.matchAll(/^([A-Z_]+)=/gm)].map(([, name = ""]) => name));
	};
	/** No setting is a list: what is known is refused, by its name. */
	const isOfAppliance = (name: string) => {
		try {
			readSettings({ VAGUS_APPLIANCE_KEYS: "k".repeat(40), [name]: [] as never });
			return false;
		} catch (error) {
			return (error as Error).message.startsWith(name);
		}
	};
	const isOfVagus = (name: string) => {
		try {
			readEnvironment({ [name]: [] });
			return false;
		} catch (error) {
			return (error as Error).message.startsWith(name);
		}
	};

	test("of the appliance is a setting of its", async () => {
		const given = named("appliance");
		const names = [...Object.keys(given.environment ?? {}), ...(await examples(given.env_file))];
		expect(names).toContain("VAGUS_APPLIANCE_KEYS");
		expect(names.filter((name) => !isOfAppliance(name))).toEqual([]);
		const cpu = parse(await read("compose.cpu.yaml"), { customTags: [RESET] });
		expect(Object.keys(cpu.services.appliance.environment).filter((name) => !isOfAppliance(name))).toEqual([]);
	});

	test("that the page names is a setting of Vagus, of the appliance or of vLLM", async () => {
		const page = await read("README.md");
		const names = new Set(page.match(/\b(?:VAGUS|CF_ACCESS|VLLM)_[A-Z_]+/g));
		expect(names.size).toBeGreaterThan(5);
		expect([...names].filter((name) => !isOfVagus(name) && !isOfAppliance(name))).toEqual([]);
	});

	test("of the collector is in its example, and of Vagus", async () => {
		const used = [...(await read("collector.yaml")).matchAll(/\$\{env:([A-Z_]+)\}/g)].map(([, name = ""]) => name);
		expect(used).toEqual(["VAGUS_URL", "VAGUS_API_KEY"]);
		expect(await examples(named("collector").env_file)).toEqual(used);
		expect(used.every(isOfVagus)).toBe(true);
	});

	test("of Grafana's data source is in its example", async () => {
		const used = [...(await read("grafana-datasources.yaml")).matchAll(/\$([A-Z_]+)/g)].map(([, name]) => name);
		expect(used).toEqual(["DATABASE_PASSWORD"]);
		expect(await examples(named("grafana").env_file)).toEqual(expect.arrayContaining(used));
	});
});

/** The compose specification's tag for what an earlier file said. */
const RESET = { tag: "!reset", resolve: () => undefined };

describe("the collector", () => {
	test("has a configuration whose keys are documented, and keeps on disk what cannot be sent", async () => {
		const config = collector.parse(parse(await read("collector.yaml")));
		const { sending_queue: queue, retry_on_failure: retry } = config.exporters.otlp_http;
		expect(config.service.extensions).toContain(queue.storage);
		expect(retry.max_elapsed_time).toBe("0s");
		expect(queue.batch.min_size).toBeLessThanOrEqual(queue.batch.max_size);
		const [volume = ""] = named("collector").volumes ?? [];
		expect(config.extensions.file_storage.directory).toMatch(new RegExp(`^${volume.split(":")[1]}/`));
	});

	test("uses components that it has, each in a pipeline", async () => {
		const config = collector.parse(parse(await read("collector.yaml")));
		const pipelines = Object.values(config.service.pipelines);
		const receivers = new Set(pipelines.flatMap((pipeline) => pipeline.receivers));
		expect([...receivers].sort()).toEqual(Object.keys(config.receivers).sort());
		for (const { exporters } of pipelines) expect(exporters).toEqual(Object.keys(config.exporters));
	});

	test("scrapes services on ports that they have", async () => {
		const config = collector.parse(parse(await read("collector.yaml")));
		const targets = config.receivers.prometheus.config.scrape_configs.flatMap(({ static_configs }) =>
			static_configs.flatMap((given) => given.targets),
		);
		expect(targets).toEqual([
			`appliance:${named("appliance").environment?.METRICS_PORT}`,
			"vllm:8000",
			`cloudflared:${named("cloudflared").environment?.TUNNEL_METRICS?.split(":")[1]}`,
		]);
		for (const target of targets) expect(named(target.split(":")[0] ?? "").networks).toContain("telemetry");
	});
});

/** What the READMEs of its components document, of what is used here. https://github.com/open-telemetry/opentelemetry-collector */
const collector = z.strictObject({
	receivers: z.strictObject({
		otlp: z.strictObject({
			protocols: z.strictObject({
				grpc: z.strictObject({ endpoint: z.string() }),
				http: z.strictObject({ endpoint: z.string() }),
			}),
		}),
		prometheus: z.strictObject({
			config: z.strictObject({
				scrape_configs: z.array(
					z.strictObject({
						job_name: z.string(),
						scrape_interval: z.string(),
						static_configs: z.array(z.strictObject({ targets: z.array(z.string()) })),
					}),
				),
			}),
		}),
	}),
	exporters: z.strictObject({
		otlp_http: z.strictObject({
			endpoint: z.string(),
			headers: z.record(z.string(), z.string()),
			timeout: z.string(),
			retry_on_failure: z.strictObject({
				initial_interval: z.string(),
				max_interval: z.string(),
				max_elapsed_time: z.string(),
			}),
			sending_queue: z.strictObject({
				storage: z.string(),
				sizer: z.enum(["requests", "items", "bytes"]),
				queue_size: z.int(),
				num_consumers: z.int(),
				block_on_overflow: z.boolean(),
				batch: z.strictObject({
					flush_timeout: z.string(),
					sizer: z.enum(["items", "bytes"]),
					min_size: z.int(),
					max_size: z.int(),
				}),
			}),
		}),
	}),
	extensions: z.strictObject({
		file_storage: z.strictObject({
			directory: z.string(),
			create_directory: z.boolean(),
			fsync: z.boolean(),
			compaction: z.strictObject({ on_start: z.boolean(), on_rebound: z.boolean(), directory: z.string() }),
		}),
	}),
	service: z.strictObject({
		extensions: z.array(z.string()),
		pipelines: z.record(
			z.enum(["logs", "traces", "metrics"]),
			z.strictObject({ receivers: z.array(z.string()), exporters: z.array(z.string()) }),
		),
	}),
});

describe("the tunnel", () => {
	test("leads to services on their ports, each behind Access, and to nothing else", async () => {
		const { ingress } = tunnel.parse(parse(await read("cloudflared.example.yaml")));
		const [others, ...rules] = ingress.toReversed();
		expect(others).toEqual({ service: "http_status:404" });
		for (const rule of rules) {
			expect(rule.originRequest?.access).toMatchObject({ required: true });
			const { hostname } = new URL(rule.service.replace("tcp:", "http:"));
			expect(named(hostname).networks.some((name) => named("cloudflared").networks.includes(name))).toBe(true);
		}
		expect(ingress[0]?.service).toBe(`http://appliance:${named("appliance").environment?.PORT}`);
	});
});

/** https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/do-more-with-tunnels/local-management/configuration-file/ */
const tunnel = z.strictObject({
	tunnel: z.uuid(),
	ingress: z.array(
		z.strictObject({
			hostname: z.string().optional(),
			service: z.string(),
			originRequest: z
				.strictObject({
					access: z.strictObject({
						required: z.boolean(),
						teamName: z.string(),
						audTag: z.array(z.string().length(64)),
					}),
				})
				.optional(),
		}),
	),
});

describe("init.sh", () => {
	let folder: string;
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), "vagus-box-"));
		await cp(FOLDER, folder, { recursive: true });
		await rm(join(folder, "env"), { recursive: true, force: true });
		await run("bash", [join(folder, "init.sh")]);
	});
	afterAll(() => rm(folder, { recursive: true, force: true }));
	const made = (file: string) => readFile(join(folder, "env", file), "utf8");

	test("makes each file that the services read, for its owner alone", async () => {
		const files = new Set(Object.values(services).flatMap(({ env_file = [] }) => env_file));
		expect((await readdir(join(folder, "env"))).map((file) => `env/${file}`).sort()).toEqual([...files].sort());
		for (const file of files) expect((await stat(join(folder, file))).mode & 0o077).toBe(0);
	});

	test("makes a key that the appliance and the functions take", async () => {
		const [, key = ""] = /^VAGUS_APPLIANCE_KEYS=(.+)$/m.exec(await made("appliance.env")) ?? [];
		const { VAGUS_APPLIANCE_KEYS: keys } = readSettings({ VAGUS_APPLIANCE_KEYS: key });
		const environment = readEnvironment({ VAGUS_EMBEDDINGS_URL: "https://gpu", VAGUS_EMBEDDINGS_KEY: key });
		expect([environment.VAGUS_EMBEDDINGS_KEY]).toEqual(keys);
	});

	test("makes no secret twice, and leaves what is there as it is", async () => {
		const texts = await Promise.all((await readdir(join(folder, "env"))).map(made));
		const secrets = texts.join("\n").match(/[\w-]{43}$/gm) ?? [];
		expect(secrets).toHaveLength(5);
		expect(new Set(secrets).size).toBe(5);
		expect(texts.join()).not.toContain("@");
		await run("bash", [join(folder, "init.sh")]);
		expect(await Promise.all((await readdir(join(folder, "env"))).map(made))).toEqual(texts);
	});
});

test("the container's Node is the one that the lock file brings", async () => {
	const lock = JSON.parse(await readFile(join(ROOT, "package-lock.json"), "utf8"));
	expect(await read("Containerfile")).toContain(
		`FROM node:${lock.packages["node_modules/node"].version}-bookworm AS build`,
	);
});

test("the container runs without root, and from what its package packs", async () => {
	const file = await read("Containerfile");
	expect(file).toMatch(/^USER 10001:10001$/m);
	expect(file).toMatch(/^ENTRYPOINT \["node", "\/app\/dist\/vagus-appliance\.js"\]$/m);
	const { bin } = JSON.parse(await readFile(join(ROOT, "appliance/package.json"), "utf8"));
	expect(bin["vagus-appliance"]).toBe("dist/vagus-appliance.js");
	// Docker is given what is copied.
	const given = [...(await read("Containerfile.dockerignore")).matchAll(/^!(.+)$/gm)].map(([, path = ""]) => path);
	const copied = [...file.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = ""]) => paths.split(" "));
	expect(copied).toContain("core");
	expect(copied.filter((path) => !given.some((each) => `${path}/`.startsWith(`${each}/`)))).toEqual([]);
});
