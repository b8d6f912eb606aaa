import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sqsQueue } from "./sqsQueue.ts";

// A stand-in for SQS that keeps what it is sent, and checks its signature by the specification of AWS' Signature 4.

const SECRET = "secret/of+the+tests";
const MESSAGE = Uint8Array.of(0, 255, 10, 123);

let server: Server;
let requests: { request: IncomingMessage; body: string }[];
let answers: [number, string][];

beforeEach(async () => {
	requests = [];
	answers = [];
	server = createServer(async (request, response) => {
		const body = Buffer.concat(await request.toArray()).toString();
		requests.push({ request, body });
		const [status, text] = answers.shift() ?? [200, '{"MessageId": "1", "MD5OfMessageBody": ""}'];
		response.writeHead(status).end(text);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
});
afterEach(() => {
	server.close();
	server.closeAllConnections();
});

function queue() {
	const { port } = server.address() as AddressInfo;
	const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: SECRET, sessionToken: "session/token==" };
	return sqsQueue({ url: `http://127.0.0.1:${port}/123456789012/ingest`, region: "eu-central-1", credentials });
}

test("a message is sent as base64, in SQS' JSON protocol, signed", async () => {
	const { send } = queue();
	await send(MESSAGE);
	const [{ request, body } = { request: undefined, body: "" }] = requests;
	expect([request?.method, request?.url]).toEqual(["POST", "/"]);
	expect(request?.headers).toMatchObject({
		"content-type": "application/x-amz-json-1.0",
		"x-amz-target": "AmazonSQS.SendMessage",
		"x-amz-security-token": "session/token==",
	});
	const sent = JSON.parse(body);
	expect(sent.QueueUrl).toMatch(/\/123456789012\/ingest$/);
	expect(new Uint8Array(Buffer.from(sent.MessageBody, "base64"))).toEqual(MESSAGE);
	const { scope, signed, signature } = authorizationOf(request);
	expect(scope).toMatch(/^\d{8}\/eu-central-1\/sqs\/aws4_request$/);
	expect(signed).toEqual(expect.arrayContaining(["host", "x-amz-date", "x-amz-security-token", "x-amz-target"]));
	expect(signature).toBe(signatureOf(request, body));
});

test("a refusal is told with what SQS says", async () => {
	answers = [[400, '{"__type": "com.amazonaws.sqs#QueueDoesNotExist"}']];
	await expect(queue().send(MESSAGE)).rejects.toThrow(/400.*QueueDoesNotExist/);
	expect(requests).toHaveLength(1);
});

test("what SQS cannot take at the moment is sent again, but not for ever", async () => {
	answers = [[503, "busy"]];
	await queue().send(MESSAGE);
	expect(requests).toHaveLength(2);
	answers = Array(9).fill([503, "busy"]);
	await expect(queue().send(MESSAGE)).rejects.toThrow(/503.*busy/);
	expect(requests).toHaveLength(5);
});

function authorizationOf(request: IncomingMessage | undefined) {
	const pattern = /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/(\S+), SignedHeaders=(\S+), Signature=(\w{64})$/;
	const [, scope = "", signed = "", signature = ""] = pattern.exec(request?.headers.authorization ?? "") ?? [];
	return { scope, signed: signed.split(";"), signature };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function signatureOf(request: IncomingMessage | undefined, body: string): string {
	const { scope, signed } = authorizationOf(request);
	const headers = signed.map((name) => `${name}:${request?.headers[name]}\n`).join("");
	const canonical = ["POST", "/", "", headers, signed.join(";"), sha256(body)].join("\n");
	const toSign = ["AWS4-HMAC-SHA256", request?.headers["x-amz-date"], scope, sha256(canonical)].join("\n");
	const key = scope.split("/").reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${SECRET}`);
	return hmac(key, toSign).toString("hex");
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
