import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { SQSEvent, SQSRecord } from "aws-lambda";

/** A stand-in for SQS: takes messages, and keeps them by the queue's URL. */
export interface Sqs {
	/** The URL of a queue. */
	urlOf(name: string): string;
	/** The bodies of the messages that were sent to a queue, in order. */
	sent(name: string): string[];
	close(): void;
}

export async function startSqs(): Promise<Sqs> {
	const queues = new Map<string, string[]>();
	const server = createServer(async (request, response) => {
		const body = Buffer.concat(await request.toArray()).toString();
		const sent: { QueueUrl: string; MessageBody: string } = JSON.parse(body);
		if (request.headers["x-amz-target"] !== "AmazonSQS.SendMessage") return response.writeHead(400).end();
		queues.set(sent.QueueUrl, [...(queues.get(sent.QueueUrl) ?? []), sent.MessageBody]);
		response.end(JSON.stringify({ MessageId: randomUUID(), MD5OfMessageBody: md5(sent.MessageBody) }));
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const urlOf = (name: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/123456789012/${name}`;
	return {
		urlOf,
		sent: (name) => queues.get(urlOf(name)) ?? [],
		close: () => {
			server.close();
			server.closeAllConnections();
		},
	};
}

/** What Lambda is given of messages: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event */
export function sqsEvent(bodies: string[], receiveCount = 1): SQSEvent {
	return { Records: bodies.map((body, index) => recordOf(body, `message-${index}`, receiveCount)) };
}

function recordOf(body: string, messageId: string, receiveCount: number): SQSRecord {
	return {
		messageId,
		receiptHandle: "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...",
		body,
		attributes: {
			ApproximateReceiveCount: String(receiveCount),
			SentTimestamp: "1545082649183",
			SenderId: "AIDAIENQZJOLO23YVJ4VO",
			ApproximateFirstReceiveTimestamp: "1545082649185",
		},
		messageAttributes: {},
		md5OfBody: md5(body),
		eventSource: "aws:sqs",
		eventSourceARN: "arn:aws:sqs:eu-central-1:123456789012:ingest",
		awsRegion: "eu-central-1",
	};
}

const md5 = (text: string) => createHash("md5").update(text).digest("hex");
