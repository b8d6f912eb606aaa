import { Buffer } from "node:buffer";
import { AwsClient } from "aws4fetch";
import { queueLimits } from "../limits.ts";
import type { IngestQueue } from "./ingestQueue.ts";

export interface SqsOptions {
	/** The queue's URL, as SQS gives it. */
	url: string;
	region: string;
	credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

/** An SQS queue; its messages are base64, for SQS carries text alone. */
export function sqsQueue({ url, region, credentials }: SqsOptions): IngestQueue {
	const client = new AwsClient({ ...credentials, region, service: "sqs", retries: RETRIES });
	return {
		messageBytes: queueLimits.sqsMessageBytes,
		send: async (message) => {
			const response = await client.fetch(new URL("/", url).href, {
				method: "POST",
				headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": "AmazonSQS.SendMessage" },
				body: JSON.stringify({ QueueUrl: url, MessageBody: Buffer.from(message).toString("base64") }),
				signal: AbortSignal.timeout(TIMEOUT_MS),
			});
			const answer = await response.text();
			if (!response.ok) throw new Error(`SQS answered ${response.status}: ${answer.slice(0, 500)}`);
		},
	};
}

/** After an answer of 5xx or 429. A message that was taken twice is written once. */
const RETRIES = 2;

/** A batch that has not been taken by then is written by the request itself. */
const TIMEOUT_MS = 5_000;
