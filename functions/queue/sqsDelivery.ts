import { Buffer } from "node:buffer";
import type { SQSRecord } from "aws-lambda";
import type { Delivery } from "./consume.ts";

/** What SQS hands to a Lambda function; a message that is not base64 is none of this program's, and stays as it is. */
export function sqsDelivery({ body, attributes }: SQSRecord): Delivery {
	return {
		message: Buffer.from(body, BASE64.test(body) ? "base64" : "utf8"),
		attempts: Number(attributes.ApproximateReceiveCount),
	};
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
