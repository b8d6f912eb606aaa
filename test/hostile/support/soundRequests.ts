import examples from "@octokit/webhooks-examples";
import { otlpBody } from "../../faults/support/otlpBody.ts";
import type { Random } from "../../faults/support/random.ts";
import { SIGNALS } from "../../faults/support/sent.ts";
import { logsSample, variedLogs } from "../../support/otlp/logsSample.ts";
import { metricsSample } from "../../support/otlp/metricsSample.ts";
import { parentAndChild, tracesSample } from "../../support/otlp/tracesSample.ts";
import { CONTENT_TYPES, encodeV1, encodeV2 } from "../../support/prometheus/remoteWrite.ts";

/** A request as a sender that means well sends it. */
export interface SoundRequest {
	method: "POST" | "PUT" | "DELETE";
	path: string;
	headers: Record<string, string>;
	body: Uint8Array<ArrayBuffer>;
	/** What is done to the bytes on their way: remote write is compressed. */
	packed?: "snappy";
	/** Signed with the webhooks' secret, as the body is in the end. */
	signed?: boolean;
}

/** A kind of request: each is made anew, with records that all bear the mark. */
type Make = (mark: string, random: Random) => SoundRequest;

const JSON_TYPE = { "content-type": "application/json" };
const PROTOBUF_TYPE = { "content-type": "application/x-protobuf" };
const metrics = await metricsSample();
const published = examples as unknown as { name: string; examples: object[] }[];
const taken = ["workflow_run", "workflow_job", "check_run", "deployment", "deployment_status", "push"];
const deliveries = published
	.filter(({ name }) => taken.includes(name))
	.flatMap(({ name, examples }) => examples.map((payload) => ({ name, payload })));

/** Every kind of body that Vagus takes, but for questions. */
export const soundRequests: Make[] = [
	...SIGNALS.map(
		(signal): Make =>
			(mark) =>
				post(`/v1/${signal}`, JSON_TYPE, otlpBody(signal, marks(mark))),
	),
	(mark) => post("/v1/logs", PROTOBUF_TYPE, logs(mark).protobuf),
	(mark) => post("/v1/logs", JSON_TYPE, logs(mark).json),
	(mark) => post("/v1/traces", PROTOBUF_TYPE, traces(mark).protobuf),
	(mark) => post("/v1/traces", JSON_TYPE, traces(mark).json),
	() => post("/v1/metrics", PROTOBUF_TYPE, metrics.protobuf),
	() => post("/v1/metrics", JSON_TYPE, metrics.json),
	(mark) => ({ ...remoteWrite("1.0", mark), packed: "snappy" }),
	(mark) => ({ ...remoteWrite("2.0", mark), packed: "snappy" }),
	(mark) => post("/v1/logs/pino?service=shop", { "content-type": "application/x-ndjson" }, pinoLines(mark)),
	(mark) => post("/v1/ci/runs", JSON_TYPE, report(mark)),
	(mark) => post("/v1/builds", JSON_TYPE, builds(mark)),
	(mark, random) => {
		const { name, payload } = random.pick(deliveries);
		const headers = { ...JSON_TYPE, "x-github-event": name };
		return { ...post("/v1/webhooks/github", headers, payloadOf(payload, mark)), signed: true };
	},
	(mark) => post("/api/keys", JSON_TYPE, { name: mark, scopes: ["ingest"], origins: ["https://shop.example.com"] }),
];

function post(path: string, headers: Record<string, string>, body: Uint8Array | string | object): SoundRequest {
	const text = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
	const bytes = typeof text === "string" ? new TextEncoder().encode(text) : new Uint8Array(text);
	return { method: "POST", path, headers, body: bytes };
}

const marks = (mark: string) => [0, 1, 2].map((index) => `${mark}.${index}`);

function logs(mark: string) {
	return logsSample((logger) => {
		for (const [index, record] of variedLogs.entries()) logger.emit({ ...record, body: `${mark}.${index}` });
	});
}

function traces(mark: string) {
	return tracesSample((tracer) => {
		for (const name of marks(mark)) tracer.startSpan(name).end();
		parentAndChild(tracer);
	});
}

function remoteWrite(version: "1.0" | "2.0", id: string): SoundRequest {
	const time = Date.now();
	const series = marks(id).map((id) => ({
		labels: { __name__: "hostile", job: "under-faults", id },
		samples: [{ value: 1.5, time, start: time - 1_000 }],
		exemplars: [{ labels: { trace_id: "5b8efff798038103d269b633813fc60c" }, value: 1, time }],
		histograms: [
			{
				count: 3,
				sum: 4.5,
				schema: 2,
				positive: { spans: [[0, 2] as [number, number]], counts: [1, 1] },
				time: time + 1,
			},
		],
		metadata: { type: 2, help: "Help.", unit: "s" },
	}));
	const encode = version === "1.0" ? encodeV1 : encodeV2;
	return post("/v1/prometheus/write", { "content-type": CONTENT_TYPES[version] }, encode({ series }));
}

function pinoLines(mark: string): string {
	const records = marks(mark).map((msg) => ({
		level: 50,
		time: Date.now(),
		hostname: "pod-7",
		reqId: "r-1",
		err: { type: "TypeError", message: "x is not a function", stack: "TypeError: x\n    at f (a.js:1:2)" },
		msg,
	}));
	return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}

function report(runId: string): object {
	return {
		runId,
		timestamp: new Date().toISOString(),
		repository: "acme/shop",
		branch: "main",
		commitSha: "9fceb02d0ae598e95dc970b74767f19372d61af8",
		source: "ci",
		nodeVersion: "24.1.0",
		packageManager: "npm@11.0.0",
		durationMs: 1_234.5,
		tests: [
			{ file: "a.test.ts", suite: "cart", name: "adds", status: "passed", durationMs: 3 },
			{ file: "a.test.ts", name: "fails", status: "failed", failures: [{ type: "Error", message: "no", line: 3 }] },
		],
		lint: [{ tool: "eslint", rule: "no-var", severity: "error", message: "No var.", file: "a.ts", line: 1, column: 2 }],
		coverage: [{ module: "a.ts", lines: { total: 3, covered: 2 } }],
		metadata: { attempt: 1, runner: "linux" },
	};
}

function builds(mark: string): object[] {
	return marks(mark).map((eventId) => ({
		eventId,
		repository: "acme/shop",
		branch: "main",
		commitSha: "9fceb02d0ae598e95dc970b74767f19372d61af8",
		eventType: "deploy_complete",
		status: "failure",
		timestamp: new Date().toISOString(),
		environment: "production",
		service: "checkout",
		errorMessage: "the disk is full",
		metadata: { attempt: 1 },
	}));
}

/** A delivery whose rows have ids of their own, whichever of them GitHub gives. */
function payloadOf(payload: object, mark: string): object {
	return { ...payload, mark };
}
