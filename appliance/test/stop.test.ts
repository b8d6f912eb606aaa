import { afterAll, beforeAll, expect, test } from "vitest";
import { signedFetch } from "../../core/signature/signedFetch.ts";
import { signingKeys } from "../../core/signature/signingKeys.ts";
import type { ModelDirectory } from "../src/model/modelDirectory.ts";
import { removeTestModels, testModel } from "./model/testModel.ts";
import { startProgram } from "./support/startProgram.ts";
import { KEY } from "./support/testAppliance.ts";

const send = signedFetch(signingKeys(KEY)[0], { fetch, now: Date.now });
const embed = (url: string, texts: string[]) =>
	send(`${url}/embed`, { method: "POST", body: JSON.stringify({ texts }) });

let model: ModelDirectory;
beforeAll(async () => {
	model = await testModel();
});
afterAll(removeTestModels);

const start = (variables: Record<string, string> = {}) =>
	startProgram({ VAGUS_APPLIANCE_MODEL: model.name, VAGUS_APPLIANCE_MODEL_DIR: model.path, ...variables });

test("SIGTERM lets what was taken be computed, while what comes is refused, and ends with 0", async () => {
	const { child, url, lines, ready, exited } = await start({ METRICS_PORT: "0" });
	await ready;
	const engine = Number(lines.find(({ pid, msg }) => pid !== child.pid && msg === "The model is ready")?.pid);
	const { tokens } = await (await embed(url, ["text 8"])).json();
	process.kill(engine, "SIGSTOP");
	const taken = Array.from({ length: 8 }, (_, index) => embed(url, [`text ${index}`]));
	const metricsUrl = String(lines.find(({ metricsUrl }) => metricsUrl)?.metricsUrl);
	const waiting = async () =>
		Number(/queue_tokens\{priority="interactive"[^}]*\} (\d+)/.exec(await (await fetch(metricsUrl)).text())?.[1]);
	// One of them runs.
	while ((await waiting()) < 7 * tokens) await new Promise(setImmediate);
	child.kill("SIGTERM");
	while ((await fetch(`${url}/readyz`)).status !== 503) await new Promise(setImmediate);
	const refused = await embed(url, ["too late"]);
	expect([refused.status, await refused.json()]).toMatchObject([503, { code: "stopping" }]);
	process.kill(engine, "SIGCONT");
	const answers = await Promise.all(taken);
	expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
	expect(await exited).toBe(0);
	expect(() => process.kill(engine, 0)).toThrow("ESRCH");
});

test("until the model is warm, it is alive and not ready", async () => {
	const { child, url, ready, exited } = await start();
	const [health, readiness, early] = await Promise.all([
		fetch(`${url}/healthz`),
		fetch(`${url}/readyz`),
		embed(url, ["a"]),
	]);
	expect([health.status, readiness.status]).toEqual([200, 503]);
	expect(await readiness.json()).toMatchObject({ ready: false, checks: [{ reason: "The model is being loaded." }] });
	// Signed in the very second in which it started, or else before the model was there.
	expect([401, 503]).toContain(early.status);
	await ready;
	expect((await fetch(`${url}/readyz`)).status).toBe(200);
	expect((await embed(url, ["a"])).status).toBe(200);
	child.kill("SIGINT");
	expect(await exited).toBe(0);
});

test("what cannot be is said in a sentence, and ends it with 1", async () => {
	await expect(start({ PORT: "http" })).rejects.toThrow(
		"ended with 1: vagus-appliance: PORT must be a whole number from 0 to 65535.",
	);
	const { ready, url } = await start({ VAGUS_APPLIANCE_MODEL_DIR: "/nowhere" });
	await expect(ready).rejects.toThrow(
		"ended with 1: vagus-appliance: The model directory /nowhere holds no config.json.",
	);
	const other = await start({ PORT: new URL(url).port });
	await expect(start({ PORT: new URL(other.url).port })).rejects.toThrow(
		/ended with 1: .* Cannot listen on 127.0.0.1 port/,
	);
	await other.ready;
	other.child.kill("SIGTERM");
	await other.exited;
});
