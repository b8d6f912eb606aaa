import type { SQSBatchResponse } from "aws-lambda";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openPg } from "../../schema/drivers/pg.ts";
import { createTestDatabase } from "../support/databases.ts";
import { logsSample } from "../support/otlp/logsSample.ts";
import { SAMPLE_SECOND } from "../support/otlp/otlpSample.ts";
import { servers } from "../support/servers.ts";
import { startTcpProxy, type TcpProxy } from "../support/tcpProxy.ts";
import { type LambdaBundle, lambdaBundle } from "./support/lambda/bundle.ts";
import { startGateway } from "./support/lambda/gateway.ts";
import { type Sqs, sqsEvent, startSqs } from "./support/lambda/sqs.ts";
import { type LambdaInstance, startInstance } from "./support/lambda/startInstance.ts";
import { KEY, SETTINGS } from "./support/program.ts";

const CREDENTIALS = {
	AWS_REGION: "eu-central-1",
	AWS_ACCESS_KEY_ID: "ASIAEXAMPLE",
	AWS_SECRET_ACCESS_KEY: "secret",
	AWS_SESSION_TOKEN: "token",
};

let bundle: LambdaBundle;
beforeAll(async () => {
	bundle = await lambdaBundle("functions/entries/lambda.ts");
});
afterAll(() => bundle?.remove());

test("an instance with a queue and without credentials says so instead of starting", async () => {
	const DATABASE_URL = "postgres://vagus@127.0.0.1:1/vagus";
	const VAGUS_INGEST_QUEUE_URL = "https://sqs.eu-central-1.amazonaws.com/123456789012/ingest";
	const instance = await startInstance(bundle.file, "handler", { DATABASE_URL, VAGUS_INGEST_QUEUE_URL });
	await expect(instance.invoke({})).rejects.toThrow("AWS_ACCESS_KEY_ID");
	await instance.stop();
});

describe.each(servers.filter((server) => server.name === "postgres"))("Lambda with SQS, over $name", (server) => {
	let sqs: Sqs;
	let way: TcpProxy;
	let db: ReturnType<typeof openPg>;
	let edge: LambdaInstance;
	let consumer: LambdaInstance;
	let gateway: Awaited<ReturnType<typeof startGateway>>;
	let drop: () => Promise<void>;
	beforeAll(async () => {
		sqs = await startSqs();
		const database = await createTestDatabase(server);
		drop = database.drop;
		const url = new URL(database.url);
		way = await startTcpProxy(url.hostname, Number(url.port || 5432));
		url.host = `127.0.0.1:${way.port}`;
		db = openPg({ connectionString: database.url, max: 1 });
		const variables = {
			...SETTINGS,
			...CREDENTIALS,
			DATABASE_URL: url.toString(),
			VAGUS_INGEST_QUEUE_URL: sqs.urlOf("ingest"),
			VAGUS_DEAD_LETTERS_URL: sqs.urlOf("dead-letters"),
		};
		edge = await startInstance(bundle.file, "handler", variables);
		consumer = await startInstance(bundle.file, "queue", variables);
		gateway = await startGateway(edge);
	});
	afterAll(async () => {
		gateway?.close();
		await edge?.stop();
		await consumer?.stop();
		sqs?.close();
		await way?.close();
		await db?.close();
		await drop?.();
	});

	/** Sends lines, each a request; returns the messages that SQS has of them. */
	const send = async (...lines: string[]) => {
		const before = sqs.sent("ingest").length;
		for (const line of lines) {
			const record = { timestamp: SAMPLE_SECOND * 1000, body: line };
			const { protobuf } = logsSample((logger) => logger.emit(record), { "service.name": "shop" });
			const headers = { authorization: `Bearer ${KEY}`, "content-type": "application/x-protobuf" };
			const response = await fetch(`${gateway.url}/v1/logs`, {
				method: "POST",
				headers,
				body: new Uint8Array(protobuf),
			});
			expect(response.status).toBe(200);
		}
		return sqs.sent("ingest").slice(before);
	};

	/** The numbers of the messages that are to come again. */
	const deliver = async (bodies: string[], receiveCount?: number) => {
		const { batchItemFailures } = (await consumer.invoke(sqsEvent(bodies, receiveCount))) as SQSBatchResponse;
		return batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier.replace("message-", "")));
	};

	const messages = async () =>
		(
			await db.query<{ message: string }>(
				"SELECT message FROM application_logs WHERE service = 'shop' ORDER BY message",
			)
		).map((row) => row.message);

	test("acknowledges when SQS has a request, and writes what SQS hands over, once however often it does", async () => {
		const sent = await send("a", "b");
		expect(sent).toHaveLength(2);
		expect(await messages()).toEqual([]);
		expect(await deliver(sent)).toEqual([]);
		expect(await deliver([...sent.toReversed(), ...(await send("c"))])).toEqual([]);
		expect(await messages()).toEqual(["a", "b", "c"]);
	});

	test("has all come again while the database is away, and writes them once it is back", async () => {
		const sent = await send("d", "e");
		await way.cut();
		expect(await deliver(sent, 500)).toEqual([0, 1]);
		// The edge does without the database where the key is its own.
		sent.push(...(await send("f")));
		await way.restore();
		expect(await deliver(sent, 501)).toEqual([]);
		expect(await messages()).toEqual(["a", "b", "c", "d", "e", "f"]);
		expect(sqs.sent("dead-letters")).toEqual([]);
	});

	test("has only those come again that cannot be written, and makes dead letters of them after some tries", async () => {
		const [good = "", better = ""] = await send("g", "h");
		expect(await deliver([good, "none of ours", better])).toEqual([1]);
		expect(await messages()).toEqual(["a", "b", "c", "d", "e", "f", "g", "h"]);
		expect(await deliver(["none of ours"], 3)).toEqual([]);
		const [letter = ""] = sqs.sent("dead-letters");
		const [reason = "", message] = Buffer.from(letter, "base64").toString().split("\n");
		expect(JSON.parse(reason)).toMatchObject({ deadLetter: { attempts: 3, reason: expect.stringMatching(/Error/) } });
		expect(message).toBe("none of ours");
	});
});
